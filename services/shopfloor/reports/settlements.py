"""What was received for material debts, as a table."""

from db.shopfloor.asked import FloorAsked
from db.shopfloor.asking_tables import settlement_table
from services.shared.relations import CONSTANT, span_of
from services.shared.report import Page, Relation
from services.shared.table import MARKS, Column, ColumnType

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


def settlement_relation(*, asked: FloorAsked, page: Page, id: str) -> Relation:
    """Settlements as they were entered, told apart by their ids, which `id` says in SQL; none ever changes."""
    return Relation(settlement_table(asked, span_of(page)), CONSTANT | {"id": id})
