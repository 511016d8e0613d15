"""Arguments about work orders as values of the rules."""

from collections.abc import Mapping
from typing import Annotated, Any

import strawberry

from db.shopfloor.filters import WorkOrderFilter
from resolvers.shared.arguments import combined, keys, part
from resolvers.supply.arguments import members
from resolvers.supply.plan_arguments import NOBODYS
from schema.shared.node import parse_key
from schema.shopfloor import work_order_lists as nouns

WorkOrderId = Annotated[strawberry.ID, strawberry.argument(description="Its id.")]


def order_key(id: WorkOrderId) -> int | None:
    """A work order's own id; None for another's."""
    return parse_key("WorkOrder", id)


def order_filter(chosen: nouns.WorkOrderFilter | None) -> WorkOrderFilter:
    """Which work orders."""
    return WorkOrderFilter() if chosen is None else combined(chosen, _order)


def _order(chosen: nouns.WorkOrderFilter) -> WorkOrderFilter:
    return WorkOrderFilter(
        number_keys=keys(chosen.number),
        sku_keys=keys(chosen.sku),
        department_keys=keys(chosen.department),
        stage_keys=keys(chosen.stage),
        statuses=members(chosen.status),
        healths=members(chosen.health),
        plan_id=_plan(chosen.plan_id),
        since=chosen.from_,
        until=chosen.to,
        search=part(chosen.search),
    )


def order_values(given: Mapping[str, Any]) -> dict[str, Any]:
    """What an input says, with its plan as a key."""
    return {**given, "plan_id": _plan(given["plan_id"])}


def _plan(id: strawberry.ID | None) -> int | None:
    return None if id is None else parse_key("ProductionPlan", id) or NOBODYS
