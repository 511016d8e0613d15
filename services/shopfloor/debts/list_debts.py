"""Lists of material debts, a page at a time."""

from datetime import date
from functools import partial

from db.engine import ReadSession
from db.shopfloor.debt_filters import MaterialDebtFilter
from db.shopfloor.debts import DEBT_ORDERINGS, debt_page
from db.shopfloor.enums import MaterialDebtOrder
from services.shared.paging import Page, Turn, turned


async def list_debts(
    session: ReadSession, *, chosen: MaterialDebtFilter, turn: Turn[MaterialDebtOrder], today: date
) -> Page:
    """A page of debts; raises BadRequest for a bad page size or cursor."""
    return await turned(partial(debt_page, session, chosen, today=today), turn, DEBT_ORDERINGS[turn.order])
