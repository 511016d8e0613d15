"""Taking people out of planning: a person or a placeholder becomes inactive, and assignments to come end.

What lies before this week stays as it was.
"""

from collections.abc import Collection
from datetime import date

from db.engine import WriteSession
from db.workforce.assignments import assignments_by_resource_ids
from db.workforce.people import update_resource
from db.workforce.placements import deallocate, deallocate_from_week
from db.workforce.rows import PersonRow
from services.shared.calendar import Week
from services.shared.errors import NotAllowedInState
from services.workforce.people.find_person import person_to_change, require_placeholder
from services.workforce.refresh_capacity import refresh_summaries


async def deactivate_resource(session: WriteSession, *, cn: str, today: date) -> tuple[int, int]:
    """Make a resource inactive and end its assignments from this week on; returns its id and how many ended.

    Raises NotFound, and NotAllowedInState for one that is inactive.
    """
    person = await person_to_change(session, cn)
    _require_still_active(person)
    await update_resource(session, person.id, {"is_active": False})
    return person.id, await deallocate_future(session, [person.id], today=today)


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


async def deallocate_future(session: WriteSession, resource_ids: Collection[int], *, today: date) -> int:
    """End active assignments of some people from the week of `today` on; returns how many."""
    week = Week.of(today)
    ended = await deallocate_from_week(session, resource_ids, year=week.year, week=week.number)
    await refresh_summaries(session, ended)
    return len(ended)


def _require_still_active(person: PersonRow) -> None:
    if not person.is_active:
        raise NotAllowedInState(f"{person.cn} is inactive already", ("cn",), state="INACTIVE")
