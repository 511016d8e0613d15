"""Rows of the shop floor as types of the API."""

from resolvers.shapes import From, Shape, global_id_of
from resolvers.supply.labels import label
from schema.shopfloor.work_order import WorkOrder
from services.shopfloor.orders.figures import limit_qty, progress_pct, remaining_qty

# Beside the columns of a work order: cumulative_qty, scrap_qty and decimals.
work_order = Shape(
    WorkOrder,
    id=global_id_of("WorkOrder"),
    key="id",
    status_label=From(("status",), label),
    overproduction_allowance=From(("overproduction_allowance",), float),
    remaining_qty=From(("target_qty", "cumulative_qty"), remaining_qty),
    limit_qty=From(("target_qty", "overproduction_allowance", "decimals"), limit_qty),
    progress_pct=From(("cumulative_qty", "target_qty"), progress_pct),
)
