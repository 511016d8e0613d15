"""Arguments about alerts as values of the rules."""

from collections.abc import Collection
from functools import partial
from typing import Annotated

import strawberry

from db.shopfloor.alert_lists import AlertFilter
from db.shopfloor.enums import AlertKind
from resolvers.shared.arguments import combined, keys
from resolvers.shopfloor.debt_arguments import NOBODYS
from resolvers.supply.arguments import members
from schema.shared.node import parse_key
from schema.shopfloor import alert as nouns

AlertId = Annotated[strawberry.ID, strawberry.argument(description="The alert's id.")]


def alert_key(id: AlertId) -> int | None:
    """An alert's own id; None for another's."""
    return parse_key("Alert", id)


def kinds_among(visible: Collection[AlertKind], chosen: list[AlertKind] | None) -> tuple[AlertKind, ...]:
    """Those of the kinds that somebody sees that are chosen; all of them where none is."""
    return tuple(kind for kind in visible if not chosen or kind in chosen)


def alert_filter(chosen: nouns.AlertFilter | None, visible: Collection[AlertKind]) -> AlertFilter:
    """Which alerts, of those that the caller may see."""
    return AlertFilter(tuple(visible)) if chosen is None else combined(chosen, partial(_alert, visible))


def _alert(visible: Collection[AlertKind], chosen: nouns.AlertFilter) -> AlertFilter:
    order = chosen.work_order_id
    return AlertFilter(
        kinds_among(visible, chosen.kind),
        severities=members(chosen.severity),
        states=members(chosen.state),
        work_order_id=None if order is None else parse_key("WorkOrder", order) or NOBODYS,
        sku_keys=keys(chosen.sku),
        since=chosen.since,
    )
