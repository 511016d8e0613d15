"""Rules for reports, demands and forecast cells."""
