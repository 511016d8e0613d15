"""Assigning a number of placeholders to a demand: free ones that can do it first, then new ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.engine import WriteSession
from db.forecast.rows import DemandRow
from db.workforce.enums import ResourceType
from db.workforce.filters import ResourceFilter
from db.workforce.people import locked_resources, people_matching
from db.workforce.rows import AssignmentRow, PersonRow
from services.shared.calendar import Week
from services.shared.errors import noted, refuse_all
from services.shared.inputs import Inputs
from services.shared.locks import PLACEHOLDERS, PLAN
from services.workforce.assigning.assign import write_assignments
from services.workforce.assigning.placement_context import (
    DemandKey,
    PlacementContext,
    checked_weeks,
    incompatibilities,
)
from services.workforce.people.create_placeholders import BATCHES, create_for_demand


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
    inputs.whole("count", count, BATCHES)
    faults = inputs.refusals
    weeks = noted(faults, checked_weeks, first, last, ("input", "weeks")) or []
    context = await PlacementContext.load(session, cns=(), demands=[demand], weeks=weeks)
    demand_row = noted(faults, context.demand, demand, ("input", "demand"))
    tier = noted(faults, context.tier, tier_id, ("input", "tierId"))
    if demand_row is not None:
        slots = context.slots(demand_row, weeks, demand_row.locality, ("input", "weeks"), faults)
    refuse_all(faults)
    assert demand_row is not None and tier is not None  # else they were refused
    # One caller at a time picks among the free ones.
    await session.lock(PLACEHOLDERS)
    reused = (await _free(session, demand_row, weeks))[:count]
    new = await create_for_demand(session, demand_row, count - len(reused))
    placements = [
        slot.placement(resource_id=person.id, demand_id=demand_row.id, tier=tier)
        for person in (*reused, *new)
        for slot in slots
    ]
    return Planned(await write_assignments(session, placements), new)


async def _free(session: WriteSession, demand: DemandRow, weeks: Sequence[Week]) -> list[PersonRow]:
    span = ((weeks[0].year, weeks[0].number), (weeks[-1].year, weeks[-1].number))
    chosen = ResourceFilter(type=ResourceType.PLACEHOLDER, is_active=True, location=demand.locality, free_in=span)
    free = await people_matching(session, chosen)
    # Looked at again once they are held: somebody may have changed them meanwhile.
    held = await locked_resources(session, [person.cn_key for person in free], changing=False) if free else []
    return [person for person in held if person.is_active and not incompatibilities(person, demand)]
