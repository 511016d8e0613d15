"""Assigning people to demands for weeks: all or nothing, and every bad item is named."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from db.engine import WriteSession
from db.forecast.rows import DemandRow
from db.workforce import assignments
from db.workforce.enums import AssignmentType
from db.workforce.placements import WeekPlacement, place_weeks
from db.workforce.rows import AssignmentRow, PersonRow, TierRow
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
from services.workforce.assigning.placement_context import (
    DemandKey,
    PlacementContext,
    checked_weeks,
    incompatibilities,
    named,
)
from services.workforce.refresh import follow_assignments

MOST_ITEMS = 2_000
MOST_PLACEMENTS = 150_000


@dataclass(frozen=True, slots=True)
class AssignmentRequest:
    """One resource on one demand from week to week at a tier; `path` is where it stands in the request.

    The tier's percentage holds unless another is given; `force` overrules what the person can do.
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
    without configuration or report, a person who cannot do the work, a week taken already.
    """
    await session.lock(PLAN, shared=True)
    weeks, faults = _weeks(requests)
    refuse_all(faults)
    context = await PlacementContext.load(
        session,
        cns={request.cn for request in requests},
        demands=[request.demand for request in requests],
        weeks={week for span in weeks for week in span},
    )
    met = [_met(context, request, span, faults) for request, span in zip(requests, weeks, strict=True)]
    await _note_taken(session, requests, met, faults)
    refuse_all(faults)
    placements = [placement for placements in met for placement in placements]
    return await write_assignments(session, placements)


async def write_assignments(session: WriteSession, placements: Sequence[WeekPlacement]) -> Sequence[AssignmentRow]:
    """Write manual assignments and bring the summaries they touch up to date."""
    rows = await place_weeks(session, placements, assignment_type=AssignmentType.MANUAL)
    await follow_assignments(session, rows)
    return rows


def _weeks(requests: Sequence[AssignmentRequest]) -> tuple[list[list[Week]], list[Refusal]]:
    if not 1 <= len(requests) <= MOST_ITEMS:
        raise InvalidInput(f"{len(requests)} items", ("items",), accepted=f"1 to {MOST_ITEMS:,}")
    weeks: list[list[Week]] = []
    faults: list[Refusal] = []
    for request in requests:
        try:
            weeks.append(checked_weeks(request.first, request.last, (*request.path, *request.weeks_path)))
        except InvalidInput as fault:
            faults.append(fault)
    if (total := sum(map(len, weeks))) > MOST_PLACEMENTS:
        raise InvalidInput(f"{total:,} assignments", ("items",), accepted=f"at most {MOST_PLACEMENTS:,} in one call")
    return weeks, faults


def _met(
    context: PlacementContext, request: AssignmentRequest, weeks: Sequence[Week], faults: list[Refusal]
) -> list[WeekPlacement]:
    person, demand, tier = (
        _person(context, request, faults),
        _demand(context, request, faults),
        _tier(context, request, faults),
    )
    if person is None or demand is None or tier is None:
        return []
    percentage = tier.percentage if request.percentage is None else request.percentage
    if not 0 < percentage <= 1:
        path = (*request.path, "productionPercentage")
        faults.append(InvalidInput(f"productionPercentage is {percentage:g}", path, accepted="above 0 and at most 1"))
    reasons = incompatibilities(person, demand)
    if reasons and not request.force:
        message = f"{person.cn} cannot do {request.demand}: {'; '.join(reasons)}"
        faults.append(Incompatible(message, (*request.path, "resourceCn"), reasons=reasons))
    slots = context.slots(demand, weeks, person.location, (*request.path, *request.weeks_path), faults)
    return [
        WeekPlacement(
            resource_id=person.id,
            demand_id=demand.id,
            report_id=slot.report_id,
            month_index=slot.month_index,
            year=slot.week.year,
            week=slot.week.number,
            tier_id=tier.id,
            percentage=percentage,
            is_forced=bool(reasons),
        )
        for slot in slots
    ]


def _person(context: PlacementContext, request: AssignmentRequest, faults: list[Refusal]) -> PersonRow | None:
    path = (*request.path, "resourceCn")
    person = context.people.get(key(request.cn))
    if person is None:
        faults.append(NotFound(f"there is nobody with cn {request.cn[:40]!r}", path))
    elif not person.is_active:
        faults.append(NotAllowedInState(f"{person.cn} is inactive", path, state="INACTIVE"))
        return None
    return person


def _demand(context: PlacementContext, request: AssignmentRequest, faults: list[Refusal]) -> DemandRow | None:
    try:
        return context.demand(request.demand, (*request.path, "demand"))
    except Refusal as refusal:
        faults.append(refusal)
        return None


def _tier(context: PlacementContext, request: AssignmentRequest, faults: list[Refusal]) -> TierRow | None:
    try:
        return context.tier(request.tier_id, (*request.path, "tierId"))
    except Refusal as refusal:
        faults.append(refusal)
        return None


async def _note_taken(
    session: WriteSession,
    requests: Sequence[AssignmentRequest],
    met: Sequence[Sequence[WeekPlacement]],
    faults: list[Refusal],
) -> None:
    asked: dict[tuple[int, int, int], int] = {}
    stands = await active_weeks(session, {placement.resource_id for placements in met for placement in placements})
    for number, (request, placements) in enumerate(zip(requests, met, strict=True)):
        path = (*request.path, *request.weeks_path)
        occupied = [one for one in placements if _slot(one) in stands]
        if occupied:
            message = f"{request.cn} is assigned already in {named([Week(one.year, one.week) for one in occupied])}"
            standing = stands[_slot(occupied[0])]
            faults.append(AlreadyExists(message, path, kind="Assignment", existing_key=standing))
        doubled = [one for one in placements if asked.setdefault(_slot(one), number) != number]
        if doubled:
            other = asked[_slot(doubled[0])]
            weeks = named([Week(one.year, one.week) for one in doubled])
            faults.append(InvalidInput(f"item {other} asks {request.cn} for {weeks} too", path, accepted="a week once"))


def _slot(placement: WeekPlacement) -> tuple[int, int, int]:
    return placement.resource_id, placement.year, placement.week


async def active_weeks(session: WriteSession, resource_ids: Collection[int]) -> dict[tuple[int, int, int], int]:
    """Which weeks of some people are taken: (resource id, year, week) → assignment id."""
    rows = await assignments.assignments_by_resource_ids(session, resource_ids, weeks=None, include_inactive=False)
    return {(row.resource_id, row.year, row.week): row.id for row in rows}
