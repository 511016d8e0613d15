"""Loaders of products, forecasts, plans, safety stocks and stock, each named what_by_key."""

from typing import Any

from resolvers.loading import Loader

LOADERS: list[type[Loader[Any, Any]]] = []
