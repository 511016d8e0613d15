"""Whatever is wrong with a row, its reject names row, column, value, reason and what would be accepted.

Bad cells of all kinds are put into every column of a good row of every kind of file.
"""

import re
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from db.engine import Database
from services.forecast.imports.forecast import preview_forecast
from services.shared.calendar import Month
from services.shared.imports import Rejection
from services.workforce.imports.allocations import preview_allocations
from services.workforce.imports.months import preview_months
from services.workforce.imports.roster import preview_roster
from sheets.sheet import NOT_CALCULATED
from tests.integration.imports.test_files_as_they_come import MONTHS, load, ready, sheet

__all__ = ["ready"]

BAD: list[Any] = [
    None,
    "",
    " ",
    "x",
    "n/a",
    "-",
    "#N/A",
    "#####",
    NOT_CALCULATED,
    "bell\u0007",
    "lost\ufffd",
    "y" * 250,
    True,
    False,
    0,
    -1,
    1.5,
    1e17,
    999,
    "1,5",
    "1.5",
    "12.555",
    "$5",
    "5%",
    "150%",
    date(2025, 3, 5),
    datetime(2025, 3, 5, 8, 30),
    "2.5E+10",
    "2025-02-30",
    "13/13/2025",
    "Juen",
    "Florida",
    "Domestc",
    "Amisys Medicaid DOMESTC",
    "TBH-001",
    "|",
    "FL/GA",
]
# Where any text will do there is nothing to add to "is missing".
ACCEPTED = re.compile(r"accepted|must be|only one row may have it|did you mean|say which decimal mark|^is missing$")


class Kind(NamedTuple):
    preview: Any
    headers: list[str]
    good: list[Any]


KINDS = {
    "months": Kind(
        preview_months,
        ["Year", "Month", "Work Type", "Working Days", "Work Hours", "Occupancy", "Shrinkage"],
        [2026, "June", "Domestic", 21, 9, 0.95, 0.1],
    ),
    "roster": Kind(
        partial(preview_roster, today=date(2025, 6, 2)),
        ["CN", "First Name", "Last Name", "OPID", "Platform", "Location", "State", "Skills", "PartOfProduction",
         "Hire Date", "Last Day"],
        ["CN7", "Ada", "Byron", "A1", "Amisys", "Domestic", "FL", "Appeals", "Y", date(2025, 1, 6), date(2025, 12, 31)],
    ),
    "forecast": Kind(
        partial(preview_forecast, report=Month(2025, 4)),
        ["Main LOB", "State", "Case Type", "Case ID", "Target CPH", *MONTHS],
        ["Amisys Medicaid DOMESTIC", "FL", "Appeals", "C1", 12.5, *[100] * 6],
    ),
    "allocations by row": Kind(
        preview_allocations,
        ["CN", "Main LOB", "State", "Case Type", "Month", "Year"],
        ["CN1", "Amisys Medicaid DOMESTIC", "FL", "Appeals", "June", 2025],
    ),
    "allocations by column": Kind(
        preview_allocations,
        ["CN", "Main LOB", "State", "Case Type", "Jun-25", "Dec-25"],
        ["CN1", "Amisys Medicaid DOMESTIC", "FL", "Appeals", 1, None],
    ),
}  # fmt: skip


@pytest.fixture
async def planned(ready: Database, demo_id: UUID) -> Database:
    """A person and a demand, which allocations are placed on."""
    person = ["CN1", "Ada", "Byron", "A1", "Amisys", "Domestic", "FL", "Appeals", "Y", None, None]
    await load(ready, demo_id, KINDS["roster"].preview, sheet(KINDS["roster"].headers, person))
    await load(ready, demo_id, KINDS["forecast"].preview, sheet(KINDS["forecast"].headers, KINDS["forecast"].good))
    return ready


async def rejects(database: Database, tenant: UUID, kind: Kind, rows: list[list[Any]]) -> list[Rejection]:
    async with database.read(tenant) as session:
        rejected: list[Rejection] = (await kind.preview(session, sheet(kind.headers, *rows))).outcome.rejected
    return rejected


def shown(cell: Any) -> str | None:
    return None if cell is None else str(cell).strip()[:200] or None


@pytest.mark.parametrize("name", KINDS)
async def test_a_bad_cell_is_named_with_its_row_and_what_would_be_accepted(
    planned: Database, demo_id: UUID, name: str
) -> None:
    kind = KINDS[name]
    assert await rejects(planned, demo_id, kind, [kind.good]) == []
    refused = 0
    for place, header in enumerate(kind.headers):
        for bad in BAD:
            row = [*kind.good]
            row[place] = bad
            for one in await rejects(planned, demo_id, kind, [row]):
                said = (header, bad, one)
                assert one.row == 2, said
                # A first day may be wrong beside the last one, which is named then.
                assert one.column == header or (header, one.column) == ("Hire Date", "Last Day"), said
                assert one.column != header or one.value == shown(bad), said
                assert ACCEPTED.search(one.reason), said
                refused += 1
    assert refused > 10 * len(kind.headers)


@pytest.mark.parametrize("name", ["months", "roster", "forecast", "allocations by row", "allocations by column"])
async def test_a_row_that_stands_twice_names_the_other(planned: Database, demo_id: UUID, name: str) -> None:
    kind = KINDS[name]
    found = await rejects(planned, demo_id, kind, [kind.good] * 3)
    assert [one.row for one in found] == ([3, 4] if name.startswith("allocations") else [2, 3, 4])
    for one in found:
        assert one.column in kind.headers
        assert one.value is not None
        assert re.search(r"\brows? \d", one.reason)
        assert ACCEPTED.search(one.reason)


@pytest.mark.parametrize("name", KINDS)
async def test_all_that_is_wrong_with_a_row_is_told_with_its_column(
    planned: Database, demo_id: UUID, name: str
) -> None:
    kind = KINDS[name]
    (one,) = await rejects(planned, demo_id, kind, [["#N/A"] * len(kind.headers)])
    told = f"{one.column} {one.value!r}: {one.reason}"
    assert [header for header in kind.headers if f"{header} '#N/A': is the spreadsheet error" not in told] == []


MEANT = {
    ("Amysis Medicaid DOMESTIC", "FL", "Appeals"): "Main LOB",
    ("Amisys Medicaid DOMESTIC", "FI", "Appeals"): "State",
    ("Amisys Medicaid DOMESTIC", "FL", "Appeal"): "Case Type",
    ("Amysis Medicaid DOMESTIC", "GL", "Apeals"): "Main LOB",
}


@pytest.mark.parametrize("demand", MEANT)
async def test_an_allocation_on_a_demand_there_is_none_of_is_told_the_near_one(
    planned: Database, demo_id: UUID, demand: tuple[str, str, str]
) -> None:
    (one,) = await rejects(planned, demo_id, KINDS["allocations by row"], [["CN1", *demand, "June", 2025]])
    assert (one.column, one.value) == (MEANT[demand], demand[["Main LOB", "State", "Case Type"].index(MEANT[demand])])
    assert one.reason == (
        f"there is no demand {' / '.join(demand)}; did you mean Amisys Medicaid DOMESTIC / FL / Appeals?"
    )


async def test_an_allocation_on_nothing_like_a_demand_is_told_those_there_are(planned: Database, demo_id: UUID) -> None:
    kind = KINDS["allocations by row"]
    rows = [
        ["CN1", "Facets Duals OFFSHORE", "FL", "Appeals", "June", 2025],
        ["CN1", "Amisys Medicaid DOMESTIC", "N/A", "Appeals", "June", 2025],
        ["CN1", "Amisys Medicaid DOMESTIC", "FL", "Enrollment", "June", 2025],
        ["1", "Amisys Medicaid DOMESTIC", "FL", "Appeals", "June", 2025],
    ]
    found = await rejects(planned, demo_id, kind, rows)
    assert [(one.column, one.reason.partition("; ")[2]) for one in found] == [
        ("Main LOB", "accepted are the main LOBs: Amisys Medicaid DOMESTIC"),
        ("State", "accepted are the states of Amisys Medicaid DOMESTIC: FL"),
        ("Case Type", "accepted are the case types of Amisys Medicaid DOMESTIC / FL: Appeals"),
        ("CN", "the CN of somebody whom a roster brought is accepted; did you mean CN1?"),
    ]


@pytest.mark.parametrize(
    ("headers", "warning"),
    [
        (["Hire Dat"], "the column Hire Dat is not read; did you mean Hire Date?"),
        (["Termination"], "the column Termination is not read; did you mean Termination Date?"),
        (["Part of Prodction"], "the column Part of Prodction is not read; did you mean PartOfProduction?"),
        (["Shoe Size"], None),
    ],
)
async def test_a_column_that_is_not_read_for_a_slip_is_told(
    planned: Database, demo_id: UUID, headers: list[str], warning: str | None
) -> None:
    kind = KINDS["roster"]
    async with planned.read(demo_id) as session:
        outcome = (await kind.preview(session, sheet([*kind.headers[:8], *headers], [*kind.good[:8], None]))).outcome
        empty = (await kind.preview(session, sheet(kind.headers))).outcome
    assert outcome.warnings == ([] if warning is None else [warning])
    assert empty.warnings == ["there are no rows below the headings in row 1"]
