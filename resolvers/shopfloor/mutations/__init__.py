"""Changes on the shop floor, a file a subject."""
