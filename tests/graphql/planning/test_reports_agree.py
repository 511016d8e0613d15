"""GraphQL, REST and Excel say the same about random plans, in every form."""

import csv
import io
import json
import random
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.graphql.planning.conftest import ANYWHERE, APPEALS, CLAIMS, PEOPLE, Planner
from tests.support.workbook_lint import faults

SUMMARY = "/api/v2/reports/powerbi/monthly-summary"
TREE = """query Tree { report(value: "2025-04") { tree(by: [MAIN_LOB, STATE, CASE_TYPE]) { categories { name
  children { name children { name months { month { label }
    metrics { forecast capacity gap headcount actualCount placeholderCount fteEquivalent actualEquivalent
              placeholderEquivalent fteWeeks fteGap }
    tierBreakdown { tiers { actual placeholder } } } } } } } } }"""
FIGURES = (
    "forecast", "headcount", "actualCount", "placeholderCount", "fteEquivalent", "actualEquivalent",
    "placeholderEquivalent", "capacity", "gap",
)  # fmt: skip
STATES = {"Florida": "FL", "Texas": "TX", "N/A": "N/A"}


async def plan_at_random(world: Planner, dice: random.Random) -> None:
    """Assignments, placeholders, targets and other hours, drawn by lot."""
    items = []
    for number in range(1, PEOPLE + 1):
        week = 23
        while week < 49 and dice.random() < 0.8:
            last = min(48, week + dice.randint(0, 8))
            demand = dice.choice([CLAIMS, APPEALS, ANYWHERE])
            more = {"productionPercentage": round(dice.uniform(0.05, 1), 2)} if dice.random() < 0.4 else {}
            tier = dice.choice([25, 50, 75, 100])
            items.append(world.weeks(f"CN{number}", demand, week, last, tier, force=True, **more))
            week = last + dice.randint(1, 4)
    days = {"year": 2025, "week": dice.randint(23, 48), "workType": "DOMESTIC", "workingDays": dice.randint(1, 5)}
    hours = {"workHours": round(dice.uniform(4, 10), 2), "occupancy": 0.9, "shrinkage": round(dice.uniform(0, 0.4), 2)}
    # Somebody forced onto a demand of another location works their own location's week.
    await world.done("bulkAssign", "created", items=items)
    await world.done("setWeekConfiguration", "__typename", input={**days, **hours})
    for demand in (CLAIMS, APPEALS):
        week = dice.randint(23, 48)
        targets = [{"tierId": world.tiers[tier], "targetCount": dice.randint(0, 9)} for tier in (100, 50)]
        asked = {"year": 2025, "week": week, "demand": demand, "targets": targets}
        await world.done("setWeekTargets", "__typename", input=asked)


def figures_of_tree(tree: Any) -> list[list[Any]]:
    rows = []
    for lob in tree["report"]["tree"]["categories"]:
        for state in lob["children"]:
            for case_type in state["children"]:
                for month in case_type["months"]:
                    words = [lob["name"], case_type["name"], STATES[state["name"]], month["month"]["label"]]
                    metrics = [month["metrics"][name] for name in FIGURES]
                    tiers = [one[kind] for one in month["tierBreakdown"]["tiers"] for kind in ("actual", "placeholder")]
                    last = [month["metrics"][name] for name in ("fteWeeks", "fteGap")]
                    rows.append([*words, *metrics, *tiers, *last])
    return rows


def figures_of(row: list[Any]) -> list[Any]:
    """The figures of a row: what tells demand and month, the moments, whether it counts, and its report left out."""
    return [*row[4:-7], *row[-5:-3]]


@pytest.mark.parametrize("seed", range(3))
async def test_every_form_says_the_same(world: Planner, seed: int) -> None:
    await plan_at_random(world, random.Random(seed))
    expected = figures_of_tree(await world.ask(TREE))
    columnar = (await world.get(SUMMARY)).json()
    rows = columnar["rows"]
    assert len(rows) == len(expected) == 18
    for row, told in zip(rows, expected, strict=True):
        assert row[:4] == told[:4]
        assert figures_of(row) == pytest.approx(told[4:], abs=0.0051)
    objects = [dict(zip(columnar["columns"], row, strict=True)) for row in rows]
    assert (await world.get(SUMMARY, format="records")).json() == objects
    lines = (await world.get(SUMMARY, format="ndjson")).text.splitlines()
    assert [json.loads(line) for line in lines] == objects
    written = list(csv.reader(io.StringIO((await world.get(SUMMARY, format="csv")).text)))
    assert written[0] == columnar["columns"]
    assert [row[:4] for row in written[1:]] == [row[:4] for row in rows]
    assert [[float(value) for value in figures_of(row)] for row in written[1:]] == [figures_of(row) for row in rows]
    await assert_workbook_says(world, rows)


async def assert_workbook_says(world: Planner, rows: list[list[Any]]) -> None:
    """The tidy sheet has the rows, and the one for people has their counts with the indicator."""
    response = await world.get("/api/v2/reports/monthly-summary.xlsx")
    assert faults(response.content) == []
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    data = book.get_sheet_by_name("Data").to_python()[1:]
    assert [figures_of(row) for row in data] == [figures_of(row) for row in rows]
    shown = book.get_sheet_by_name("Monthly summary").to_python(skip_empty_area=False)[4:]
    for demand, months in zip(shown, zip(*[iter(rows)] * 6, strict=True), strict=True):
        told = [demand[3 + 6 * place + 1] for place in range(6)]
        assert [demand[3 + 6 * place + 5] for place in range(6)] == [row[-4] for row in months]
        assert told == [f"{row[5]} ({row[7]})" if row[7] else row[5] for row in months]
