"""Lists of production plans, a page at a time."""

from functools import partial

from db.engine import ReadSession
from db.supply.enums import ProductionPlanOrder
from db.supply.filters import ProductionPlanFilter
from db.supply.plans import PLAN_ORDERINGS, plan_page
from services.shared.paging import Page, Turn, turned


async def list_plans(session: ReadSession, *, chosen: ProductionPlanFilter, turn: Turn[ProductionPlanOrder]) -> Page:
    """A page of plans; raises BadRequest for a bad page size or cursor."""
    return await turned(partial(plan_page, session, chosen), turn, PLAN_ORDERINGS[turn.order])
