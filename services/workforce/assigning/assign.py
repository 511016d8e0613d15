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
from services.workforce.assigning.placement_context import (
    DemandKey,
    PlacementContext,
    away,
    checked_percentage,
    checked_weeks,
    incompatibilities,
    named_weeks,
)
from services.workforce.assigning.taken_weeks import TakenWeeks
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
    refuse_all(faults)
    context = await PlacementContext.load(
        session,
        cns={request.cn for request in requests},
        demands=[request.demand for request in requests],
        weeks={week for span in weeks for week in span},
    )
    placed = [_placements(context, request, span, faults) for request, span in zip(requests, weeks, strict=True)]
    await _note_taken(session, requests, placed, faults)
    refuse_all(faults)
    return await write_assignments(session, [placement for placements in placed for placement in placements])


async def write_assignments(session: WriteSession, placements: Sequence[WeekPlacement]) -> Sequence[AssignmentRow]:
    """Write manual assignments and bring the summaries they touch up to date."""
    rows = await place_weeks(session, placements, assignment_type=AssignmentType.MANUAL)
    await refresh_summaries(session, rows)
    return rows


def _weeks(requests: Sequence[AssignmentRequest], faults: list[Refusal]) -> list[list[Week]]:
    if not 1 <= len(requests) <= MOST_ITEMS:
        raise InvalidInput(f"{len(requests)} items", ("items",), accepted=f"1 to {MOST_ITEMS:,}")
    spans = [
        noted(faults, checked_weeks, request.first, request.last, (*request.path, *request.weeks_path))
        for request in requests
    ]
    weeks = [span for span in spans if span is not None]
    if (total := sum(map(len, weeks))) > MOST_PLACEMENTS:
        raise InvalidInput(f"{total:,} assignments", ("items",), accepted=f"at most {MOST_PLACEMENTS:,} in one call")
    return weeks


def _placements(
    context: PlacementContext, request: AssignmentRequest, weeks: Sequence[Week], faults: list[Refusal]
) -> list[WeekPlacement]:
    """The weeks of a request, none where person, demand or tier are not to be had; what is wrong is noted."""
    path = request.path
    person = noted(faults, context.person, request.cn, (*path, "resourceCn"))
    demand = noted(faults, context.demand, request.demand, (*path, "demand"))
    tier = noted(faults, context.tier, request.tier_id, (*path, "tierId"))
    if person is None or demand is None or tier is None:
        return []
    percentage = tier.percentage if request.percentage is None else request.percentage
    noted(faults, checked_percentage, percentage, (*path, "productionPercentage"))
    reasons = incompatibilities(person, demand)
    if reasons and not request.force:
        message = f"{person.cn} cannot do {request.demand}: {'; '.join(reasons)}"
        faults.append(Incompatible(message, (*path, "resourceCn"), reasons=reasons))
    weeks_path = (*path, *request.weeks_path)
    if (outside := context.outside(person, weeks)) and not request.force:
        faults.append(away(person, outside, weeks_path))
    slots = context.slots(demand, weeks, person.location, weeks_path, faults)
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


async def _note_taken(
    session: WriteSession,
    requests: Sequence[AssignmentRequest],
    placed: Sequence[Sequence[WeekPlacement]],
    faults: list[Refusal],
) -> None:
    """Note weeks that are taken already, and those that two requests of this call are about."""
    taken = await TakenWeeks.load(session, {placement.resource_id for of_one in placed for placement in of_one})
    request_of: dict[tuple[int, int, int], int] = {}
    for number, (request, placements) in enumerate(zip(requests, placed, strict=True)):
        if not placements:
            continue
        path = (*request.path, *request.weeks_path)
        weeks = [(placement.year, placement.week) for placement in placements]
        resource_id = placements[0].resource_id
        taken.note(resource_id, request.cn, weeks, path, faults)
        doubled = [week for week in weeks if request_of.setdefault((resource_id, *week), number) != number]
        if doubled:
            other = request_of[resource_id, *doubled[0]]
            shown = named_weeks([Week(*week) for week in doubled])
            faults.append(InvalidInput(f"item {other} asks {request.cn} for {shown} too", path, accepted="a week once"))
