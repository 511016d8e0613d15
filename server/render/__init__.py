"""A flat table as bytes: JSON, CSV, NDJSON."""
