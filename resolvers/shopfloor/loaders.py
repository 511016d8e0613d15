"""Loaders of work orders and what belongs to them, each named what_by_key."""

from typing import Any

from db.shopfloor import work_orders
from resolvers.loading import BoundReading, Loader, RowLoader
from resolvers.shopfloor import mapping
from resolvers.shopfloor.alert_loaders import ALERT_LOADERS
from resolvers.shopfloor.change_loaders import CHANGE_LOADERS
from resolvers.shopfloor.debt_loaders import DEBT_LOADERS
from resolvers.shopfloor.health_loaders import HEALTH_LOADERS
from resolvers.shopfloor.production_loaders import PRODUCTION_LOADERS


class WorkOrderById(RowLoader):
    shape, key = mapping.work_order, "id"

    def reading(self, _: Any) -> BoundReading:
        return work_orders.WORK_ORDERS_BY_IDS, {}


class WorkOrderByNumberKey(RowLoader):
    shape, key = mapping.work_order, "number_key"

    def reading(self, _: Any) -> BoundReading:
        return work_orders.WORK_ORDERS_BY_NUMBER_KEYS, {}


class WorkOrdersByPlanId(RowLoader):
    shape, key, many, missing = mapping.work_order, "plan_id", True, ()

    def reading(self, _: Any) -> BoundReading:
        return work_orders.WORK_ORDERS_BY_PLAN_IDS, {}


LOADERS: tuple[type[Loader[Any, Any]], ...] = (
    WorkOrderById,
    *DEBT_LOADERS,
    *HEALTH_LOADERS,
    *ALERT_LOADERS,
    WorkOrderByNumberKey,
    WorkOrdersByPlanId,
    *PRODUCTION_LOADERS,
    *HEALTH_LOADERS,
    *CHANGE_LOADERS,
    *DEBT_LOADERS,
    *ALERT_LOADERS,
)
