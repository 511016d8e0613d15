"""Rows of daily production as types of the API."""

from functools import partial
from operator import is_

from resolvers.shapes import From, Shape, global_id_of
from schema.shopfloor.production import DailyProduction, DailyProductionRevision, ProductionSummary, WorkOrderCompletion
from services.shopfloor.orders.figures import entry_status, progress_pct

# Beside the columns of an entry: cumulative_qty, and target_qty of its work order.
entry = Shape(
    DailyProduction,
    id=global_id_of("DailyProduction"),
    key="id",
    progress_pct=From(("cumulative_qty", "target_qty"), progress_pct),
    status=From(("cumulative_qty", "quantity", "target_qty"), entry_status),
)
revision = Shape(DailyProductionRevision)
completion = Shape(WorkOrderCompletion, is_completed=From(("reopened_at",), partial(is_, None)))
summary = Shape(ProductionSummary)
