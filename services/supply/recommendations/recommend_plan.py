"""Recommending quantity and schedule of a plan: as late as its capacity allows."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from db.engine import WriteSession
from db.supply.enums import RecommendationKind
from db.supply.plans_ahead import PlanAheadRow
from services.shared.errors import Incompatible, NotFound
from services.shared.quantities import plain
from services.shared.working_days import count_working_days, working_days
from services.supply.plans.plan_values import Scheduled
from services.supply.plans.weeks import PlanFacts, facts_of_plans, opening_stock, parts_of_weeks
from services.supply.recommendations.backward_levelling import MODEL, VERSION, Levelled, level_backward
from services.supply.recommendations.built_in import Model, propose
from services.supply.recommendations.content import About, PlanContent

LEVELLING = Model(RecommendationKind.PRODUCTION_PLAN, MODEL, VERSION)
PATH = ("planId",)
NOTHING = Decimal(0)


class Levelling(NamedTuple):
    """The parts of ISO weeks of a plan, and what to make in each."""

    parts: Sequence[tuple[date, date]]
    levelled: Levelled


async def recommend_plan(session: WriteSession, *, plan_id: int | None, today: date) -> int:
    """Recommend quantity and schedule of a plan by the week; returns the id of the recommendation.

    Raises NotFound, and Incompatible where capacity or demand are unknown, or nothing is to be made, or too much.
    """
    found = {} if plan_id is None else await facts_of_plans(session, [plan_id], today=today)
    if not found:
        raise NotFound("there is no such plan", PATH, "the id of a plan that productionPlans lists")
    ((row, facts),) = found.values()
    _require_known(row, facts)
    levelling = level_plan(facts, today=today)
    content = content_of(levelling)
    if not content.quantity:
        raise _incompatible(f"what is on hand covers all that {row.number} plans for")
    return await propose(
        session,
        LEVELLING,
        product_id=row.product_id,
        location=row.location,
        plan_id=row.plan_id,
        content=content.stored(),
        about=About(facts.decimals, (facts.planned_start, facts.planned_end)),
        path=PATH,
        reasoning=_reasoning(facts, levelling),
    )


def level_plan(facts: PlanFacts, *, today: date) -> Levelling:
    """What to make in each week of a plan, with the demand, capacity and opening stock that its weeks show."""
    parts = list(parts_of_weeks(facts.planned_start, facts.planned_end))
    daily, expected = facts.daily_capacity or NOTHING, facts.demand
    return Levelling(
        parts,
        level_backward(
            [expected.between(*part) if expected else NOTHING for part in parts],
            [daily * count_working_days(*part) for part in parts],
            opening=opening_stock(facts, today),
            safety_stock=facts.safety_stock or NOTHING,
            decimals=facts.decimals,
        ),
    )


def content_of(levelling: Levelling) -> PlanContent:
    """A schedule of the weeks in which something is made, each from its first working day in the plan on."""
    made = zip(levelling.parts, levelling.levelled.production, strict=True)
    schedule = [Scheduled(next(working_days(*part)), quantity) for part, quantity in made if quantity]
    return PlanContent(sum((day.quantity for day in schedule), NOTHING), schedule)


def _require_known(row: PlanAheadRow, facts: PlanFacts) -> None:
    if facts.daily_capacity is None:
        raise _incompatible(f"{row.sku} has no daily capacity")
    if facts.demand is None:
        raise _incompatible(f"{row.number} names no forecast, and {row.sku} has none active at {row.location}")


def _incompatible(reason: str) -> Incompatible:
    return Incompatible(reason, PATH, reasons=[reason])


def _reasoning(facts: PlanFacts, levelling: Levelling) -> str:
    safety, stock = facts.safety_stock or NOTHING, levelling.levelled.stock
    below = sum(left < safety for left in stock)
    missed = f"{below} of them end below it" if below else "none ends below it"
    return (
        f"As late as {plain(facts.daily_capacity or NOTHING)} a day allow, so that each of {len(stock)} weeks ends at"
        f" the safety stock of {plain(safety)}; {missed}."
    )
