"""Imports of the files planners have: odd headings, doubled rows, wrong types, newer reports."""

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from db.engine import Database
from db.shared.enums import WorkType
from services.forecast.imports.forecast import preview_forecast
from services.shared.calendar import Month
from services.shared.errors import InvalidInput, Refusals
from services.shared.imports import ImportOutcome, refuse_if_strict
from services.workforce.calendar.generate_weeks import generate_weeks
from services.workforce.imports.allocations import preview_allocations
from services.workforce.imports.months import preview_months
from services.workforce.imports.roster import preview_roster
from services.workforce.verify import verify
from sheets.sheet import Sheet, SheetRow

MONTHS = ["Jun-25", "Jul-25", "Aug-25", "Sep-25", "Oct-25", "Nov-25"]
ROSTER = ["CN#", "first name", "LAST_NAME", "Platform", "Location", "State List", "New Work Type", "Part Of Production"]
FORECAST = ["Main LOB", "State", "Case Type", "Call Type ID", "Target CPH"]
ALLOCATIONS = ["CN", "Main LOB", "State", "Case Type", "Month", "Year"]
PERSON = ["CN1", "Ada", "Byron", "Amisys", "Domestic", "FL|GA", "Appeals, OMNI", "Y"]
DEMAND = ["Amisys Medicaid DOMESTIC", "FL", "Appeals", "C1", 12.5]
TODAY = date(2025, 6, 2)
roster = partial(preview_roster, today=TODAY)
april = partial(preview_forecast, report=Month(2025, 4))
march = partial(preview_forecast, report=Month(2025, 3))


def sheet(headers: list[Any], *rows: list[Any]) -> Sheet:
    return Sheet(headers, [SheetRow(number, list(cells)) for number, cells in enumerate(rows, start=2)])


async def load(database: Database, tenant: UUID, preview: Any, given: Sheet, *, strict: bool = False) -> ImportOutcome:
    async with database.write(tenant, subject="tester") as session:
        previewed = await preview(session, given)
        refuse_if_strict(previewed.outcome, strict=strict)
        await previewed.commit(session)
    async with database.read(tenant) as session:
        assert await verify(session) == []
    outcome: ImportOutcome = previewed.outcome
    return outcome


async def rows(database: Database, tenant: UUID, statement: str) -> list[tuple[Any, ...]]:
    async with database.read(tenant) as session:
        return [tuple(row) for row in await session.rows(text(statement))]


@pytest.fixture
async def ready(database: Database, demo_id: UUID) -> Database:
    """Months and weeks of 2025 for both work types, nine hours, a tenth lost to shrinkage."""
    headers = ["Year", "Month", "Work Type", "Working Days", "Work Hours", "Occupancy", "Shrinkage"]
    months = [[2025, number, kind, 21, 9, "95%", 0.1] for number in range(1, 13) for kind in ("Domestic", "Global")]
    assert (await load(database, demo_id, preview_months, sheet(headers, *months))).created == 24
    async with database.write(demo_id, subject="tester") as session:
        for kind in WorkType:
            assert (await generate_weeks(session, year=2025, work_type=kind, calendar="none")).created == 52
    return database


@pytest.mark.quick
async def test_people_are_matched_by_key_and_shown_as_first_spelled(ready: Database, demo_id: UUID) -> None:
    again = [" cn2 ", "Bo", "Diaz", "AMISYS", "offshore", "n/a", "omni,appeals", "no"]
    outcome = await load(ready, demo_id, roster, sheet(ROSTER, PERSON, again))
    assert (outcome.created, outcome.rejected) == (2, [])
    found = await rows(
        ready, demo_id, "SELECT cn, platform, location, states, skills, is_active FROM resource ORDER BY id"
    )
    assert found == [
        ("CN1", "Amisys", "DOMESTIC", ["FL", "GA"], ["Appeals", "OMNI"], True),
        ("cn2", "Amisys", "GLOBAL", ["N/A"], ["OMNI", "Appeals"], False),
    ]
    same = await load(ready, demo_id, roster, sheet(ROSTER, ["cn1", *PERSON[1:]]))
    assert (same.created, same.updated, same.unchanged) == (0, 0, 1)


async def test_a_bad_row_says_where_and_why_and_the_good_ones_are_applied(ready: Database, demo_id: UUID) -> None:
    bad = ["CN3", "Cy", "Eng", "Amisys", "Mars", "Florida", "Appeals", "perhaps"]
    outcome = await load(ready, demo_id, roster, sheet(ROSTER, PERSON, bad, ["CN4", *PERSON[1:]], ["cn4", *PERSON[1:]]))
    assert outcome.created == 1
    assert [(one.row, one.column) for one in outcome.rejected] == [(3, "Location"), (4, "CN#"), (5, "CN#")]
    assert outcome.rejected[0].value == "Mars"
    assert "Domestic or Global" in outcome.rejected[0].reason
    assert "State List" in outcome.rejected[0].reason


async def test_strict_applies_nothing_when_a_row_is_bad(ready: Database, demo_id: UUID) -> None:
    with pytest.raises(Refusals, match="row 3"):
        await load(ready, demo_id, roster, sheet(ROSTER, PERSON, ["CN3"] + [None] * 7), strict=True)
    assert await rows(ready, demo_id, "SELECT cn FROM resource") == []


async def test_a_missing_column_refuses_the_file(ready: Database, demo_id: UUID) -> None:
    with pytest.raises(InvalidInput, match="Location"):
        await load(ready, demo_id, roster, sheet(["CN", "First Name", "Last Name", "Platform", "State", "Skills"]))


@pytest.mark.parametrize("cph", [0, 200.01, 8.125, "fast", None])
async def test_a_target_cph_out_of_bounds_rejects_its_row(ready: Database, demo_id: UUID, cph: Any) -> None:
    given = sheet(
        [*FORECAST, *MONTHS], [*DEMAND[:4], cph, *[100] * 6], ["Amisys X OFFSHORE", "ga", "OMNI", "C2", 200, *[1] * 6]
    )
    outcome = await load(ready, demo_id, april, given)
    assert [(one.row, one.column) for one in outcome.rejected] == [(2, "Target CPH")]
    assert outcome.created == 1


async def test_volumes_may_be_text_and_headings_dates(ready: Database, demo_id: UUID) -> None:
    headings = [date(2025, number, 1) for number in range(6, 12)]
    outcome = await load(ready, demo_id, april, sheet([*FORECAST, *headings], [*DEMAND, "1,234", " 5 ", 0, 1.0, 2, 3]))
    assert outcome.created == 1
    cells = await rows(ready, demo_id, "SELECT forecast, fte_req FROM forecast_cell ORDER BY month_index")
    assert [forecast for forecast, _ in cells] == [1234, 5, 0, 1, 2, 3]
    assert cells[0][1] == 1  # 1234 ÷ (12.5 × 21 × 9 × 0.95 × 0.9) = 0.61


@pytest.mark.parametrize(
    "headings", [MONTHS[:5], [*MONTHS, "Dec-25"], [*MONTHS[:5], "Dec-25"], [*MONTHS[:5], "Jun-25"]]
)
async def test_headings_must_be_six_months_in_a_row(ready: Database, demo_id: UUID, headings: list[str]) -> None:
    with pytest.raises(InvalidInput):
        await load(ready, demo_id, april, sheet([*FORECAST, *headings], [*DEMAND, *[1] * len(headings)]))


async def test_months_without_working_time_refuse_the_forecast(database: Database, demo_id: UUID) -> None:
    with pytest.raises(InvalidInput, match="Jun-25 Domestic"):
        await load(database, demo_id, april, sheet([*FORECAST, *MONTHS], [*DEMAND, *[1] * 6]))


async def test_an_existing_report_is_found_unchanged_or_updated(ready: Database, demo_id: UUID) -> None:
    given = sheet([*FORECAST, *MONTHS], [*DEMAND, *[100] * 6])
    await load(ready, demo_id, april, given)
    same = await load(ready, demo_id, april, given)
    assert (same.unchanged, same.history_log_id) == (1, None)
    more = sheet([*FORECAST, *MONTHS], [*DEMAND, *[101] * 6], [*DEMAND[:2], "Another", "C9", 10, *[1] * 6])
    updated = await load(ready, demo_id, april, more)
    assert (updated.updated, updated.created) == (1, 1)
    assert updated.history_log_id is not None


async def test_an_update_with_other_months_is_refused(ready: Database, demo_id: UUID) -> None:
    await load(ready, demo_id, april, sheet([*FORECAST, *MONTHS], [*DEMAND, *[100] * 6]))
    later = [*MONTHS[1:], "Dec-25"]
    with pytest.raises(InvalidInput) as refused:
        await load(ready, demo_id, april, sheet([*FORECAST, *later], [*DEMAND, *[100] * 6]))
    assert refused.value.accepted == "those of the report, Jun-25 to Nov-25"


async def test_a_newer_report_takes_assignments_over_and_the_older_summary_freezes(
    ready: Database, demo_id: UUID
) -> None:
    await load(ready, demo_id, roster, sheet(ROSTER, PERSON, ["CN2", *PERSON[1:]]))
    other = ["Amisys Medicaid DOMESTIC", "GA", "OMNI", "C2", 10]
    may = ["May-25", *MONTHS[:5]]
    await load(ready, demo_id, march, sheet([*FORECAST, *may], [*DEMAND[:4], 10, *[100] * 6], [*other, *[100] * 6]))
    allocations = sheet(
        ALLOCATIONS, ["CN1", *DEMAND[:3], "June", 2025], ["cn1", *DEMAND[:3], 5, 2025], ["CN2", *other[:3], "Jun", 2025]
    )
    outcome = await load(ready, demo_id, preview_allocations, allocations)
    assert (outcome.created, outcome.details["assignments"]) == (3, 4 + 5 + 4)
    assert (await load(ready, demo_id, preview_allocations, allocations)).unchanged == 3
    newer = await load(ready, demo_id, april, sheet([*FORECAST, *MONTHS], [*DEMAND, *[100] * 6]))
    assert newer.details["assignments taken over"] == 4
    assert newer.warnings == [
        "4 assignments on 1 demands stay with report 2025-03, because this report lacks their demands: "
        "Amisys Medicaid DOMESTIC / GA / OMNI (4)"
    ]
    capacities = await rows(
        ready,
        demo_id,
        "SELECT r.month, forecast_month_index, weekly_capacity, count(*)"
        " FROM assignment a JOIN report r ON r.id = report_id"
        " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    )
    assert capacities == [(3, 1, 405.0, 5), (3, 2, 405.0, 4), (4, 1, 506.25, 4)]
    frozen = "SELECT total_headcount, total_capacity FROM monthly_capacity_summary WHERE frozen_at IS NOT NULL"
    assert await rows(ready, demo_id, frozen) == [(1, 1620.0)]


async def test_old_allocations_outside_somebodys_days_are_placed_whole_and_warned_of(
    ready: Database, demo_id: UUID
) -> None:
    # The second Wednesday of June is the 11th; July begins in week 27.
    days = [*ROSTER, "Hire Date", "Termination Date"]
    people = [[*PERSON, "6/11/2025", "7/2/2025"], ["CN2", *PERSON[1:], "2025-06-02", None]]
    await load(ready, demo_id, roster, sheet(days, *people))
    await load(ready, demo_id, april, sheet([*FORECAST, *MONTHS], [*DEMAND, *[100] * 6]))
    old = [[cn, *DEMAND[:3], month, 2025] for cn in ("CN1", "CN2") for month in ("June", "July", "September")]
    outcome = await load(ready, demo_id, preview_allocations, sheet(ALLOCATIONS, *old))
    assert (outcome.created, outcome.rejected) == (6, [])
    (warning,) = outcome.warnings
    assert warning.startswith("9 weeks lie outside people's first and last days")
    assert warning.endswith(": CN1")
    counted = "SELECT is_forced, sum(production_percentage), count(*) FROM assignment GROUP BY 1 ORDER BY 1"
    assert await rows(ready, demo_id, counted) == [(False, 17.0, 17), (True, 9.0, 9)]
    assert (await load(ready, demo_id, preview_allocations, sheet(ALLOCATIONS, *old))).unchanged == 6


async def test_an_allocation_that_cannot_be_placed_says_why(ready: Database, demo_id: UUID) -> None:
    gone = ["CN2", *PERSON[1:7], "N"]
    await load(ready, demo_id, roster, sheet(ROSTER, PERSON, gone))
    await load(ready, demo_id, april, sheet([*FORECAST, *MONTHS], [*DEMAND, *[100] * 6]))
    outcome = await load(
        ready,
        demo_id,
        preview_allocations,
        sheet(
            ALLOCATIONS,
            ["CN1", *DEMAND[:3], "June", 2025],
            ["CN1", *DEMAND[:3], "June", 2025],
            ["CN2", *DEMAND[:3], "June", 2025],
            ["CN9", *DEMAND[:3], "June", 2025],
            ["CN1", *DEMAND[:3], "May", 2025],
            ["CN1", *DEMAND[:3], "Smarch", 2025],
        ),
    )
    assert outcome.created == 1
    reasons = {one.row: one.reason for one in outcome.rejected}
    assert sorted(reasons) == [3, 4, 5, 6, 7]
    assert "row 2" in reasons[3]
    assert reasons[4].startswith("inactive resource; somebody active is accepted")
    assert reasons[5].startswith("unknown resource; the CN of somebody whom a roster brought is accepted")
    assert reasons[6].startswith("no report has this demand and month (May-25)")
    assert reasons[6].endswith("accepted are Jun-25 to Nov-25")
    assert reasons[7].endswith("is accepted; did you mean March?")


async def test_who_leaves_loses_the_future_and_who_moves_is_recalculated(ready: Database, demo_id: UUID) -> None:
    await load(ready, demo_id, roster, sheet(ROSTER, PERSON, ["CN2", *PERSON[1:]]))
    await load(ready, demo_id, april, sheet([*FORECAST, *MONTHS], [*DEMAND, *[100] * 6]))
    columns = sheet(
        [*ALLOCATIONS[:4], "Jun-25", "Jul-25"], ["CN1", *DEMAND[:3], 1, None], ["CN2", *DEMAND[:3], "Y", 0.5]
    )
    await load(ready, demo_id, preview_allocations, columns)
    left = await load(
        ready, demo_id, partial(preview_roster, today=date(2025, 6, 9)), sheet(ROSTER, [*PERSON[:7], "N"])
    )
    assert left.details == {"deallocated assignments": 3}
    async with ready.write(demo_id, subject="tester") as session:
        result = await generate_weeks(session, year=2025, work_type=WorkType.DOMESTIC, calendar="US", overwrite=True)
    assert result.updated > 0
    async with ready.read(demo_id) as session:
        assert await verify(session) == []
