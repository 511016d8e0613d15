"""Rows of the shop floor as types of the API."""

from resolvers.shapes import From, Shape, global_id_of
from resolvers.supply.labels import label
from schema.shopfloor.work_order import WorkOrder

# Beside the columns of a work order: cumulative_qty, scrap_qty and decimals.
work_order = Shape(
    WorkOrder,
    id=global_id_of("WorkOrder"),
    key="id",
    status_label=From(("status",), label),
    overproduction_allowance=From(("overproduction_allowance",), float),
)
