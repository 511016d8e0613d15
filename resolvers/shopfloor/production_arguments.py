"""Arguments about daily production as what the rules take."""

from db.shopfloor.production_filter import DailyProductionFilter
from resolvers.shared.arguments import combined, keys
from schema.shared.node import parse_key
from schema.shopfloor import production_changes as nouns
from services.shopfloor.production.record_production import Entry

NO_ORDER = 0
"""The id that no work order has."""


def daily_entry(given: nouns.DailyProductionInput) -> Entry:
    """An entry as asked for; an id that is no work order's names one that there is not."""
    values = vars(given)
    if given.work_order_id is not None:
        values = {**values, "work_order_id": parse_key("WorkOrder", given.work_order_id) or NO_ORDER}
    return Entry(**values)


def production_filter(chosen: nouns.DailyProductionFilter | None) -> DailyProductionFilter:
    """Which entries."""
    return DailyProductionFilter() if chosen is None else combined(chosen, _production)


def _production(chosen: nouns.DailyProductionFilter) -> DailyProductionFilter:
    order = chosen.work_order_id
    return DailyProductionFilter(
        work_order_id=None if order is None else parse_key("WorkOrder", order) or NO_ORDER,
        department_keys=keys(chosen.department),
        stage_keys=keys(chosen.stage),
        since=chosen.from_,
        until=chosen.to,
        entered_by=chosen.entered_by,
    )
