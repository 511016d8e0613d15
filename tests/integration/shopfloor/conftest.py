"""A tenant with products and a shop floor."""

from tests.graphql.plans.conftest import floor, maker

__all__ = ["floor", "maker"]
