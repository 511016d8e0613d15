"""Work orders as a table: what was made of each, and how it is getting on today."""

from datetime import date

from db.shopfloor.asked import FloorAsked
from db.shopfloor.thresholds import HealthThresholds
from db.shopfloor.work_order_table import work_order_table
from services.shared.relations import span_of
from services.shared.report import Page, Relation
from services.shared.table import MARKS, Column, ColumnType
from services.shopfloor.reports.tables import GONE

T = ColumnType
WORK_ORDER_COLUMNS = [
    Column("number", T.TEXT),
    Column("sku", T.TEXT),
    Column("product", T.TEXT),
    Column("department", T.TEXT),
    Column("stage", T.TEXT),
    Column("location", T.TEXT),
    Column("target_qty", T.DECIMAL),
    Column("planned_start", T.DATE),
    Column("deadline", T.DATE),
    Column("status", T.TEXT),
    Column("cumulative_qty", T.DECIMAL),
    Column("remaining_qty", T.DECIMAL),
    Column("scrap_qty", T.DECIMAL),
    Column("progress_pct", T.DECIMAL),
    Column("health", T.TEXT),
    Column("expected_pct", T.DECIMAL),
    Column("points_behind", T.DECIMAL),
    Column("projected_completion", T.DATE),
    Column("plan_number", T.TEXT),
    Column("updated_at", T.DATETIME),
    *MARKS,
]
WORK_ORDER_PLACE = (str,)
"""What the number sorts by."""


def work_order_relation(*, asked: FloorAsked, page: Page, today: date, thresholds: HealthThresholds) -> Relation:
    """Work orders by number, with their health of today; cancelled ones have none."""
    return Relation(work_order_table(asked, span_of(page), today=today, thresholds=thresholds), GONE)
