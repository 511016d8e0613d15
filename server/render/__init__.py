"""Tables and workbooks as bytes."""
