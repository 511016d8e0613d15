"""Capacity tiers."""
