"""Demand as a table: one row for each bucket of a history."""

from datetime import date

from db.engine import ReadSession
from db.supply.demand_table import DemandAsked, demand_table
from services.shared.report import Page, ReportRows
from services.shared.table import MARKS, Column, ColumnType
from services.supply.reports.tables import span_of, written_rows

T = ColumnType
DEMAND_COLUMNS = [
    Column("sku", T.TEXT),
    Column("location", T.TEXT),
    Column("date", T.DATE),
    Column("bucket", T.TEXT),
    Column("quantity", T.DECIMAL),
    Column("is_no_data", T.BOOLEAN),
    Column("source", T.TEXT),
    Column("updated_at", T.DATETIME),
    *MARKS,
]
DEMAND_PLACE = (str, str, date)
"""What the product sorts by, the location, and the first day of the bucket."""


async def demand_rows(session: ReadSession, *, asked: DemandAsked, page: Page) -> ReportRows:
    """Demand by product, location and day, in the bucket that each history has."""
    span = span_of(page)
    return await written_rows(session, demand_table(asked, span), span, DEMAND_COLUMNS, {"date": "day"})
