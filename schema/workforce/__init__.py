"""Words for people, weeks, tiers and capacity."""
