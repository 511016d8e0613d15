"""What the service itself recommends, by two models with names and versions, and what other programs recommend."""
