"""Whose alerts are whose to see: those of stock ask for another permission than those of the floor."""

from collections.abc import Callable

from db.shared.enums import Permission
from db.shopfloor.enums import SEES_FLOOR_ALERTS, SEES_STOCK_ALERTS, STOCK_ALERTS, AlertKind


def visible_kinds(may: Callable[[Permission], bool]) -> tuple[AlertKind, ...]:
    """The kinds of alerts that somebody sees, by the permissions that one has."""
    sees_stock, sees_floor = (any(map(may, one.permissions)) for one in (SEES_STOCK_ALERTS, SEES_FLOOR_ALERTS))
    return tuple(kind for kind in AlertKind if (sees_stock if kind in STOCK_ALERTS else sees_floor))
