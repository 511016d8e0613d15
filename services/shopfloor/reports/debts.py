"""Material debts as a table."""

from datetime import date

from db.shopfloor.asked import FloorAsked
from db.shopfloor.asking_tables import debt_table
from services.shared.relations import span_of
from services.shared.report import Page, Relation
from services.shared.table import MARKS, Column, ColumnType
from services.shopfloor.reports.tables import GONE

T = ColumnType
DEBT_COLUMNS = [
    Column("number", T.TEXT),
    Column("work_order_number", T.TEXT),
    Column("sku", T.TEXT),
    Column("location", T.TEXT),
    Column("quantity", T.DECIMAL),
    Column("needed_on", T.DATE),
    Column("reason", T.TEXT),
    Column("status", T.TEXT),
    Column("requested_by", T.TEXT),
    Column("requested_at", T.DATETIME),
    Column("decided_by", T.TEXT),
    Column("decided_at", T.DATETIME),
    Column("decision_note", T.TEXT),
    Column("approvals_needed", T.INTEGER),
    Column("settled_qty", T.DECIMAL),
    Column("closed_qty", T.DECIMAL),
    Column("open_qty", T.DECIMAL),
    Column("settlement_state", T.TEXT),
    Column("settled_at", T.DATETIME),
    Column("age_days", T.INTEGER),
    Column("updated_at", T.DATETIME),
    *MARKS,
]
DEBT_PLACE = (int,)
"""The order in which debts were asked for."""


def debt_relation(*, asked: FloorAsked, page: Page, today: date) -> Relation:
    """Debts as they were asked for; one that is approved grows older at midnight."""
    return Relation(debt_table(asked, span_of(page), today=today), GONE)
