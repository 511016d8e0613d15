"""What lies ahead of plans, over HTTP: against another way of computing it, and as it changes."""

import random
from collections.abc import Awaitable, Callable
from fractions import Fraction
from typing import Any

import pytest

from db.shared.tenants import tenant_id
from tests.graphql.plans.conftest import Maker, today
from tests.support.ahead_cases import drawn, store
from tests.support.ahead_model import Case, expected_materials, expected_problems, expected_weeks
from tests.support.api import Api
from tests.support.cluster import SAMPLE_TENANT

AHEAD = """number
    capacity { start end demand capacity scheduled produced projectedStock short belowSafetyStock utilisation
               isOverloaded }
    problemsAhead { kind on product { sku } required available short message }
    materials { component { sku } gross available allocatedHere inTransit openDebt short }"""
LISTED = f"query Ahead($first: Int!) {{ productionPlans(first: $first, orderBy: NUMBER) {{ nodes {{ {AHEAD} }} }} }}"
Count = Callable[[Api, Awaitable[object]], Awaitable[int]]


def numbers(one: dict[str, Any]) -> dict[str, Any]:
    """An object of an answer with its quantities as fractions."""
    kept = ("start", "end", "component", "utilisation", "isOverloaded")
    return {name: value if name in kept else Fraction(value) for name, value in one.items()}


def reasons(problems: list[Any]) -> list[tuple[Any, ...]]:
    """Kind, day, sku and numbers of reasons, sorted."""
    amounts = ("required", "available", "short")
    return sorted(
        (one["kind"], one["on"], one["product"]["sku"], *(Fraction(one[name]) for name in amounts)) for one in problems
    )


async def stored(maker: Maker, cases: list[Case]) -> None:
    async with maker.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="tester") as session:
        await store(session, cases)


@pytest.mark.parametrize("seed", [1, 2])
async def test_plans_at_random_are_what_another_way_of_computing_says(maker: Maker, seed: int) -> None:
    draw, day = random.Random(seed), today()
    cases = [drawn(draw, number, day) for number in range(1, 41)]
    await stored(maker, cases)
    nodes = (await maker.ask(LISTED, first=100))["productionPlans"]["nodes"]
    if today() != day:
        pytest.skip("a day has ended meanwhile")
    for case, node in zip(cases, nodes, strict=True):
        assert [numbers(week) for week in node["capacity"]] == expected_weeks(case, day), case
        assert [numbers(one) for one in node["materials"]] == expected_materials(case), case
        assert reasons(node["problemsAhead"]) == expected_problems(case, day), case
        on = [problem["on"] for problem in node["problemsAhead"]]
        assert on == sorted(on)
    found = {problem["kind"] for node in nodes for problem in node["problemsAhead"]}
    assert found == {"CAPACITY", "MATERIAL", "LATE_START", "NO_FORECAST"}


async def test_a_page_of_fifty_takes_the_statements_of_one(maker: Maker, count_statements: Count) -> None:
    draw = random.Random(3)
    cases = [drawn(draw, number, today()) for number in range(1, 51)]
    cases.sort(key=lambda case: not (case.parts and expected_problems(case, today())))  # the first has everything
    await stored(maker, cases)
    one, few, many = [
        await count_statements(maker, maker.ask(LISTED, first=first)) for first in (1, 10, 50)
    ]  # fmt: skip
    # the page; weeks: plans, demand; problems: these and materials; materials; products of problems; components
    assert one == few == many == 9
