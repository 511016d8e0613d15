"""The gap in people, weeks of FTE and the parts of drift of random plans, in every drill order and every form."""

import random
from functools import partial
from itertools import permutations
from typing import Any

import pytest

from db.shared.tenants import tenant_id
from services.forecast.imports.forecast import preview_forecast
from services.shared.calendar import Month
from services.workforce.imports.months import preview_months
from tests.graphql.planning.conftest import ANYWHERE, APPEALS, CLAIMS, FORECAST, LOB, Planner, imported, sheet
from tests.graphql.planning.figures_by_hand import PARTS, ByHand, Leaf, horizon_of, month_of, worked_out
from tests.graphql.planning.test_reports_agree import plan_at_random
from tests.graphql.sample_figures import Demand
from tests.graphql.trees import GROUPS, places
from tests.support.cluster import SAMPLE_TENANT

REST = "/api/v2/reports"
METRICS = "capacity gap drift fteGap fteWeeks driftParts { people calendar occupancy rounding }"
NODE = f"name metrics {{ {METRICS} }} months {{ metrics {{ {METRICS} }} }} chartSeries {{ fteGap }}"
ORDERS = [list(order) for size in (0, 1, 2) for order in permutations(GROUPS, size)]


def near(value: Any) -> Any:
    """A figure to the last digits of a float; None as it is."""
    return None if value is None else pytest.approx(float(value), rel=1e-9, abs=1e-6)


def cents(value: Any) -> Any:
    """A figure as tables show it."""
    return None if value is None else pytest.approx(float(value), abs=0.0051)


async def edit_at_random(world: Planner, dice: random.Random) -> None:
    """People available, another target CPH, and hours that planned cells do not follow."""
    april = {"month": "April", "year": 2025}
    for demand in (CLAIMS, APPEALS, ANYWHERE):
        months = [{"label": f"{name}-25", "fteAvail": dice.randint(0, 40)} for name in ("Jun", "Jul", "Oct")]
        case_id = {"FL": "C1", "TX": "C2", "N/A": "C3"}[demand["state"]]
        edit = {**demand, "caseId": case_id, "targetCph": round(dice.uniform(1, 30), 2), "months": months}
        made = await world.done("previewManualUpdate", "preview { id }", **april, edits=[edit])
        await world.done("commitPreview", "__typename", previewId=made["preview"]["id"], userNotes="as it comes")
    for month in (6, 10):
        shrinkage = round(dice.random() / 2, 2)
        rates = {"workHours": round(dice.uniform(4, 10), 2), "occupancy": 0.85, "shrinkage": shrinkage}
        hours = {"year": 2025, "month": month, "workType": "DOMESTIC", "workingDays": dice.randint(0, 23), **rates}
        await world.done("setMonthConfiguration", "__typename", input=hours)


async def by_hand(world: Planner, year: int = 2025, number: int = 4) -> ByHand:
    async with world.app.state.database.read(tenant_id(SAMPLE_TENANT)) as session:
        return await worked_out(session, year, number)


async def tree_of(world: Planner, levels: list[str], report: str = "2025-04") -> Any:
    below = ""
    for _ in levels:
        below = f"children {{ {NODE} {below} }}"
    asked = "query($by: [RollupLevel!]!, $report: String!) { report(value: $report) { tree(by: $by) { total {"
    return (await world.ask(f"{asked} {NODE} {below} }} }} }} }}", by=levels, report=report))["report"]["tree"]["total"]


def nodes_below(node: Any) -> list[Any]:
    return [one for child in node.get("children", ()) for one in (child, *nodes_below(child))]


def expect_node(node: Any, leaves: list[Leaf]) -> None:
    """A node says what its leaves add up to, for all months and for each."""
    for index, told in enumerate([node, *node["months"]]):
        metrics, expected = told["metrics"], month_of(leaves, index) if index else horizon_of(leaves)
        parts = metrics["driftParts"]
        assert parts["people"] + parts["calendar"] + parts["occupancy"] + parts["rounding"] == metrics["drift"]
        assert {name: parts[name] for name in PARTS} == {name: near(expected[name]) for name in PARTS}, node["name"]
        for name in ("drift", "fteGap", "fteWeeks"):
            assert metrics[name] == near(expected[name]), (node["name"], name)
        if index and len({leaf.demand for leaf in leaves}) == 1 and metrics["fteGap"] is not None:
            assert (metrics["fteGap"] > 0, metrics["fteGap"] < 0) == (metrics["gap"] > 0, metrics["gap"] < 0)
    assert node["chartSeries"]["fteGap"] == [month["metrics"]["fteGap"] for month in node["months"]]


def expect_tree(total: Any, levels: list[str], leaves: list[Leaf]) -> None:
    expect_node(total, leaves)
    expected = list(places({leaf.demand for leaf in leaves}, levels))
    for node, place in zip(nodes_below(total), expected, strict=True):
        assert node["name"] == place.name
        expect_node(node, [leaf for leaf in leaves if leaf.demand in place.demands])


@pytest.mark.parametrize("seed", range(2))
async def test_every_drill_order_says_what_the_rows_say(world: Planner, seed: int) -> None:
    dice = random.Random(seed)
    await plan_at_random(world, dice)
    await edit_at_random(world, dice)
    leaves = (await by_hand(world)).leaves
    assert any(leaf.fte_weeks for leaf in leaves) and any(part for leaf in leaves for part in leaf.parts[1:])
    longer = [list(order) for order in permutations(GROUPS, 3)]
    for levels in [*ORDERS, *dice.sample(longer, 10)]:
        expect_tree(await tree_of(world, levels), levels, leaves)
    await world.expect_right_figures()


@pytest.mark.parametrize("seed", range(2))
async def test_tables_and_nested_forms_say_the_same(world: Planner, seed: int) -> None:
    dice = random.Random(seed)
    await plan_at_random(world, dice)
    await edit_at_random(world, dice)
    leaves, weeks = await by_hand(world)
    rows = (await world.get(f"{REST}/powerbi/monthly-summary", format="records")).json()
    told = {(demand_of(row), row["month_start"]): row for row in rows}
    for leaf in leaves:
        row = told[leaf.demand, f"2025-{leaf.month_index + 5:02d}-01"]
        assert (row["fte_gap"], row["fte_weeks"]) == (cents(leaf.fte_gap), cents(leaf.fte_weeks))
    detail = (await world.get(f"{REST}/powerbi/weekly-detail", format="records")).json()
    assert len(detail) == len(weeks)
    for row in detail:
        week = weeks[demand_of(row), row["year"], row["week"]]
        assert (row["gap"], row["fte_gap"]) == (cents(week.gap), cents(week.fte_gap))
    await expect_nested(world, leaves)
    compared = (await world.get(f"{REST}/comparison", format="records")).json()
    assert {(demand_of(row), row["month_start"]): row["fte_gap_current"] for row in compared} == {
        key: row["fte_gap"] for key, row in told.items()
    }
    assert {row[f"fte_gap_{side}"] for row in compared for side in ("prior", "change", "percent")} == {None}


async def expect_nested(world: Planner, leaves: list[Leaf]) -> None:
    """The dashboard's forms have the figures of the tree."""
    hierarchy = (await world.get(f"{REST}/dashboard/hierarchy")).json()
    expected = list(places({leaf.demand for leaf in leaves}, ["CATEGORY", "STATE", "CASE_TYPE"]))
    nodes = nodes_below({"children": hierarchy["categories"]})
    for node, place in zip(nodes, expected, strict=True):
        horizon = horizon_of([leaf for leaf in leaves if leaf.demand in place.demands])
        told = (node["name"], node["metrics"]["fte_gap"], node["metrics"]["fte_weeks"])
        assert told == (place.name, cents(horizon["fteGap"]), cents(horizon["fteWeeks"]))
    charts = (await world.get(f"{REST}/dashboard/charts-data")).json()
    trend = [cents(month_of(leaves, index)["fteGap"]) for index in range(1, 7)]
    assert charts["chart_series"]["fte_gap_trend"] == trend == hierarchy["chart_series"]["fte_gap_trend"]


def demand_of(row: Any) -> Demand:
    return Demand(row["main_lob"], row["state"], row["case_type"])


async def test_months_without_weeks_have_no_gap_in_people(world: Planner) -> None:
    """Nor does a node of which no month has weeks; of the others the mean is that of what is known."""
    await plan_ahead(world)
    leaves = (await by_hand(world, 2025, 9)).leaves
    assert {leaf.month_index for leaf in leaves if leaf.fte_gap is None} == {3, 4, 5, 6}
    for levels in (["STATE"], ["MAIN_LOB", "CASE_TYPE"], []):
        expect_tree(await tree_of(world, levels, "2025-09"), levels, leaves)
    total = await tree_of(world, [], "2025-09")
    known = [month["metrics"]["fteGap"] for month in total["months"][:2]]
    assert total["metrics"]["fteGap"] == pytest.approx(sum(known) / 2)
    assert total["chartSeries"]["fteGap"][2:] == [None] * 4
    await expect_unknown_in_tables(world)


async def plan_ahead(world: Planner) -> None:
    """A report from November to April, of which the months of the new year have hours and no weeks."""
    columns = ["Year", "Month", "Work Type", "Working Days", "Work Hours", "Occupancy", "Shrinkage"]
    months = [[2026, month, where, 20, 8, 0.9, 0.1] for month in range(1, 5) for where in ("Domestic", "Global")]
    labels = ["Nov-25", "Dec-25", "Jan-26", "Feb-26", "Mar-26", "Apr-26"]
    lines = [[LOB, "FL", "Claims", "C1", 12.35, *[10_000] * 6], [LOB, "TX", "Appeals", "C2", 7.7, *[900] * 6]]
    september = partial(preview_forecast, report=Month(2025, 9))
    steps = (preview_months, sheet(columns, *months)), (september, sheet([*FORECAST, *labels], *lines))
    for step in steps:
        await imported(world.app.state.database, tenant_id(SAMPLE_TENANT), step)


async def expect_unknown_in_tables(world: Planner) -> None:
    rows = (await world.get(f"{REST}/powerbi/monthly-summary", format="records")).json()
    assert [row["fte_gap"] is None for row in rows[:6]] == [False, False, True, True, True, True]
    compared = (await world.get(f"{REST}/comparison", format="records", state="FL")).json()
    november = next(row for row in compared if row["month"] == "Nov-25")
    sides = [november[f"fte_gap_{side}"] for side in ("current", "prior", "change")]
    assert sides[0] - sides[1] == pytest.approx(sides[2], abs=0.011)
    january = next(row for row in compared if row["month"] == "Jan-26")
    assert {january[f"fte_gap_{side}"] for side in ("current", "prior", "change", "percent")} == {None}
    assert (await world.get(f"{REST}/monthly-summary.xlsx")).status_code == 200


async def test_a_week_in_which_nobody_works_has_no_gap_in_people(world: Planner) -> None:
    off = {"year": 2025, "workType": "DOMESTIC", "workingDays": 0, "workHours": 9, "occupancy": 0.9, "shrinkage": 0.1}
    for week in (23, 24, 25):
        await world.done("setWeekConfiguration", "__typename", input={**off, "week": week})
    detail = (await world.get(f"{REST}/powerbi/weekly-detail", format="records", state="FL")).json()
    assert [row["fte_gap"] is None for row in detail[:5]] == [True, True, True, False, False]
    leaves, _ = await by_hand(world)
    expect_tree(await tree_of(world, ["STATE"]), ["STATE"], leaves)
    await world.done("setWeekConfiguration", "__typename", input={**off, "week": 26})
    leaves, _ = await by_hand(world)
    assert {leaf.fte_gap for leaf in leaves if leaf.month_index == 1 and leaf.demand.locality == "Domestic"} == {None}
    expect_tree(await tree_of(world, ["STATE"]), ["STATE"], leaves)
    assert (await tree_of(world, ["STATE"]))["months"][0]["metrics"]["fteGap"] is not None  # of Global work alone


async def test_a_month_that_a_newer_report_took_over_keeps_its_gap_in_people(world: Planner) -> None:
    await world.done("bulkAssign", "created", items=[world.weeks("CN1", CLAIMS, 27, 31)])
    may = partial(preview_forecast, report=Month(2025, 5))
    labels = ["Jul-25", "Aug-25", "Sep-25", "Oct-25", "Nov-25", "Dec-25"]
    line = [LOB, "FL", "Claims", "C1", 12.5, *[8_000] * 6]
    step = (may, sheet([*FORECAST, *labels], line))
    await imported(world.app.state.database, tenant_id(SAMPLE_TENANT), step)
    before = await july_compared(world)
    week = {"year": 2025, "week": 28, "workType": "DOMESTIC", "workingDays": 2, "workHours": 9.0}
    await world.done("setWeekConfiguration", "__typename", input={**week, "occupancy": 0.95, "shrinkage": 0.1})
    after = await july_compared(world)
    assert (
        after["fte_gap_prior"]
        == before["fte_gap_prior"]
        == pytest.approx((2531.25 - 10_000) / (12.5 * 202.5), abs=0.005)
    )
    assert after["fte_gap_current"] == pytest.approx((2227.5 - 8_000) / (12.5 * 178.2), abs=0.005)


async def july_compared(world: Planner) -> Any:
    """July of claims in the newest report and in the one before."""
    rows = (await world.get(f"{REST}/comparison", format="records", state="FL", case_type="Claims")).json()
    return next(row for row in rows if row["month"] == "Jul-25")


async def test_whoever_reads_only_what_has_changed_gets_new_gaps_in_people(world: Planner) -> None:
    """Other hours change the gap in people of a month in which nobody is assigned."""
    summary = f"{REST}/powerbi/monthly-summary"
    rows = (await world.get(summary, format="records")).json()
    week = {"year": 2025, "week": 28, "workType": "DOMESTIC", "workingDays": 2, "workHours": 9.0}
    await world.done("setWeekConfiguration", "__typename", input={**week, "occupancy": 0.95, "shrinkage": 0.1})
    again = (await world.get(summary, format="records")).json()
    changed = [row for row, was in zip(again, rows, strict=True) if row["fte_gap"] != was["fte_gap"]]
    assert [(row["state"], row["month"]) for row in changed] == [("FL", "Jul-25"), ("TX", "Jul-25")]
    since = min(row["updated_at"] for row in changed)
    assert (await world.get(summary, format="records", updated_since=since)).json() == changed
