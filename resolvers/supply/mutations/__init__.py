"""Mutations of the supply room, by subject."""
