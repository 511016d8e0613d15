"""The shop floor as flat tables and workbooks."""
