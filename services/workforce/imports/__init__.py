"""Files of months, people and old allocations."""
