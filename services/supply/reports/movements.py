"""The ledger as two tables: movements with what was on hand after each, and the days of levels."""

from datetime import date

from db.engine import ReadSession
from db.supply.filters import MovementFilter
from db.supply.movement_table import day_table, levels_moved, movement_table
from services.shared.relations import CONSTANT, span_of
from services.shared.report import Page, Relation
from services.shared.table import MARKS, Column, ColumnType

T = ColumnType
MOVEMENT_COLUMNS = [
    Column("number", T.TEXT),
    Column("kind", T.TEXT),
    Column("sku", T.TEXT),
    Column("location", T.TEXT),
    Column("occurred_on", T.DATE),
    Column("quantity", T.DECIMAL),
    Column("on_hand_change", T.DECIMAL),
    Column("allocated_change", T.DECIMAL),
    Column("in_transit_change", T.DECIMAL),
    Column("on_hand_after", T.DECIMAL),
    Column("reference", T.TEXT),
    Column("reason", T.TEXT),
    Column("created_by", T.TEXT),
    Column("created_at", T.DATETIME),
    Column("updated_at", T.DATETIME),
    *MARKS,
]
MOVEMENT_PLACE = (str, str, date, int)
"""What the product sorts by, the location, the day, and the order of entry."""

DAY_COLUMNS = [
    Column("date", T.DATE),
    Column("sku", T.TEXT),
    Column("location", T.TEXT),
    Column("opening", T.DECIMAL),
    Column("received", T.DECIMAL),
    Column("consumed", T.DECIMAL),
    Column("adjusted", T.DECIMAL),
    Column("transferred", T.DECIMAL),
    Column("closing", T.DECIMAL),
    Column("updated_at", T.DATETIME),
    *MARKS,
]
DAY_PLACE = (str, str, date)
"""What the product sorts by, the location, and the day."""


async def movement_relation(session: ReadSession, *, chosen: MovementFilter, page: Page) -> Relation:
    """Movements by product, location, day and entry.

    One has changed since a moment where its balance has: it, or one that stands before it, was entered since.
    """
    levels = await levels_moved(session, chosen)
    return Relation(movement_table(chosen, span_of(page), levels), CONSTANT)


async def day_relation(session: ReadSession, *, chosen: MovementFilter, page: Page) -> Relation:
    """The days of levels on which anything moved, by product and location."""
    levels = await levels_moved(session, chosen)
    return Relation(day_table(chosen, span_of(page), levels), CONSTANT | {"date": "day"})
