"""The doors of supply planning."""
