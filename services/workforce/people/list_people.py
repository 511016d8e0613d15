"""The list of people, a page at a time."""

from functools import partial

from db.engine import ReadSession
from db.workforce.enums import ResourceOrder
from db.workforce.filters import ResourceFilter
from db.workforce.people import RESOURCE_ORDERINGS, resource_page
from services.shared.paging import Page, Turn, turned


async def list_people(session: ReadSession, *, chosen: ResourceFilter, turn: Turn[ResourceOrder]) -> Page:
    """A page of people; raises BadRequest for a bad page size or cursor."""
    return await turned(partial(resource_page, session, chosen), turn, RESOURCE_ORDERINGS[turn.order])
