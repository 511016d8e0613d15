"""Planning a ramp: people climb a ladder of tiers week by week, then stand at full production."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from db.engine import WriteSession
from db.forecast.rows import DemandRow
from db.workforce.placements import WeekPlacement
from db.workforce.rows import PersonRow, TierRow
from services.shared.calendar import Week
from services.shared.errors import (
    AlreadyExists,
    Incompatible,
    InvalidInput,
    NotAllowedInState,
    NotFound,
    Refusal,
    refuse_all,
)
from services.shared.locks import PLAN
from services.shared.text import key
from services.workforce.assigning.assign import active_weeks, write_assignments
from services.workforce.assigning.assign_placeholders import Planned, placed
from services.workforce.assigning.placement_context import (
    DemandKey,
    PlacementContext,
    Slot,
    checked_weeks,
    incompatibilities,
    named,
)
from services.workforce.people.create_placeholders import LARGEST_BATCH, create_for_demand
from services.workforce.tiers.full_production import full_production

MOST_PEOPLE = 500


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
    weeks = checked_weeks(ramp.start, ramp.until, ("input", "until"))
    context = await PlacementContext.load(session, cns=set(ramp.cns), demands=[ramp.demand], weeks=weeks)
    demand = context.demand(ramp.demand, ("input", "demand"))
    faults: list[Refusal] = []
    _check_numbers(ramp, faults)
    ladder = _ladder(context, ramp, weeks, faults)
    slots = context.slots(demand, weeks, demand.locality, ("input", "until"), faults)
    people = [person for place, cn in enumerate(ramp.cns) if (person := _person(context, cn, place, demand, faults))]
    await _note_taken(session, people, weeks, faults)
    refuse_all(faults)
    new = await create_for_demand(session, demand, ramp.new_placeholders)
    placements = [one for person in (*people, *new) for one in _climb(person.id, demand, slots, ladder)]
    return Planned(await write_assignments(session, placements), new)


def _check_numbers(ramp: Ramp, faults: list[Refusal]) -> None:
    if not 0 <= ramp.new_placeholders <= LARGEST_BATCH:
        message = f"newPlaceholders is {ramp.new_placeholders}"
        faults.append(InvalidInput(message, ("input", "newPlaceholders"), accepted=f"0 to {LARGEST_BATCH}"))
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
        if not 1 <= step.weeks <= len(weeks) * 10:
            faults.append(InvalidInput(f"weeks is {step.weeks}", (*path, "weeks"), accepted="at least 1"))
            continue
        try:
            ladder += [context.tier(step.tier_id, (*path, "tierId"))] * step.weeks
        except Refusal as refusal:
            faults.append(refusal)
    missing = len(weeks) - len(ladder)
    if missing > 0 and not faults:
        ladder += [full_production(context.tiers.values())] * missing
    return ladder[: len(weeks)]


def _climb(
    resource_id: int, demand: DemandRow, slots: Sequence[Slot], ladder: Sequence[TierRow]
) -> Iterator[WeekPlacement]:
    return (placed(resource_id, demand, slot, tier) for slot, tier in zip(slots, ladder, strict=True))


def _person(
    context: PlacementContext, cn: str, place: int, demand: DemandRow, faults: list[Refusal]
) -> PersonRow | None:
    path = ("input", "resourceCns", str(place))
    person = context.people.get(key(cn))
    if person is None:
        faults.append(NotFound(f"there is nobody with cn {cn[:40]!r}", path))
    elif not person.is_active:
        faults.append(NotAllowedInState(f"{person.cn} is inactive", path, state="INACTIVE"))
    elif reasons := incompatibilities(person, demand):
        faults.append(Incompatible(f"{person.cn} cannot do it: {'; '.join(reasons)}", path, reasons=reasons))
    return person


async def _note_taken(
    session: WriteSession, people: Sequence[PersonRow], weeks: Sequence[Week], faults: list[Refusal]
) -> None:
    stands = await active_weeks(session, [person.id for person in people]) if people else {}
    for place, person in enumerate(people):
        slots = [(person.id, week.year, week.number) for week in weeks]
        if taken := [slot for slot in slots if slot in stands]:
            message = f"{person.cn} is assigned already in {named([Week(year, week) for _, year, week in taken])}"
            path = ("input", "resourceCns", str(place))
            faults.append(AlreadyExists(message, path, kind="Assignment", existing_key=stands[taken[0]]))
