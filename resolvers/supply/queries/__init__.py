"""Queries of the supply room, by subject."""
