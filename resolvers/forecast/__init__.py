"""Doors to reports, demands and forecast cells."""
