"""Daily production as a table, with running sums."""

from datetime import date

from db.engine import ReadSession
from db.shopfloor.asked import FloorAsked
from db.shopfloor.production_table import production_table
from services.shared.report import Page, ReportRows
from services.shared.table import MARKS, Column, ColumnType
from services.supply.reports.tables import CONSTANT, span_of, written_rows

T = ColumnType
PRODUCTION_COLUMNS = [
    Column("number", T.TEXT),
    Column("sku", T.TEXT),
    Column("department", T.TEXT),
    Column("stage", T.TEXT),
    Column("production_date", T.DATE),
    Column("quantity", T.DECIMAL),
    Column("scrap_quantity", T.DECIMAL),
    Column("cumulative_qty", T.DECIMAL),
    Column("progress_pct", T.DECIMAL),
    Column("status", T.TEXT),
    Column("entered_by", T.TEXT),
    Column("updated_at", T.DATETIME),
    *MARKS,
]
PRODUCTION_PLACE = (str, date)
"""What the work order sorts by, and the day."""


async def production_rows(session: ReadSession, *, asked: FloorAsked, page: Page) -> ReportRows:
    """Entries by work order and day. One has changed since a moment where its running sum has, or its order."""
    span = span_of(page)
    return await written_rows(session, production_table(asked, span), span, PRODUCTION_COLUMNS, CONSTANT)
