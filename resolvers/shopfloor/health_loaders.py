"""Loaders of how work orders are getting on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from db.engine import ReadSession
from resolvers.loading import Loader
from resolvers.shopfloor import health_mapping
from schema.shopfloor.health import HealthReport
from services.shopfloor.health.health_of_orders import health_of_orders

Key = tuple[int, date | None]


class HealthByWorkOrderId(Loader[Key, HealthReport]):
    """Keys are (work order, as of or None); a statement for each date. One that is cancelled has no health."""

    async def fetch(self, session: ReadSession, keys: Sequence[Key]) -> Mapping[Key, HealthReport]:
        dates: dict[date | None, list[int]] = defaultdict(list)
        for id, as_of in keys:
            dates[as_of].append(id)
        context: Any = self._reader
        found = {}
        for as_of, ids in dates.items():
            day, thresholds = as_of or context.today(), context.floor_rules
            health = await health_of_orders(session, ids, as_of=day, thresholds=thresholds)
            found.update({(id, as_of): health_mapping.health_report(one) for id, one in health.items()})
        return found


HEALTH_LOADERS: tuple[type[Loader[Any, Any]], ...] = (HealthByWorkOrderId,)
