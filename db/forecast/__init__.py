"""Tables of reports, demands and forecast cells."""
