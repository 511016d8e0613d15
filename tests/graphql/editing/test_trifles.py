"""Numbers that are next to nothing, or next to all: taken or refused, and every figure stays a number afterwards."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any, NoReturn

import pytest

from db.shared.tenants import tenant_id
from services.shared.files import ReadAs, read_file
from services.workforce.imports.months import MONTHS_IMPORT, preview_months
from tests.graphql.editing.conftest import APRIL, LOB, Editor
from tests.graphql.editing.test_months_of_no_hours import REPORTS, TREE
from tests.graphql.planning.conftest import sheet
from tests.support.cluster import SAMPLE_TENANT

COLUMNS = ["Year", "Month", "Work Type", "Working Days", "Work Hours", "Occupancy", "Shrinkage"]
TRIFLES = (5e-324, 2.3e-308, 1e-300, 1e-13, 4.9e-13, 5.1e-13, 1e-12, 1e-10, 1e-9, 9e-6)
SPELLINGS = (float, repr, "{:.15f}".format, "{:.2e}%".format, "{:.14f}%".format)
SEEDS = range(6)
WEEK = {"year": 2025, "week": 23, "workType": "DOMESTIC"}
MONTH = {"year": 2025, "month": 6, "workType": "DOMESTIC"}
DEMAND = {"mainLob": LOB, "state": "MO", "caseType": "Claims"}
ALLOCATIONS = ("previewAllocation", "previewRebalance")


def trifle(draw: Random) -> float:
    """A number next to nothing."""
    return draw.choice(TRIFLES) * draw.choice((1, draw.uniform(0.4, 6)))


def time_of(draw: Random) -> dict[str, Any]:
    """Working time in which at least one number is next to nothing, or next to all."""
    time = {"workHours": draw.choice((8.0, 24.0)), "occupancy": 1.0, "shrinkage": 0.1}
    for name in draw.sample(sorted(time), k=draw.randint(1, 3)):
        time[name] = 1 - trifle(draw) if name == "shrinkage" or draw.random() < 0.2 else trifle(draw)
    return {**time, "workingDays": draw.choice((1, 5))}


def no_number(constant: str) -> NoReturn:
    raise AssertionError(f"{constant} was answered")


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict | list):
        for below in value.values() if isinstance(value, dict) else value:
            yield from numbers(below)
    elif isinstance(value, float):
        yield value


async def expect_figures(office: Editor) -> None:
    """Every question, report and allocation is answered or refused in words, and all its figures are finite."""
    asked = json.loads((await office.post(TREE, {})).text, parse_constant=no_number)
    assert "errors" not in asked
    assert all(abs(number) < 1e300 for number in numbers(asked))
    for report in REPORTS:
        path = f"/api/v2/reports/{report}?report=2025-04"
        answer = await office.http.get(path, headers=office.headers)
        assert answer.status_code == 200, (report, answer.text)
        if "json" in answer.headers["Content-Type"]:
            assert all(abs(number) < 1e300 for number in numbers(json.loads(answer.text, parse_constant=no_number)))
    for kind in ALLOCATIONS:
        told = await office.do(kind, "preview { uncoveredAfter provenBound warnings }", report="2025-04")
        assert {one["code"] for one in told["problems"]} <= {"INVALID_INPUT"}
        assert all(abs(number) < 1e300 for number in numbers(told))
    await office.do("previewRecalculation", "preview { id }", **APRIL)


@pytest.mark.parametrize("seed", SEEDS)
async def test_working_time_next_to_nothing(office: Editor, seed: int) -> None:
    draw = Random(seed)
    for _ in range(12):
        time = time_of(draw)
        for kind, named in (("setWeekConfiguration", WEEK), ("setMonthConfiguration", MONTH)):
            answer = await office.do(kind, "staleReports { records }", input={**named, **time})
            assert {one["code"] for one in answer["problems"]} <= {"INVALID_INPUT"}, time
    await expect_figures(office)


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_file_of_months_next_to_nothing(office: Editor, seed: int) -> None:
    draw = Random(seed)
    rows = []
    for month in range(1, 13):
        time = time_of(draw)
        cells = [draw.choice(SPELLINGS)(time[name]) for name in ("workHours", "occupancy", "shrinkage")]
        rows.append([2025, month, "Domestic", time["workingDays"], *cells])
    spelled = "\n".join(",".join(map(str, row)) for row in (COLUMNS, *rows)).encode()
    read = await read_file(spelled, filename="months.csv", headings=MONTHS_IMPORT.headings, read_as=ReadAs(".", None))
    for given in (sheet(COLUMNS, *rows), read):
        async with office.database.write(tenant_id(SAMPLE_TENANT), subject="tester") as session:
            previewed = await preview_months(session, given)
            await previewed.commit(session)
        done = previewed.outcome
        assert done.created + done.updated + done.unchanged + len(done.rejected) == 12
        assert all("accepted" in one.reason for one in done.rejected), done.rejected
    await expect_figures(office)


@pytest.mark.parametrize("seed", SEEDS)
async def test_people_and_targets_next_to_nothing(office: Editor, seed: int) -> None:
    draw = Random(seed)
    given_tier = {"name": "New", "percentage": 1e-12, "displayOrder": 9}
    tier = await office.done("createCapacityTier", "tier { id }", input=given_tier)
    for week in range(15, 40):
        given = {"resourceCn": f"CN{draw.randint(1, 10)}", "demand": DEMAND, "tierId": tier["tier"]["id"]}
        weekly = {"year": 2025, "week": week, "productionPercentage": trifle(draw)}
        answer = await office.do("createAssignment", "assignment { id }", input={**given, **weekly})
        assert {one["code"] for one in answer["problems"]} <= {"INVALID_INPUT", "CONFLICT"}
        told = await office.do(
            "previewManualUpdate", "preview { id }", **APRIL, edits=[office.edit_of("MO", "Claims", cph=trifle(draw))]
        )
        assert {one["code"] for one in told["problems"]} <= {"INVALID_INPUT"}
    await office.commit(await office.edit("MO", "Claims", cph=0.01))
    await expect_figures(office)
