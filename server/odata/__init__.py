"""OData v4, read-only: the tables of reports as sets that Excel, Power BI and others read by themselves."""
