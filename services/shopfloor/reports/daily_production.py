"""Daily production as a table, with running sums."""

from datetime import date

from db.shopfloor.asked import FloorAsked
from db.shopfloor.production_table import production_table
from services.shared.relations import CONSTANT, span_of
from services.shared.report import Page, Relation
from services.shared.table import MARKS, Column, ColumnType

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


def production_relation(*, asked: FloorAsked, page: Page) -> Relation:
    """Entries by work order and day. One has changed since a moment where its running sum has, or its order."""
    return Relation(production_table(asked, span_of(page)), CONSTANT)
