"""Loaders of changes of work orders and of their approvals."""

from typing import Any

from db.shopfloor import changes
from resolvers.loading import BoundReading, Loader, RowLoader
from resolvers.shopfloor import change_mapping


class WorkOrderChangeById(RowLoader):
    shape, key = change_mapping.work_order_change, "id"

    def reading(self, _: Any) -> BoundReading:
        return changes.CHANGES_BY_IDS, {}


class WorkOrderChangesByWorkOrderId(RowLoader):
    shape, key, many, missing = change_mapping.work_order_change, "work_order_id", True, ()

    def reading(self, _: Any) -> BoundReading:
        return changes.CHANGES_BY_WORK_ORDER_IDS, {}


class ApprovalsByChangeId(RowLoader):
    shape, key, many, missing = change_mapping.approval, "subject_id", True, ()

    def reading(self, _: Any) -> BoundReading:
        return changes.APPROVALS_BY_CHANGE_IDS, {}


CHANGE_LOADERS: tuple[type[Loader[Any, Any]], ...] = (
    WorkOrderChangeById,
    WorkOrderChangesByWorkOrderId,
    ApprovalsByChangeId,
)
