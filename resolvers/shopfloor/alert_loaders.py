"""Loaders of alerts: whoever asks for one finds it among those that one may see."""

from typing import Any

from db.shopfloor.alert_lists import ALERTS_BY_IDS
from resolvers.loading import BoundReading, Loader, RowLoader
from resolvers.shopfloor import alert_mapping
from services.shopfloor.alerts.visible import visible_kinds


class AlertById(RowLoader):
    shape, key = alert_mapping.alert, "id"

    def reading(self, _: Any) -> BoundReading:
        return ALERTS_BY_IDS, {"kinds": [kind.value for kind in visible_kinds(self._reader.may)]}


ALERT_LOADERS: tuple[type[Loader[Any, Any]], ...] = (AlertById,)
