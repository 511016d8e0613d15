"""Products and what they are made of: found, created, changed, and their bills set."""
