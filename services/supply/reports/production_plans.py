"""Production plans as a table."""

from typing import Any

from db.engine import ReadSession
from db.supply.filters import ProductionPlanFilter
from db.supply.plan_rows import NamedPlanRow
from db.supply.plan_table import plan_table
from services.shared.relations import span_of
from services.shared.report import Page, ReportRows
from services.shared.table import COUNTS, MARKS, Column, ColumnType
from services.supply.plans.completion import percentage
from services.supply.reports.tables import selected_rows

T = ColumnType
PLAN_COLUMNS = [
    Column("number", T.TEXT),
    Column("name", T.TEXT),
    Column("sku", T.TEXT),
    Column("location", T.TEXT),
    Column("forecast_number", T.TEXT),
    Column("quantity", T.DECIMAL),
    Column("planned_start", T.DATE),
    Column("planned_end", T.DATE),
    Column("status", T.TEXT),
    Column("version", T.INTEGER),
    Column("completion_percentage", T.DECIMAL),
    Column("submitted_by", T.TEXT),
    Column("submitted_at", T.DATETIME),
    Column("approved_by", T.TEXT),
    Column("approved_at", T.DATETIME),
    Column("updated_at", T.DATETIME),
    *MARKS,
]
PLAN_PLACE = (int,)
"""The order in which plans were numbered."""


async def plan_rows(session: ReadSession, *, chosen: ProductionPlanFilter, page: Page) -> ReportRows:
    """Plans as they were numbered; since a moment, those too that have left the states or days asked for."""
    span = span_of(page)
    return await selected_rows(session, plan_table(chosen, span), span, _row)


def _row(plan: NamedPlanRow) -> list[Any]:
    return [
        plan.number,
        plan.name,
        plan.sku,
        plan.location,
        plan.forecast_number,
        plan.quantity,
        plan.planned_start,
        plan.planned_end,
        plan.status,
        plan.version,
        percentage(plan.manual_completion, plan.made, plan.quantity),
        plan.submitted_by,
        plan.submitted_at,
        plan.approved_by,
        plan.approved_at,
        plan.changed_at,
        *(COUNTS if plan.counts else (False, plan.changed_at)),
    ]
