"""Setting week targets: so many people on one demand in one week at each tier; placeholders make up the difference."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from db.engine import WriteSession
from db.forecast.rows import DemandRow
from db.workforce.assignments import assignments_on_demand
from db.workforce.enums import ResourceType
from db.workforce.rows import PersonRow, StaffedAssignmentRow, TierRow
from services.shared.errors import InvalidInput, Refusal, noted, refuse_all
from services.shared.locks import PLAN, TARGETS
from services.workforce.assigning.assign import write_assignments
from services.workforce.assigning.change_assignment import end_assignments
from services.workforce.assigning.placement_context import DemandKey, PlacementContext, Slot, checked_weeks
from services.workforce.people.create_placeholders import BATCHES, create_for_demand
from services.workforce.refresh_capacity import refresh_summaries
from services.workforce.reports.tiers import percent_label

COUNTS = replace(BATCHES, least=0)


@dataclass(frozen=True, slots=True)
class TierTarget:
    """How many people a tier should have."""

    tier_id: int | None
    count: int


@dataclass(slots=True)
class TierResult:
    """What a tier had, what was done, and what it has now."""

    tier: str
    target: int
    actual_existing: int
    placeholders_existing: int
    placeholders_created: int = 0
    placeholders_removed: int = 0
    warning: str | None = None

    @property
    def final_total(self) -> int:
        """Everybody at the tier afterwards."""
        return self.actual_existing + self.placeholders_existing + self.placeholders_created - self.placeholders_removed


@dataclass(frozen=True, slots=True)
class WeekTargets:
    """Results by tier, in the order asked, and the cns of new placeholders."""

    demand: DemandRow
    results: list[TierResult]
    created: list[str]


async def set_week_targets(
    session: WriteSession, *, year: int, week: int, demand: DemandKey, targets: Sequence[TierTarget]
) -> WeekTargets:
    """Create or deallocate placeholders until each tier named has its target; actual people are never removed.

    Callers on one week and demand take turns, so that they never end above the target. Raises Refusals for bad values,
    an unknown demand or tier, and a week without configuration or report.
    """
    await session.lock(PLAN, shared=True)
    faults: list[Refusal] = []
    weeks = noted(faults, checked_weeks, (year, week), (year, week), ("input", "week")) or []
    context = await PlacementContext.load(session, cns=(), demands=[demand], weeks=weeks)
    demand_row = noted(faults, context.demand, demand, ("input", "demand"))
    tiers = _tiers(context, targets, faults)
    if demand_row is not None:
        slots = context.slots(demand_row, weeks, demand_row.locality, ("input", "week"), faults)
    refuse_all(faults)
    assert demand_row is not None  # else it was refused
    await session.lock(TARGETS, str(demand_row.id), weeks[0].value)
    standing = await assignments_on_demand(session, demand_row.id, (year, week))
    results, excess, created = [], [], []
    for tier, target in zip(tiers, targets, strict=True):
        result, too_many = _compared(tier, target.count, [row for row in standing if row.tier_id == tier.id])
        new = await create_for_demand(session, demand_row, result.placeholders_created, created_for=(year, week))
        created += [(placeholder, tier) for placeholder in new]
        results.append(result)
        excess += too_many
    await _apply(session, demand_row, slots[0], created, excess)
    return WeekTargets(demand_row, results, [placeholder.cn for placeholder, _ in created])


def _tiers(context: PlacementContext, targets: Sequence[TierTarget], faults: list[Refusal]) -> list[TierRow]:
    tiers: list[TierRow] = []
    if not targets:
        faults.append(InvalidInput("targets is empty", ("input", "targets"), accepted="at least one tier"))
    for place, target in enumerate(targets):
        path = ("input", "targets", str(place))
        if not COUNTS.holds(target.count):
            message = f"targetCount is {target.count}"
            faults.append(InvalidInput(message, (*path, "targetCount"), accepted=COUNTS.accepted))
        tier = noted(faults, context.tier, target.tier_id, (*path, "tierId"))
        if tier is None:
            continue
        if tier in tiers:
            faults.append(InvalidInput(f"{tier.name} is named twice", (*path, "tierId"), accepted="a tier once"))
        tiers.append(tier)
    return tiers


def _compared(
    tier: TierRow, target: int, standing: Sequence[StaffedAssignmentRow]
) -> tuple[TierResult, list[StaffedAssignmentRow]]:
    placeholders = [row for row in standing if row.resource_type == ResourceType.PLACEHOLDER]
    actual = len(standing) - len(placeholders)
    result = TierResult(percent_label(tier.percentage), target, actual, len(placeholders))
    result.placeholders_created = max(0, target - len(standing))
    result.placeholders_removed = min(len(placeholders), max(0, len(standing) - target))
    if target < actual:
        result.warning = (
            f"{actual} actual people are assigned at {result.tier}, {actual - target} above the target; "
            "actual people are not removed"
        )
    return result, placeholders[: result.placeholders_removed]


async def _apply(
    session: WriteSession,
    demand: DemandRow,
    slot: Slot,
    created: list[tuple[PersonRow, TierRow]],
    excess: list[StaffedAssignmentRow],
) -> None:
    await refresh_summaries(session, await end_assignments(session, excess))
    placements = [
        slot.placement(resource_id=placeholder.id, demand_id=demand.id, tier=tier) for placeholder, tier in created
    ]
    await write_assignments(session, placements)
