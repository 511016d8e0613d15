"""A keeper of stock, who asks for tables too."""

from tests.graphql.stock.conftest import keeper

__all__ = ["keeper"]
