"""Working time of weeks and months."""
