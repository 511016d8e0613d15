"""Why a plan will not be made, or will be short: capacity, material, a late start, no forecast."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from db.supply.enums import PlanConstraintKind, ProductionPlanStatus
from db.supply.plans_ahead import PlanAheadRow
from services.shared.computing import computed
from services.shared.quantities import plain
from services.supply.plans.materials import Requirement
from services.supply.plans.weeks import PlanFacts, PlanWeek, WeeksAhead, scheduled_before

OVER = {ProductionPlanStatus.COMPLETED, ProductionPlanStatus.CANCELLED}
NOT_BEGUN = {ProductionPlanStatus.DRAFT, ProductionPlanStatus.PENDING_APPROVAL, ProductionPlanStatus.APPROVED}
NOTHING = Decimal(0)


class Problem(NamedTuple):
    """A reason with its numbers: from when, of which product, what it takes, what there is, and what is missing."""

    kind: PlanConstraintKind
    on: date
    product_id: int
    required: Decimal
    available: Decimal
    short: Decimal
    message: str


class Made(NamedTuple):
    """What a plan makes, and where it stands."""

    product_id: int
    sku: str
    unit: str
    location: str
    status: ProductionPlanStatus


def problems_ahead(
    made: Made, facts: PlanFacts, weeks: Sequence[PlanWeek], requirements: Sequence[Requirement], *, today: date
) -> list[Problem]:
    """Why a plan will be short, by date; nothing lies ahead of one that is completed or cancelled."""
    if made.status in OVER:
        return []
    found = [
        *_late_start(made, facts, today),
        *_without_forecast(made, facts),
        *_overloads(made, facts, weeks),
        *_missing_materials(weeks, requirements),
    ]
    return sorted(found, key=lambda problem: problem.on)


def _late_start(made: Made, facts: PlanFacts, today: date) -> Iterator[Problem]:
    """The plan was to have begun; what was scheduled until yesterday has not been made."""
    if made.status in NOT_BEGUN and facts.planned_start < today:
        due = scheduled_before(facts, today)
        yield Problem(
            PlanConstraintKind.LATE_START, facts.planned_start, made.product_id, due, NOTHING, due,
            f"{made.sku} was to be begun on {facts.planned_start} and is not: {plain(due)} {made.unit} should have been"
            f" made before {today}",
        )  # fmt: skip


def _without_forecast(made: Made, facts: PlanFacts) -> Iterator[Problem]:
    if facts.demand is None:
        yield Problem(
            PlanConstraintKind.NO_FORECAST, facts.planned_start, made.product_id, NOTHING, NOTHING, NOTHING,
            f"nothing says how much of {made.sku} will be asked for at {made.location}: the plan names no forecast, and"
            " none is active",
        )  # fmt: skip


def _overloads(made: Made, facts: PlanFacts, weeks: Sequence[PlanWeek]) -> Iterator[Problem]:
    for week in weeks:
        if week.is_overloaded:
            short = week.scheduled - week.capacity
            can = f"{plain(week.capacity)} can be made: {plain(short)} too much"
            yield Problem(
                PlanConstraintKind.CAPACITY, week.start, made.product_id, week.scheduled, week.capacity, short,
                f"from {week.start} to {week.end} {plain(week.scheduled)} {made.unit} of {made.sku} are scheduled, and "
                + (can if facts.daily_capacity is not None else "its daily capacity is not known"),
            )  # fmt: skip


def _missing_materials(weeks: Sequence[PlanWeek], requirements: Sequence[Requirement]) -> Iterator[Problem]:
    for requirement in requirements:
        if requirement.short > 0:
            on = _runs_out(weeks, requirement)
            yield Problem(
                PlanConstraintKind.MATERIAL, on, requirement.component_id, requirement.gross, requirement.usable,
                requirement.short,
                f"{plain(requirement.gross)} {requirement.unit} of {requirement.sku} are needed and "
                f"{plain(requirement.usable)} are there: {plain(requirement.short)} short from {on}",
            )  # fmt: skip


def _runs_out(weeks: Sequence[PlanWeek], requirement: Requirement) -> date:
    """The first day of the week in which what is scheduled takes more of a component than there is."""
    scheduled = NOTHING
    for week in weeks:
        scheduled += week.scheduled
        if requirement.component.need(scheduled) > requirement.usable:
            return week.start
    return weeks[-1].start


async def problems_of_plans(
    ahead: Mapping[int, WeeksAhead], requirements: Mapping[int, Sequence[Requirement]], *, today: date
) -> dict[int, list[Problem]]:
    """Why plans will be short, by id, as it is seen on a day: by their weeks and what they take."""

    def found() -> dict[int, list[Problem]]:
        return {
            plan_id: problems_ahead(_made(one.plan), one.facts, one.weeks, requirements.get(plan_id, ()), today=today)
            for plan_id, one in ahead.items()
        }

    return await computed(found, parts=sum(len(one.weeks) for one in ahead.values()))


def _made(row: PlanAheadRow) -> Made:
    return Made(row.product_id, row.sku, row.unit, row.location, row.status)
