"""Changing one assignment: its tier and percentage, or ending it."""

from collections.abc import Iterable, Sequence

from db.engine import WriteSession
from db.workforce import assignments
from db.workforce.people import retire_idle_placeholders
from db.workforce.placements import change_level, deallocate
from db.workforce.rows import AssignmentRow
from db.workforce.summaries import recalculate_by_assignments
from db.workforce.tiers import list_tiers
from services.shared.errors import InvalidInput, NoChanges, NotAllowedInState, NotFound
from services.shared.locks import PLAN
from services.workforce.assigning.placement_context import PlacementContext
from services.workforce.refresh import follow_assignments


async def update_assignment(
    session: WriteSession,
    *,
    assignment_id: int | None,
    tier_id: int | None,
    has_tier: bool,
    percentage: float | None,
) -> None:
    """Give an active assignment another tier, percentage or both; a tier alone brings its percentage.

    Raises NotFound, NotAllowedInState for one that is deallocated or for an inactive tier, InvalidInput, NoChanges.
    """
    await session.lock(PLAN, shared=True)
    stored = await _active(session, assignment_id)
    context = PlacementContext([], {}, await list_tiers(session, include_inactive=True), [])
    tier = context.tier(tier_id, ("tierId",)) if has_tier else context.tiers[stored.tier_id]
    level = percentage if percentage is not None else tier.percentage if has_tier else stored.production_percentage
    if not 0 < level <= 1:
        message = f"productionPercentage is {level:g}"
        raise InvalidInput(message, ("productionPercentage",), accepted="above 0 and at most 1")
    if (tier.id, level) == (stored.tier_id, stored.production_percentage):
        raise NoChanges("the assignment has this tier and percentage")
    changed = await change_level(session, stored.id, tier_id=tier.id, percentage=level)
    if changed is None:
        raise _over(stored)
    await recalculate_by_assignments(session, [stored.id])
    await follow_assignments(session, [changed])


async def deallocate_assignment(session: WriteSession, *, assignment_id: int | None) -> None:
    """End an active assignment; a placeholder that loses its last one becomes inactive.

    Raises NotFound, and NotAllowedInState for one that is deallocated.
    """
    stored = await _active(session, assignment_id)
    if not (ended := await end_assignments(session, [stored])):
        raise _over(stored)
    await follow_assignments(session, ended)


async def end_assignments(session: WriteSession, assignments: Iterable[AssignmentRow]) -> Sequence[AssignmentRow]:
    """End assignments and retire placeholders without work; summaries are left to the caller."""
    ended = await deallocate(session, [row.id for row in assignments])
    await retire_idle_placeholders(session, {row.resource_id for row in ended})
    return ended


async def _active(session: WriteSession, assignment_id: int | None) -> AssignmentRow:
    rows = await assignments.assignments_by_ids(session, [assignment_id]) if assignment_id is not None else []
    if not rows:
        raise NotFound("there is no assignment of this id", ("id",))
    if not rows[0].is_active:
        raise _over(rows[0])
    return rows[0]


def _over(row: AssignmentRow) -> NotAllowedInState:
    return NotAllowedInState(
        f"the assignment of {row.year}-W{row.week:02d} is deallocated", ("id",), state="DEALLOCATED"
    )
