"""What the forecast room hands out as workbooks."""
