"""Assigning a number of placeholders to a demand: free ones that can do it first, then new ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.engine import WriteSession
from db.forecast.rows import DemandRow
from db.workforce import people
from db.workforce.enums import ResourceType
from db.workforce.filters import ResourceFilter
from db.workforce.people import locked_resources
from db.workforce.placements import WeekPlacement
from db.workforce.rows import AssignmentRow, PersonRow, TierRow
from services.shared.calendar import Week
from services.shared.errors import Refusal, refuse_all
from services.shared.inputs import Inputs
from services.shared.locks import PLAN
from services.workforce.assigning.assign import write_assignments
from services.workforce.assigning.placement_context import (
    DemandKey,
    PlacementContext,
    Slot,
    checked_weeks,
    incompatibilities,
)
from services.workforce.people.create_placeholders import LARGEST_BATCH, create_for_demand


@dataclass(frozen=True, slots=True)
class Planned:
    """What was written: assignments by person and week, and new placeholders."""

    assignments: Sequence[AssignmentRow]
    new: Sequence[PersonRow]

    @property
    def created(self) -> list[str]:
        """The cns of the new placeholders."""
        return [row.cn for row in self.new]


async def assign_placeholders(
    session: WriteSession,
    *,
    demand: DemandKey,
    first: tuple[int, int],
    last: tuple[int, int],
    tier_id: int | None,
    count: int,
) -> Planned:
    """Put so many placeholders on a demand for all weeks asked: active, compatible and free ones by number, then new.

    Raises Refusals for bad values, an unknown demand or tier, and weeks without configuration or report.
    """
    await session.lock(PLAN, shared=True)
    inputs = Inputs("input")
    inputs.whole("count", count, least=1, most=LARGEST_BATCH)
    inputs.refuse()
    weeks = checked_weeks(first, last, ("input", "weeks"))
    context = await PlacementContext.load(session, cns=(), demands=[demand], weeks=weeks)
    found, tier = context.demand(demand, ("input", "demand")), context.tier(tier_id, ("input", "tierId"))
    faults: list[Refusal] = []
    slots = context.slots(found, weeks, found.locality, ("input", "weeks"), faults)
    refuse_all(faults)
    # One caller at a time picks among the free ones.
    await session.lock("placeholders")
    reused = (await _free(session, found, weeks))[:count]
    new = await create_for_demand(session, found, count - len(reused))
    placements = [placed(person.id, found, slot, tier) for person in (*reused, *new) for slot in slots]
    return Planned(await write_assignments(session, placements), new)


def placed(resource_id: int, demand: DemandRow, slot: Slot, tier: TierRow) -> WeekPlacement:
    """One week of one resource on a demand at a tier."""
    return WeekPlacement(
        resource_id=resource_id,
        demand_id=demand.id,
        report_id=slot.report_id,
        month_index=slot.month_index,
        year=slot.week.year,
        week=slot.week.number,
        tier_id=tier.id,
        percentage=tier.percentage,
        is_forced=False,
    )


async def _free(session: WriteSession, demand: DemandRow, weeks: Sequence[Week]) -> list[PersonRow]:
    span = ((weeks[0].year, weeks[0].number), (weeks[-1].year, weeks[-1].number))
    chosen = ResourceFilter(type=ResourceType.PLACEHOLDER, is_active=True, location=demand.locality, free_in=span)
    rows = await people.people_matching(session, chosen)
    held = await locked_resources(session, [row.cn_key for row in rows], changing=False) if rows else []
    return [row for row in held if row.is_active and not incompatibilities(row, demand)]
