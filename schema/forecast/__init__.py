"""Words for reports, demands and forecast cells."""
