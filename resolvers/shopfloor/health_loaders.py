"""Loaders of how work orders are getting on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from db.engine import ReadSession
from db.postgres.reading import ColumnRows
from db.shopfloor.enums import WorkOrderOrder, WorkOrderStatus
from db.shopfloor.order_lists import Seen, work_order_count
from resolvers.connections import connection
from resolvers.loading import Loader, Reader
from resolvers.shopfloor import health_mapping, mapping
from resolvers.shopfloor.order_arguments import order_filter
from schema.shopfloor.health import HealthReport
from schema.shopfloor.work_order_lists import WorkOrderConnection, WorkOrderEdge
from services.shared.computing import computed
from services.shared.floor_rules import FloorRules
from services.shared.paging import Turn
from services.shopfloor.health.health import OrderSoFar, health
from services.shopfloor.health.health_of_orders import orders_so_far, orders_so_far_by_ids
from services.shopfloor.orders.list_orders import list_orders

Key = tuple[int, date | None]
Listed = tuple[date, tuple[Any, ...]]
COUNTING = tuple(status for status in WorkOrderStatus if status is not WorkOrderStatus.CANCELLED)


class HealthByWorkOrderId(Loader[Key, HealthReport]):
    """Keys are (work order, as of or None); a statement for each date. One that is cancelled has no health."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader)
        self._known: dict[date, dict[int, OrderSoFar]] = {}

    async def know(self, as_of: date, rows: ColumnRows) -> None:
        """Answer for these orders, as of a date, without looking: a list of them has read what their health takes."""
        if self._reader.field_names is None or "health" in self._reader.field_names:
            self._known.setdefault(as_of, {}).update(await orders_so_far(rows))

    def clear(self) -> None:
        """Drop what was known."""
        super().clear()
        self._known.clear()

    async def fetch(self, session: ReadSession, keys: Sequence[Key]) -> Mapping[Key, HealthReport]:
        dates: dict[date | None, list[int]] = defaultdict(list)
        for id, as_of in keys:
            dates[as_of].append(id)
        context: Any = self._reader
        found: dict[Key, HealthReport] = {}
        for as_of, ids in dates.items():
            day = as_of or context.today()
            orders = await self._so_far(session, ids, day)
            told = partial(_told, orders, day, context.floor_rules)
            found |= {(id, as_of): report for id, report in (await computed(told, parts=len(orders))).items()}
        return found

    async def _so_far(self, session: ReadSession, ids: Sequence[int], as_of: date) -> dict[int, OrderSoFar]:
        known = self._known.get(as_of, {})
        unknown = [id for id in ids if id not in known]
        read = await orders_so_far_by_ids(session, unknown, as_of=as_of) if unknown else {}
        return {id: known[id] for id in ids if id in known} | read


def _told(orders: Mapping[int, OrderSoFar], day: date, rules: FloorRules) -> dict[int, HealthReport]:
    return {
        id: health_mapping.health_report(health(order, as_of=day, thresholds=rules)) for id, order in orders.items()
    }


class WorkOrdersByDashboardDay(Loader[Listed, WorkOrderConnection]):
    """Keys are (as of, (filter, how pages are turned)); a page each."""

    async def fetch(self, session: ReadSession, keys: Sequence[Listed]) -> Mapping[Listed, WorkOrderConnection]:
        return {key: await self._page(session, *key) for key in keys}

    async def _page(self, session: ReadSession, as_of: date, arguments: tuple[Any, ...]) -> WorkOrderConnection:
        given, turned = arguments
        context: Any = self._reader
        seen = Seen(as_of, context.floor_rules, is_past=True)
        chosen = order_filter(given.given)
        if all(part.statuses is None for part in chosen.parts()):
            chosen = replace(chosen, statuses=COUNTING)
        page = await list_orders(session, chosen=chosen, seen=seen, turn=Turn[WorkOrderOrder](*turned))
        return connection(
            WorkOrderConnection,
            WorkOrderEdge,
            page,
            shape=mapping.work_order,
            context=context,
            count=lambda session: work_order_count(session, chosen, seen=seen),
        )


HEALTH_LOADERS: tuple[type[Loader[Any, Any]], ...] = (HealthByWorkOrderId, WorkOrdersByDashboardDay)
