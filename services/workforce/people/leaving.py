"""Weeks follow people's days: those outside them end, partly worked ones count in part, the past stays as history."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from db.engine import ReadSession, WriteSession
from db.shared.enums import WorkType
from db.workforce.placements import deallocate
from db.workforce.presence import ProposedDays, count_by_days, ending_weeks, keep_as_history, kept_weeks
from db.workforce.rows import AssignedWeekRow, EndingRow, PersonRow
from db.workforce.summaries import summarise
from db.workforce.weekly_capacity import recalculate_by_resources
from services.shared.calendar import Week
from services.workforce.refresh_capacity import cells_of, refresh_summaries


def proposed_days(
    stored: PersonRow, *, location: WorkType, hire_date: date | None, last_day: date | None, is_active: bool
) -> ProposedDays:
    """Somebody's days as they will be, against those that they have."""
    return ProposedDays(
        resource_id=stored.id,
        location=location,
        hire_date=hire_date,
        last_day=last_day,
        is_leaving=last_day is not None and (stored.last_day is None or last_day < stored.last_day),
        is_later=hire_date is not None and (stored.hire_date is None or hire_date > stored.hire_date),
        is_moving=location != stored.location,
        is_deactivated=stored.is_active and not is_active,
    )


def with_changed(stored: PersonRow, changed: dict[str, Any]) -> ProposedDays:
    """The same of somebody of whom some columns change."""
    names = ("location", "hire_date", "last_day", "is_active")
    return proposed_days(stored, **{name: changed.get(name, getattr(stored, name)) for name in names})


async def ending(session: ReadSession, proposed: Sequence[ProposedDays], *, today: date) -> Sequence[EndingRow]:
    """The assignments that will end with new days: what both a preview counts and a change ends.

    Nothing ends where a last day moves later or a first one earlier, and no week that had ended comes back.
    """
    concerned = [one for one in proposed if one.is_leaving or one.is_later or one.is_moving or one.is_deactivated]
    week = Week.of(today)
    return await ending_weeks(session, concerned, year=week.year, week=week.number)


async def kept(
    session: ReadSession, proposed: Sequence[ProposedDays], ends: Sequence[EndingRow], *, today: date
) -> Sequence[EndingRow]:
    """The past assignments that will lie outside new days and stay as history: what a preview says of them."""
    later = [one for one in proposed if one.is_later]
    week, ending_ids = Week.of(today), [row.id for row in ends]
    return await kept_weeks(session, later, year=week.year, week=week.number, ending=ending_ids)


async def end_weeks(session: WriteSession, rows: Sequence[EndingRow]) -> int:
    """End assignments and bring their summaries up to date; returns how many ended."""
    ended = await deallocate(session, [row.id for row in rows])
    await refresh_summaries(session, ended)
    return len(ended)


async def follow_days(
    session: WriteSession, resource_ids: Sequence[int], rows: Sequence[EndingRow]
) -> Sequence[AssignedWeekRow]:
    """End assignments, and let those that stay follow the days that some people have now.

    Returns past weeks outside them, which stay as history: counted as they were, and recorded as forced.
    """
    ended = await deallocate(session, [row.id for row in rows])
    await count_by_days(session, resource_ids)
    kept = await keep_as_history(session, resource_ids)
    cells = await recalculate_by_resources(session, resource_ids)
    await summarise(session, {*cells_of(ended), *cells})
    return kept
