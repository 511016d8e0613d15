"""The database's history, one file a change, sorted by date."""
