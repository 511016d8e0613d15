"""Taking somebody out of planning: a person, or a placeholder that is not needed any more."""

from datetime import date

from db.engine import WriteSession
from db.workforce import assignments
from db.workforce.enums import ResourceType
from db.workforce.people import update_resource
from db.workforce.placements import deallocate
from services.shared.errors import InvalidInput, NotAllowedInState
from services.workforce.people.deallocate_future import deallocate_future
from services.workforce.people.update_resource import found_person
from services.workforce.refresh import follow_assignments

INACTIVE = "INACTIVE"


async def deactivate_resource(session: WriteSession, *, cn: str, today: date) -> tuple[int, int]:
    """Make a resource inactive and end its assignments from this week on; returns its id and how many ended.

    Raises NotFound, and NotAllowedInState for one that is inactive.
    """
    stored = await found_person(session, cn)
    if not stored.is_active:
        raise NotAllowedInState(f"{stored.cn} is inactive already", ("cn",), state=INACTIVE)
    await update_resource(session, stored.id, {"is_active": False})
    return stored.id, await deallocate_future(session, [stored.id], today=today)


async def remove_placeholder(session: WriteSession, *, cn: str, deallocate_too: bool) -> tuple[int, int]:
    """Make a placeholder inactive; returns its id and how many assignments ended.

    Raises NotFound, InvalidInput for an actual person, and NotAllowedInState for an inactive placeholder, or for one
    with active assignments unless `deallocate_too`.
    """
    stored = await found_person(session, cn)
    if stored.resource_type != ResourceType.PLACEHOLDER:
        raise InvalidInput(f"{stored.cn} is an actual person", ("cn",), accepted="a placeholder such as TBH-001")
    if not stored.is_active:
        raise NotAllowedInState(f"{stored.cn} is inactive already", ("cn",), state=INACTIVE)
    rows = await assignments.assignments_by_resource_ids(session, [stored.id], weeks=None, include_inactive=False)
    if rows and not deallocate_too:
        message = f"{stored.cn} has {len(rows)} active assignments; deallocate: true ends them"
        raise NotAllowedInState(message, ("cn",), state="ASSIGNED")
    ended = await deallocate(session, [row.id for row in rows])
    await update_resource(session, stored.id, {"is_active": False})
    await follow_assignments(session, ended)
    return stored.id, len(ended)
