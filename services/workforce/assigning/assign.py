"""Assigning people to demands for weeks: all or nothing, and every bad item is named."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.engine import WriteSession
from db.workforce.enums import AssignmentType
from db.workforce.placements import WeekPlacement, place_weeks
from db.workforce.rows import AssignmentRow
from services.shared.calendar import Week
from services.shared.errors import Incompatible, InvalidInput, Refusal, noted, refuse_all
from services.shared.locks import PLAN
from services.shared.text import key
from services.workforce.assigning.placement_context import (
    DemandKey,
    PlacementContext,
    away,
    checked_percentage,
    checked_weeks,
    incompatibilities,
    named_weeks,
)
from services.workforce.assigning.taken_weeks import AskedWeeks, note_taken
from services.workforce.refresh_capacity import refresh_summaries

MOST_ITEMS = 2_000
MOST_PLACEMENTS = 150_000


@dataclass(frozen=True, slots=True)
class AssignmentRequest:
    """One resource on one demand from week to week at a tier; `path` is where it stands in the request.

    The tier's percentage holds unless another is given; `force` overrules what the person can do, and when they are
    there.
    """

    path: tuple[str, ...]
    cn: str
    demand: DemandKey
    first: tuple[int, int]
    last: tuple[int, int]
    tier_id: int | None
    percentage: float | None
    force: bool
    weeks_path: tuple[str, ...] = ("weeks",)


async def assign(session: WriteSession, *, requests: Sequence[AssignmentRequest]) -> Sequence[AssignmentRow]:
    """Write the assignments of some requests by hand; returns them by request and week.

    Raises Refusals naming every request that cannot be met: unknown or inactive resource, unknown demand or tier, weeks
    without configuration or report, a person who cannot do the work or is not there, a week taken already.
    """
    await session.lock(PLAN, shared=True)
    faults: list[Refusal] = []
    weeks = _weeks(requests, faults)
    context = await PlacementContext.load(
        session,
        cns={request.cn for request in requests},
        demands=[request.demand for request in requests],
        weeks={week for span in weeks for week in span},
    )
    placed = [placements_of(context, request, span, faults) for request, span in zip(requests, weeks, strict=True)]
    asked = _asked(context, requests, weeks)
    await note_taken(session, asked, faults)
    _note_doubled(requests, asked, faults)
    refuse_all(faults)
    return await write_assignments(session, [placement for placements in placed for placement in placements])


async def write_assignments(session: WriteSession, placements: Sequence[WeekPlacement]) -> Sequence[AssignmentRow]:
    """Write manual assignments and bring the summaries they touch up to date."""
    rows = await place_weeks(session, placements, assignment_type=AssignmentType.MANUAL)
    await refresh_summaries(session, rows)
    return rows


def _weeks(requests: Sequence[AssignmentRequest], faults: list[Refusal]) -> list[list[Week]]:
    """The weeks of each request, none where they are no range of weeks; raises InvalidInput for a call too large."""
    if not 1 <= len(requests) <= MOST_ITEMS:
        raise InvalidInput(f"{len(requests)} items", ("items",), accepted=f"1 to {MOST_ITEMS:,}")
    spans = [
        noted(faults, checked_weeks, request.first, request.last, (*request.path, *request.weeks_path)) or []
        for request in requests
    ]
    if (total := sum(map(len, spans))) > MOST_PLACEMENTS:
        raise InvalidInput(f"{total:,} assignments", ("items",), accepted=f"at most {MOST_PLACEMENTS:,} in one call")
    return spans


def placements_of(
    context: PlacementContext, request: AssignmentRequest, weeks: Sequence[Week], faults: list[Refusal]
) -> list[WeekPlacement]:
    """The weeks of a request, none where person, demand or tier are not to be had; everything wrong is noted."""
    path = request.path
    person = noted(faults, context.person, request.cn, (*path, "resourceCn"))
    demand = noted(faults, context.demand, request.demand, (*path, "demand"))
    tier = noted(faults, context.tier, request.tier_id, (*path, "tierId"))
    given = None
    if request.percentage is not None:
        given = noted(faults, checked_percentage, request.percentage, (*path, "productionPercentage"))
    if demand is None:
        return []
    location = demand.locality if person is None else person.location
    weeks_path = (*path, *request.weeks_path)
    slots = context.slots(demand, weeks, location, weeks_path, faults)
    if person is None:
        return []
    reasons = incompatibilities(person, demand)
    if reasons and not request.force:
        message = f"{person.cn} cannot do {request.demand}: {'; '.join(reasons)}"
        faults.append(Incompatible(message, (*path, "resourceCn"), reasons=reasons))
    if (outside := context.outside(person, weeks)) and not request.force:
        faults.append(away(person, outside, weeks_path))
    if tier is None:
        return []
    percentage = tier.percentage if given is None else given
    return [
        slot.placement(
            resource_id=person.id,
            demand_id=demand.id,
            tier=tier,
            percentage=percentage,
            is_forced=bool(reasons) or slot.week in outside,
        )
        for slot in slots
    ]


def _asked(
    context: PlacementContext, requests: Sequence[AssignmentRequest], weeks: Sequence[Sequence[Week]]
) -> list[AskedWeeks]:
    """Whom the requests want when, whatever else is wrong with them; nobody where there is no such person."""
    people = [context.people.get(key(request.cn)) for request in requests]
    return [
        AskedWeeks(person.id, person.cn, span, (*request.path, *request.weeks_path))
        for request, person, span in zip(requests, people, weeks, strict=True)
        if person is not None
    ]


def _note_doubled(requests: Sequence[AssignmentRequest], asked: Sequence[AskedWeeks], faults: list[Refusal]) -> None:
    """Note weeks that two requests of this call are about, and what the earlier one wants them for."""
    request_of = {(*request.path, *request.weeks_path): place for place, request in enumerate(requests)}
    first_of: dict[tuple[int, Week], int] = {}
    for one in asked:
        number = request_of[one.path]
        doubled = [week for week in one.weeks if first_of.setdefault((one.resource_id, week), number) != number]
        if doubled:
            other = first_of[one.resource_id, doubled[0]]
            message = f"item {other} asks {one.cn} for {named_weeks(doubled)} too, on {requests[other].demand}"
            faults.append(InvalidInput(message, one.path, accepted="a week once"))
