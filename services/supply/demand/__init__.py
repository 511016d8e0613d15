"""What was asked for: histories in buckets, and the demand of a day."""
