"""Production plans."""
