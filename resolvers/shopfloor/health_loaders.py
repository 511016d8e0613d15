"""Loaders of how work orders are getting on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from db.engine import ReadSession
from db.postgres.reading import ColumnRows
from resolvers.loading import Loader, Reader
from resolvers.shopfloor import health_mapping
from schema.shopfloor.health import HealthReport
from services.shopfloor.health.health import OrderSoFar, health
from services.shopfloor.health.health_of_orders import orders_so_far, orders_so_far_by_ids

Key = tuple[int, date | None]


class HealthByWorkOrderId(Loader[Key, HealthReport]):
    """Keys are (work order, as of or None); a statement for each date. One that is cancelled has no health."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader)
        self._known: dict[date, dict[int, OrderSoFar]] = {}

    def know(self, as_of: date, rows: ColumnRows) -> None:
        """Answer for these orders, as of a date, without looking: a list of them has read what their health takes."""
        if self._reader.field_names is None or "health" in self._reader.field_names:
            self._known.setdefault(as_of, {}).update(orders_so_far(rows))

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
            for id, order in (await self._so_far(session, ids, day)).items():
                seen = health(order, as_of=day, thresholds=context.floor_rules)
                found[id, as_of] = health_mapping.health_report(seen)
        return found

    async def _so_far(self, session: ReadSession, ids: Sequence[int], as_of: date) -> dict[int, OrderSoFar]:
        known = self._known.get(as_of, {})
        unknown = [id for id in ids if id not in known]
        read = await orders_so_far_by_ids(session, unknown, as_of=as_of) if unknown else {}
        return {id: known[id] for id in ids if id in known} | read


HEALTH_LOADERS: tuple[type[Loader[Any, Any]], ...] = (HealthByWorkOrderId,)
