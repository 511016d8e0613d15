"""The list of recommendations, a page at a time."""

from functools import partial

from db.engine import ReadSession
from db.supply.enums import RecommendationOrder
from db.supply.filters import RecommendationFilter
from db.supply.recommendations import RECOMMENDATION_ORDERINGS, recommendation_page
from services.shared.paging import Page, Turn, turned


async def list_recommendations(
    session: ReadSession, *, chosen: RecommendationFilter, turn: Turn[RecommendationOrder]
) -> Page:
    """A page of recommendations; raises BadRequest for a bad page size or cursor."""
    return await turned(partial(recommendation_page, session, chosen), turn, RECOMMENDATION_ORDERINGS[turn.order])
