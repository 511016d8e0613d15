"""Rows of changes of work orders as types of the API."""

from resolvers.shapes import From, Shape, global_id_of
from resolvers.supply.labels import label
from schema.shopfloor.approval import Approval
from schema.shopfloor.work_order_change import WorkOrderChange

work_order_change = Shape(
    WorkOrderChange, id=global_id_of("WorkOrderChange"), key="id", status_label=From(("status",), label)
)
approval = Shape(Approval)
