"""Reports on capacity: rollups and flat tables."""
