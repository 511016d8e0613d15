"""People on demands, week by week."""
