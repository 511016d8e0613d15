"""Planning a ramp: people climb a ladder of tiers week by week, then stand at full production."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from db.engine import WriteSession
from db.forecast.rows import DemandRow
from db.shared.bounds import Bound
from db.workforce.placements import WeekPlacement
from db.workforce.rows import PersonRow, TierRow
from services.shared.calendar import Week
from services.shared.errors import Incompatible, InvalidInput, Refusal, noted, refuse_all
from services.shared.inputs import Inputs
from services.shared.locks import PLAN
from services.shared.text import key
from services.workforce.assigning.assign import write_assignments
from services.workforce.assigning.assign_placeholders import Planned
from services.workforce.assigning.placement_context import (
    MOST_WEEKS,
    DemandKey,
    PlacementContext,
    ProductionLevel,
    Slot,
    away,
    checked_weeks,
    incompatibilities,
)
from services.workforce.assigning.taken_weeks import AskedWeeks, note_taken
from services.workforce.people.create_placeholders import BATCHES, create_for_demand
from services.workforce.tiers.find_tier import full_production

MOST_PEOPLE = 500
STEPS = Bound(least=1, most=10 * MOST_WEEKS, places=0)
NEW_PLACEHOLDERS = replace(BATCHES, least=0)


@dataclass(frozen=True, slots=True)
class Step:
    """So many weeks at a tier."""

    tier_id: int | None
    weeks: int


@dataclass(frozen=True, slots=True)
class Ramp:
    """Who climbs (named people, new placeholders or both) on which demand, from which week until which."""

    cns: Sequence[str]
    new_placeholders: int
    demand: DemandKey
    start: tuple[int, int]
    until: tuple[int, int]
    steps: Sequence[Step]


async def plan_ramp(session: WriteSession, *, ramp: Ramp) -> Planned:
    """Write a ramp's weekly assignments; returns them by person and week.

    Weeks after the last step are at full production; steps beyond the last week are cut off. Raises Refusals naming
    everything that stands in the way.
    """
    await session.lock(PLAN, shared=True)
    faults: list[Refusal] = []
    weeks = noted(faults, checked_weeks, ramp.start, ramp.until, ("input", "until")) or []
    context = await PlacementContext.load(session, cns=set(ramp.cns), demands=[ramp.demand], weeks=weeks)
    demand = noted(faults, context.demand, ramp.demand, ("input", "demand"))
    _check_numbers(ramp, faults)
    ladder = _ladder(context, ramp, weeks, faults)
    slots = context.slots(demand, weeks, demand.locality, ("input", "until"), faults) if demand is not None else []
    people = _people(context, ramp, demand, faults)
    for path, person in people.items():
        if outside := context.outside(person, weeks):
            faults.append(away(person, outside, path))
    asked = [AskedWeeks(person.id, person.cn, weeks, path) for path, person in people.items()]
    await note_taken(session, asked, faults)
    refuse_all(faults)
    assert demand is not None  # else it was refused
    new = await create_for_demand(session, demand, ramp.new_placeholders)
    climbing = (*people.values(), *new)
    placements = [placement for person in climbing for placement in _climb(person.id, demand.id, slots, ladder)]
    return Planned(await write_assignments(session, placements), new)


def _check_numbers(ramp: Ramp, faults: list[Refusal]) -> None:
    inputs = Inputs("input")
    inputs.whole("newPlaceholders", ramp.new_placeholders, NEW_PLACEHOLDERS)
    faults += inputs.refusals
    if not ramp.cns and not ramp.new_placeholders:
        faults.append(InvalidInput("nobody climbs", ("input",), accepted="resourceCns, newPlaceholders or both"))
    if len(ramp.cns) > MOST_PEOPLE:
        message = f"{len(ramp.cns)} people"
        faults.append(InvalidInput(message, ("input", "resourceCns"), accepted=f"at most {MOST_PEOPLE}"))
    if len({key(cn) for cn in ramp.cns}) < len(ramp.cns):
        faults.append(InvalidInput("a cn stands twice", ("input", "resourceCns"), accepted="each cn once"))
    if not ramp.steps:
        faults.append(InvalidInput("steps is empty", ("input", "steps"), accepted="at least one step"))


def _ladder(context: PlacementContext, ramp: Ramp, weeks: Sequence[Week], faults: list[Refusal]) -> list[TierRow]:
    """The tier of each week; full production once the steps are climbed."""
    ladder: list[TierRow] = []
    for place, step in enumerate(ramp.steps):
        path = ("input", "steps", str(place))
        if not STEPS.holds(step.weeks):
            faults.append(InvalidInput(f"weeks is {step.weeks}", (*path, "weeks"), accepted=STEPS.accepted))
        elif (tier := noted(faults, context.tier, step.tier_id, (*path, "tierId"))) is not None:
            ladder += [tier] * step.weeks
    missing = len(weeks) - len(ladder)
    if missing > 0 and (full := noted(faults, full_production, context.tiers)) is not None:
        ladder += [full] * missing
    return ladder[: len(weeks)]


def _climb(
    resource_id: int, demand_id: int, slots: Sequence[Slot], ladder: Sequence[ProductionLevel]
) -> Iterator[WeekPlacement]:
    pairs = zip(slots, ladder, strict=True)
    return (slot.placement(resource_id=resource_id, demand_id=demand_id, tier=tier) for slot, tier in pairs)


def _people(
    context: PlacementContext, ramp: Ramp, demand: DemandRow | None, faults: list[Refusal]
) -> dict[tuple[str, ...], PersonRow]:
    """Everybody named whom there is, by the path of their cn; who may not climb, or cannot, is noted."""
    people: dict[tuple[str, ...], PersonRow] = {}
    for place, cn in enumerate(ramp.cns):
        path = ("input", "resourceCns", str(place))
        noted(faults, _require_able, context, cn, demand, path)
        if (person := context.people.get(key(cn))) is not None:
            people[path] = person
    return people


def _require_able(context: PlacementContext, cn: str, demand: DemandRow | None, path: tuple[str, ...]) -> None:
    person = context.person(cn, path)
    if demand is not None and (reasons := incompatibilities(person, demand)):
        raise Incompatible(f"{person.cn} cannot do it: {'; '.join(reasons)}", path, reasons=reasons)
