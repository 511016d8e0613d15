"""Taking people out of planning: a person or a placeholder becomes inactive, and assignments to come end.

What lies before this week stays as it was.
"""

from datetime import date

from db.engine import WriteSession
from db.workforce.assignments import assignments_by_resource_ids
from db.workforce.people import update_resource
from db.workforce.placements import deallocate
from db.workforce.rows import PersonRow
from services.shared.errors import NotAllowedInState
from services.shared.locks import PLAN
from services.workforce.people.find_person import person_to_change, require_placeholder
from services.workforce.people.leaving import end_weeks, ending, with_changed
from services.workforce.refresh_capacity import refresh_summaries


async def deactivate_resource(session: WriteSession, *, cn: str, today: date) -> tuple[int, int]:
    """Make a resource inactive and end its assignments from this week on; returns its id and how many ended.

    Raises NotFound, and NotAllowedInState for one that is inactive.
    """
    await session.lock(PLAN, shared=True)
    person = await person_to_change(session, cn)
    _require_still_active(person)
    rows = await ending(session, [with_changed(person, {"is_active": False})], today=today)
    await update_resource(session, person.id, {"is_active": False})
    return person.id, await end_weeks(session, rows)


async def remove_placeholder(session: WriteSession, *, cn: str, deallocate_too: bool) -> tuple[int, int]:
    """Make a placeholder inactive; returns its id and how many assignments ended.

    Raises NotFound, InvalidInput for an actual person, and NotAllowedInState for an inactive placeholder, or for one
    with active assignments unless `deallocate_too`.
    """
    placeholder = await person_to_change(session, cn)
    require_placeholder(placeholder, ("cn",))
    _require_still_active(placeholder)
    assigned = await assignments_by_resource_ids(session, [placeholder.id], weeks=None, include_inactive=False)
    if assigned and not deallocate_too:
        message = f"{placeholder.cn} has {len(assigned)} active assignments; deallocate: true ends them"
        raise NotAllowedInState(message, ("cn",), state="ASSIGNED")
    ended = await deallocate(session, [assignment.id for assignment in assigned])
    await update_resource(session, placeholder.id, {"is_active": False})
    await refresh_summaries(session, ended)
    return placeholder.id, len(ended)


def _require_still_active(person: PersonRow) -> None:
    if not person.is_active:
        raise NotAllowedInState(f"{person.cn} is inactive already", ("cn",), state="INACTIVE")
