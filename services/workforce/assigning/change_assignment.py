"""Changing one assignment: its tier and percentage, or ending it."""

from collections.abc import Iterable, Sequence

from db.engine import WriteSession
from db.workforce.assignments import assignments_by_ids
from db.workforce.levels import NewLevel, change_levels
from db.workforce.people import retire_idle_placeholders
from db.workforce.placements import deallocate
from db.workforce.rows import AssignmentRow
from db.workforce.tiers import list_tiers
from db.workforce.weekly_capacity import recalculate_by_assignments
from services.shared.calendar import Week
from services.shared.errors import NoChanges, NotAllowedInState, NotFound
from services.shared.locks import PLAN
from services.workforce.assigning.placement_context import checked_percentage, whole_week
from services.workforce.refresh_capacity import refresh_summaries
from services.workforce.tiers.find_tier import tier_of_id, usable_tier


async def update_assignment(
    session: WriteSession,
    *,
    assignment_id: int | None,
    tier_id: int | None,
    has_tier: bool,
    percentage: float | None,
) -> None:
    """Give an active assignment another tier, percentage or both; a tier alone brings its percentage.

    The percentage is that of a whole week; of one that the person works in part, the part counts.

    Raises NotFound, NotAllowedInState for one that is deallocated or for an inactive tier, NoChanges.
    """
    await session.lock(PLAN, shared=True)
    assignment = await _active(session, assignment_id)
    tiers = await list_tiers(session, include_inactive=True)
    # A tier that has gone out of use may stay, but not be taken anew.
    tier = usable_tier(tiers, tier_id, ("tierId",)) if has_tier else tier_of_id(tiers, assignment.tier_id, ("tierId",))
    whole = whole_week(assignment)
    kept = tier.percentage if has_tier else whole
    level = checked_percentage(kept if percentage is None else percentage, ("productionPercentage",))
    if (tier.id, level) == (assignment.tier_id, whole):
        raise NoChanges("the assignment has this tier and percentage")
    changed = await change_levels(session, [NewLevel(assignment.id, tier.id, level)])
    if not changed:
        raise _over(assignment)
    await recalculate_by_assignments(session, [assignment.id])
    await refresh_summaries(session, changed)


async def deallocate_assignment(session: WriteSession, *, assignment_id: int | None) -> None:
    """End an active assignment; a placeholder that loses its last one becomes inactive.

    Raises NotFound, and NotAllowedInState for one that is deallocated.
    """
    assignment = await _active(session, assignment_id)
    if not (ended := await end_assignments(session, [assignment])):
        raise _over(assignment)
    await refresh_summaries(session, ended)


async def end_assignments(session: WriteSession, assignments: Iterable[AssignmentRow]) -> Sequence[AssignmentRow]:
    """End assignments and retire placeholders without work; summaries are left to the caller."""
    ended = await deallocate(session, [row.id for row in assignments])
    await retire_idle_placeholders(session, {row.resource_id for row in ended})
    return ended


async def _active(session: WriteSession, assignment_id: int | None) -> AssignmentRow:
    rows = await assignments_by_ids(session, [assignment_id]) if assignment_id is not None else []
    if not rows:
        raise NotFound("there is no assignment of this id", ("id",), "the id of one that assignments lists")
    if not rows[0].is_active:
        raise _over(rows[0])
    return rows[0]


def _over(assignment: AssignmentRow) -> NotAllowedInState:
    return NotAllowedInState(
        f"the assignment of {Week(assignment.year, assignment.week).value} is deallocated", ("id",), state="DEALLOCATED"
    )
