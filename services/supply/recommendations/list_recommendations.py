"""The list of recommendations, a page at a time."""

from db.engine import ReadSession
from db.supply.filters import RecommendationFilter
from db.supply.recommendations import recommendation_page
from services.shared.paging import Page, page, page_size, parse_cursor


async def list_recommendations(
    session: ReadSession, *, chosen: RecommendationFilter, first: int | None, after: str | None
) -> Page:
    """A page of recommendations, the newest first; raises BadRequest for a bad page size or cursor."""
    size, place = page_size(first), parse_cursor(after, str, int)
    rows = await recommendation_page(session, chosen, after=place and (place[0], place[1]), size=size + 1)
    return page(rows, size=size, after=after, place=["place", "id"])
