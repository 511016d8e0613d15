"""Files of the shop floor."""
