"""The doors of the shop floor."""
