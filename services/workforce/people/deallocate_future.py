"""Taking people out of planning: their future assignments are deallocated, the past stays as it was."""

from collections.abc import Collection
from datetime import date

from db.engine import WriteSession
from db.workforce.placements import deallocate_from_week
from services.shared.calendar import Week
from services.workforce.refresh import follow_assignments


async def deallocate_future(session: WriteSession, resource_ids: Collection[int], *, today: date) -> int:
    """Deallocate active assignments from the week of `today` on; returns how many."""
    week = Week.of(today)
    cells = await deallocate_from_week(session, resource_ids, year=week.year, week=week.number)
    await follow_assignments(session, cells)
    return len(cells)
