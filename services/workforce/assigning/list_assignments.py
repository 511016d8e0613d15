"""The list of assignments, a page at a time."""

from functools import partial

from db.engine import ReadSession
from db.workforce.assignments import ASSIGNMENT_ORDERINGS, assignment_page
from db.workforce.enums import AssignmentOrder
from db.workforce.filters import AssignmentFilter
from services.shared.paging import Page, Turn, turned


async def list_assignments(session: ReadSession, *, chosen: AssignmentFilter, turn: Turn[AssignmentOrder]) -> Page:
    """A page of assignments; raises BadRequest for a bad page size or cursor."""
    return await turned(partial(assignment_page, session, chosen), turn, ASSIGNMENT_ORDERINGS[turn.order])
