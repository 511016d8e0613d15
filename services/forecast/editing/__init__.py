"""Changes of a report's forecast: previewed, committed, reverted."""
