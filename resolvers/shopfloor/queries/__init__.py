"""Questions about the shop floor, a file a subject."""
