"""Demand as a table: one row for each bucket of a history."""

from datetime import date

from db.supply.demand_table import DemandAsked, demand_table
from services.shared.relations import span_of
from services.shared.report import Page, Relation
from services.shared.table import MARKS, Column, ColumnType

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


def demand_relation(*, asked: DemandAsked, page: Page) -> Relation:
    """Demand by product, location and day, in the bucket that each history has."""
    return Relation(demand_table(asked, span_of(page)), {"date": "day"})
