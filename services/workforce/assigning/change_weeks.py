"""Changing weeks of many people at once: some end, some are placed, some get another tier."""

from dataclasses import dataclass, field

from db.engine import WriteSession
from db.errors import ConcurrentChange
from db.workforce.enums import AssignmentType
from db.workforce.levels import NewLevel, change_levels
from db.workforce.people import retire_idle_placeholders
from db.workforce.placements import WeekPlacement, deallocate, place_weeks
from db.workforce.weekly_capacity import recalculate_by_assignments
from services.workforce.refresh_capacity import refresh_summaries


@dataclass
class WeekChanges:
    """What is to be written: assignments that end, by their ids, new ones, and other levels of those that stay."""

    ends: list[int] = field(default_factory=list)
    placements: list[WeekPlacement] = field(default_factory=list)
    levels: list[NewLevel] = field(default_factory=list)


async def change_weeks(session: WriteSession, changes: WeekChanges) -> None:
    """Write changes that were checked, by hand, and bring the summaries they touch up to date.

    A placeholder that has no week left becomes inactive. The caller holds the plan alone. Raises ConcurrentChange where
    something is not as it was when it was checked.
    """
    ended = await deallocate(session, changes.ends)
    placed = await place_weeks(session, changes.placements, assignment_type=AssignmentType.MANUAL)
    levelled = await change_levels(session, changes.levels)
    if len(ended) != len(changes.ends) or len(levelled) != len(changes.levels):
        raise ConcurrentChange
    await recalculate_by_assignments(session, [row.id for row in levelled])
    await retire_idle_placeholders(session, {row.resource_id for row in ended})
    await refresh_summaries(session, [*ended, *placed, *levelled])
