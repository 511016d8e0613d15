"""A PostgreSQL that comes with the package and runs while it is needed."""

CLUSTER = "postgres"  # the folder of its data, within the data directory
