"""Month headings of a forecast that are refused: what stood there, what is wrong with it, and what was expected."""

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from db.engine import Database
from services.forecast.imports.forecast import preview_forecast
from services.forecast.imports.month_headings import far_months, six_months
from services.shared.calendar import Month, report_months
from services.shared.errors import InvalidInput
from services.workforce.imports.months import preview_months
from tests.integration.imports.test_files_as_they_come import DEMAND, FORECAST, MONTHS, load, sheet

APRIL, JUNE = Month(2025, 4), report_months(Month(2025, 6))
NEW = "six consecutive months, e.g. "
SIX = "Jun-25, Jul-25, Aug-25, Sep-25, Oct-25, Nov-25"
CASES: dict[str, tuple[list[Any], str, str]] = {
    "five": (MONTHS[:5], "5 of 6 months", SIX),
    "seven": ([*MONTHS, "Dec-25"], "7 of 6 months", SIX),
    "a gap": ([*MONTHS[:2], "Sep-25", "Oct-25", "Nov-25", "Dec-25"], "between them is no Aug-25", SIX),
    "two gaps": ([*MONTHS[:4], "Dec-25", "Feb-26"], "between them is no Oct-25, no Nov-25, no Jan-26", SIX),
    "other years": ([*MONTHS[:5], "Nov-26"], "they are not consecutive", SIX),
    "two alike": ([*MONTHS[:5], "June 2025"], "two columns are headed Jun-25: F and K", SIX),
    "a slip": (["Juen-25", *MONTHS[1:]], "Juen-25 in column F names no month; did you mean Jun-25?", SIX),
    "no year": (["June", *MONTHS[1:]], "June in column F says no year",
                "Jul-25, Aug-25, Sep-25, Oct-25, Nov-25, Dec-25"),
    "a day": ([date(2025, 6, 25), *MONTHS[1:]], "2025-06-25 in column F is the day 2025-06-25", SIX),
    "no months": (["M1", "M2"], "the month headings are none; 0 of 6 months; other headings are M1, M2",
                  "Apr-25, May-25, Jun-25, Jul-25, Aug-25, Sep-25"),
    "no such years": ([f"{name[:3]}-1999" for name in MONTHS],
                      "1999-06 to 1999-11 are not all of the years 2020 to 2050",
                      "Apr-25, May-25, Jun-25, Jul-25, Aug-25, Sep-25"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("stored", [None, JUNE])
def test_it_says_what_stood_there_and_what_was_expected(case: str, stored: list[Month] | None) -> None:
    headings, fault, expected = CASES[case]
    unread = [one for one in headings if isinstance(one, str) and one.startswith("M") and len(one) == 2]
    with pytest.raises(InvalidInput) as refused:
        six_months([*FORECAST, *headings], unread=unread, report=APRIL, stored=stored)
    assert fault in refused.value.message
    assert refused.value.accepted is not None
    asked_for = "those of the report, Jun-25 to Nov-25" if stored else NEW + expected
    assert refused.value.accepted.endswith(asked_for)
    assert all(one in refused.value.message for one in headings if isinstance(one, str))


@pytest.mark.parametrize("moved", [-12, -1, 1, 12])
def test_months_other_than_the_reports_are_refused_with_both(moved: int) -> None:
    labels = [month.plus(moved).label for month in JUNE]
    with pytest.raises(InvalidInput) as refused:
        six_months([*FORECAST, *labels], unread=[], report=APRIL, stored=JUNE)
    assert all(label in refused.value.message for label in labels)
    assert refused.value.accepted == "those of the report, Jun-25 to Nov-25"


@pytest.mark.parametrize("distance", [*range(-20, -5), *range(7, 20)])
def test_months_far_from_the_report_say_which_were_expected(distance: int) -> None:
    (warning,) = far_months(report_months(APRIL.plus(distance)), APRIL)
    assert warning.startswith(f"the month headings are {APRIL.plus(distance).label} to ")
    assert warning.endswith("Expected are six months that begin from Nov-24 to Oct-25")


@pytest.mark.parametrize("distance", range(-5, 7))
def test_months_near_the_report_are_as_expected(distance: int) -> None:
    assert far_months(report_months(APRIL.plus(distance)), APRIL) == []


async def test_months_that_are_far_and_have_no_hours_say_both(database: Database, demo_id: UUID) -> None:
    far = [month.plus(12).label for month in JUNE]
    with pytest.raises(InvalidInput, match=r"no working time is configured for .*14 months after the report's month"):
        await load(
            database, demo_id, partial(preview_forecast, report=APRIL), sheet([*FORECAST, *far], [*DEMAND, *[1] * 6])
        )


async def test_a_month_in_a_file_of_months_is_told_what_it_may_mean(database: Database, demo_id: UUID) -> None:
    headers = ["Year", "Month", "Work Type", "Working Days", "Work Hours", "Occupancy", "Shrinkage"]
    outcome = await load(database, demo_id, preview_months, sheet(headers, [2025, "Juen", "Domestc", 21, 9, 95, 10]))
    (bad,) = outcome.rejected
    assert (bad.row, bad.column, bad.value) == (2, "Month", "Juen")
    for meant in ("June", "Domestic", "95%", "10%"):
        assert f"did you mean {meant}?" in bad.reason
