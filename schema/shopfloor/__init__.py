"""Nouns of the shop floor."""
