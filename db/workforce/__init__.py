"""Tables of people, weeks, assignments and their summaries."""
