"""Rules for people, weeks, assignments and capacity."""
