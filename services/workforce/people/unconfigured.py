"""Weeks that somebody would work where they have no working time."""

from collections.abc import Collection

from db.engine import ReadSession
from db.shared.enums import WorkType
from db.workforce.assignments import unconfigured_weeks
from db.workforce.rows import PersonRow
from services.shared.calendar import Week
from services.shared.errors import InvalidInput, Refusal
from services.workforce.assigning.placement_context import named_weeks


async def note_unconfigured(
    session: ReadSession,
    faults: list[Refusal],
    path: tuple[str, ...],
    *,
    holder: PersonRow,
    cn: str,
    location: WorkType,
    accepted: str,
    among: Collection[Week] | None = None,
) -> None:
    """Note the weeks of a holder's active assignments in which `cn` would work without a configuration.

    That is the location's; the holder is who has the assignments now, who may be another. `among` keeps some weeks.
    """
    rows = await unconfigured_weeks(session, [holder.id], location)
    bare = [week for week in (Week(row.year, row.week) for row in rows) if among is None or week in among]
    if bare:
        weeks = named_weeks(bare, most=len(bare))
        message = f"{cn} would be assigned in {weeks}, which have no configuration for {location.title()}"
        faults.append(InvalidInput(message, path, accepted=accepted))
