"""Doors to people, weeks and capacity."""
