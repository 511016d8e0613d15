"""What was received for material debts, as a table."""

from collections.abc import Callable

from db.engine import ReadSession
from db.shopfloor.asked import FloorAsked
from db.shopfloor.asking_tables import settlement_table
from services.shared.report import Page, ReportRows
from services.shared.table import MARKS, Column, ColumnType
from services.shopfloor.reports.tables import with_ids
from services.supply.reports.tables import CONSTANT, span_of

T = ColumnType
SETTLEMENT_COLUMNS = [
    Column("debt_number", T.TEXT),
    Column("work_order_number", T.TEXT),
    Column("sku", T.TEXT),
    Column("location", T.TEXT),
    Column("received_qty", T.DECIMAL),
    Column("received_on", T.DATE),
    Column("received_by", T.TEXT),
    Column("received_at", T.DATETIME),
    Column("notes", T.TEXT),
    Column("movement_number", T.TEXT),
    Column("updated_at", T.DATETIME),
    Column("id", T.TEXT),
    *MARKS,
]
SETTLEMENT_PLACE = (int,)
"""The order in which settlements were entered."""


async def settlement_rows(
    session: ReadSession, *, asked: FloorAsked, page: Page, id_of: Callable[[int], str]
) -> ReportRows:
    """Settlements as they were entered, told apart by their ids, as `id_of` writes them; none ever changes."""
    table = settlement_table(asked, span := span_of(page))
    return await with_ids(session, table, span, SETTLEMENT_COLUMNS, CONSTANT, id_of)
