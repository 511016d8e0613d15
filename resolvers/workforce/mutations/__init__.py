"""Mutations of the workforce room, by subject."""
