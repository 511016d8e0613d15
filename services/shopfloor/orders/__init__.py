"""Work orders: created, listed, cancelled, and where they stand."""
