"""Why a plan will be short, by number."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from db.supply.enums import PlanConstraintKind, ProductionPlanStatus
from services.supply.plans.materials import Component, Requirement
from services.supply.plans.problems_ahead import Made, Problem, problems_ahead
from services.supply.plans.spreading import ExpectedDemand
from services.supply.plans.weeks import PlanFacts, plan_weeks

BEGIN, END = date(2026, 6, 1), date(2026, 6, 21)
FELT, EYES = 7, 8


def component(id_: int, per_unit: str, there: str, put_aside: str = "0") -> Requirement:
    part = Component(Decimal(per_unit), 0.0, 2)
    gross, available, aside = part.need(Decimal(300)), Decimal(there), Decimal(put_aside)
    return Requirement(
        id_, part, f"PART-{id_}", "m", gross, available, aside, Decimal(0), Decimal(0),
        max(gross - available - aside, Decimal(0)),
    )  # fmt: skip


def found(*requirements: Requirement, status: str = "DRAFT", today: date = BEGIN, **facts: Any) -> list[Problem]:
    values: dict[str, Any] = {"daily_capacity": Decimal(20), "demand": ExpectedDemand(())}
    plan = PlanFacts(
        planned_start=BEGIN, planned_end=END, quantity=Decimal(300), decimals=0, **{**values, **facts}
    )  # fmt: skip
    made = Made(1, "BEAR", "pcs", "MAIN", ProductionPlanStatus(status))
    return problems_ahead(made, plan, plan_weeks(plan, today=today), requirements, today=today)


def numbers(problem: Problem) -> tuple[Any, ...]:
    return problem.kind.value, problem.on, problem.product_id, problem.required, problem.available, problem.short


def test_nothing_is_told_of_a_plan_that_can_be_made() -> None:
    assert found(component(FELT, "0.35", "105"), component(EYES, "2", "500", "100")) == []


def test_a_component_that_is_short_is_told_from_the_week_on_in_which_it_runs_out() -> None:
    (problem,) = found(component(FELT, "0.35", "105"), component(EYES, "2", "250", "30"))
    assert numbers(problem) == ("MATERIAL", date(2026, 6, 8), EYES, 600, 280, 320)
    assert problem.message == "600 m of PART-8 are needed and 280 are there: 320 short from 2026-06-08"
    (problem,) = found(component(FELT, "0.35", "104.99"))
    assert numbers(problem) == ("MATERIAL", date(2026, 6, 15), FELT, 105, Decimal("104.99"), Decimal("0.01"))
    (problem,) = found(component(FELT, "0.35", "0"))
    assert problem.on == BEGIN


def test_each_week_of_too_much_is_told() -> None:
    schedule = [(BEGIN, Decimal(130)), (date(2026, 6, 8), Decimal(100)), (date(2026, 6, 19), Decimal(70))]
    (problem,) = found(schedule=schedule)
    assert numbers(problem) == ("CAPACITY", BEGIN, 1, 130, 100, 30)
    assert problem.message == (
        "from 2026-06-01 to 2026-06-07 130 pcs of BEAR are scheduled, and 100 can be made: 30 too much"
    )
    assert [one.short for one in found(daily_capacity=Decimal("1.5"))] == [93, 93, 93]


def test_a_capacity_that_nobody_knows_is_told_so() -> None:
    problem, *_ = found(daily_capacity=None)
    assert numbers(problem) == ("CAPACITY", BEGIN, 1, 100, 0, 100)
    assert problem.message.endswith("100 pcs of BEAR are scheduled, and its daily capacity is not known")


@pytest.mark.parametrize("status", ["DRAFT", "PENDING_APPROVAL", "APPROVED"])
def test_a_plan_that_should_have_begun_is_late(status: str) -> None:
    (problem,) = found(status=status, today=date(2026, 6, 10))
    assert numbers(problem) == ("LATE_START", BEGIN, 1, 140, 0, 140)
    assert found(status=status, today=BEGIN) == []


def test_a_plan_that_has_begun_is_not_late() -> None:
    assert found(status="IN_PROGRESS", today=END) == []


@pytest.mark.parametrize("status", ["COMPLETED", "CANCELLED"])
def test_nothing_lies_ahead_of_a_plan_that_is_over(status: str) -> None:
    assert found(component(FELT, "1", "0"), status=status, today=END, demand=None, daily_capacity=None) == []


def test_a_plan_without_any_forecast_is_told_so_and_all_reasons_stand_by_date() -> None:
    (problem,) = found(demand=None)
    assert numbers(problem) == ("NO_FORECAST", BEGIN, 1, 0, 0, 0)
    assert "BEAR" in problem.message and "MAIN" in problem.message
    everything = found(
        component(EYES, "2", "280"), demand=None, daily_capacity=Decimal(19), today=date(2026, 6, 2)
    )  # fmt: skip
    assert [(one.kind.value, one.on.day) for one in everything] == [
        ("LATE_START", 1), ("NO_FORECAST", 1), ("CAPACITY", 1), ("CAPACITY", 8), ("MATERIAL", 8), ("CAPACITY", 15),
    ]  # fmt: skip
    assert {one.kind for one in everything} == set(PlanConstraintKind)
