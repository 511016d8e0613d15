"""Changes of work orders as a table."""

from db.shopfloor.asked import FloorAsked
from db.shopfloor.asking_tables import change_table
from services.shared.relations import span_of
from services.shared.report import Page, Relation
from services.shared.table import MARKS, Column, ColumnType
from services.shopfloor.reports.tables import GONE

T = ColumnType
CHANGE_COLUMNS = [
    Column("number", T.TEXT),
    Column("sku", T.TEXT),
    Column("department", T.TEXT),
    Column("stage", T.TEXT),
    Column("field", T.TEXT),
    Column("old_qty", T.DECIMAL),
    Column("new_qty", T.DECIMAL),
    Column("old_date", T.DATE),
    Column("new_date", T.DATE),
    Column("reason", T.TEXT),
    Column("status", T.TEXT),
    Column("requested_by", T.TEXT),
    Column("requested_at", T.DATETIME),
    Column("decided_by", T.TEXT),
    Column("decided_at", T.DATETIME),
    Column("decision_note", T.TEXT),
    Column("approvals_needed", T.INTEGER),
    Column("is_applied", T.BOOLEAN),
    Column("updated_at", T.DATETIME),
    Column("id", T.TEXT),
    *MARKS,
]
CHANGE_PLACE = (int,)
"""The order in which changes were asked for."""


def change_relation(*, asked: FloorAsked, page: Page, id: str) -> Relation:
    """Changes as they were asked for, told apart by their ids, which `id` says in SQL."""
    return Relation(change_table(asked, span_of(page)), GONE | {"id": id})
