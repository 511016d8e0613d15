"""People and placeholders."""
