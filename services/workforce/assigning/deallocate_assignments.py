"""Ending many assignments at once: whatever a filter keeps, all or nothing."""

from typing import NamedTuple

from db.engine import WriteSession
from db.workforce.assignments import assignments_matching
from db.workforce.filters import AssignmentFilter
from db.workforce.people import retire_idle_placeholders
from db.workforce.placements import deallocate
from services.forecast.find_report import report_to_plan
from services.shared.calendar import Month
from services.shared.errors import InvalidInput, NoChanges
from services.shared.locks import PLAN
from services.workforce.assigning.assign import MOST_PLACEMENTS
from services.workforce.refresh_capacity import refresh_summaries

PATH = ("filter",)


class Ended(NamedTuple):
    """How many assignments ended, and how many placeholders became inactive because they lost their last one."""

    assignments: int
    placeholders: int


async def deallocate_assignments(session: WriteSession, *, chosen: AssignmentFilter) -> Ended:
    """End the active assignments that a filter keeps.

    Raises InvalidInput for a filter that names nothing, asks for deallocated ones or keeps more than 150,000, and
    where it keeps none NoChanges, or NotFound for a report that is not there.
    """
    await session.lock(PLAN, shared=True)
    _check(chosen)
    rows = await assignments_matching(session, chosen, most=MOST_PLACEMENTS + 1)
    if len(rows) > MOST_PLACEMENTS:
        message = f"the filter keeps more than {MOST_PLACEMENTS:,} assignments"
        raise InvalidInput(message, PATH, accepted=f"one that keeps at most {MOST_PLACEMENTS:,}: fewer weeks or people")
    if not (ended := await deallocate(session, [row.id for row in rows])):
        if chosen.report is not None:
            await report_to_plan(session, Month(*chosen.report).value, *PATH, "report")
        raise NoChanges("the filter keeps no active assignment", PATH)
    retired = await retire_idle_placeholders(session, {row.resource_id for row in ended})
    await refresh_summaries(session, ended)
    return Ended(len(ended), retired)


def _check(chosen: AssignmentFilter) -> None:
    if chosen.include_inactive:
        raise InvalidInput("what is deallocated cannot end again", (*PATH, "includeInactive"), accepted="false")
    if any(part == AssignmentFilter() for part in chosen.parts()):
        raise InvalidInput("the filter names nothing", PATH, accepted="at least one field, such as weeks")
