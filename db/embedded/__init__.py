"""A PostgreSQL that comes with the package and runs while it is needed."""
