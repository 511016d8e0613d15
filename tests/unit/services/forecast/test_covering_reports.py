"""The report that a demand's month belongs to: the newest that has both."""

from datetime import date
from typing import NamedTuple

from services.forecast.covering_reports import CoveringReports
from services.shared.calendar import Month


class Row(NamedTuple):
    """A report by its id and first month, and a demand it has."""

    report_id: int
    first_month: date
    demand_id: int


MARCH, APRIL = 1, 2  # reports, which begin a month later than they are named
NEWEST_FIRST = [Row(APRIL, date(2025, 5, 1), 7), Row(MARCH, date(2025, 4, 1), 7), Row(MARCH, date(2025, 4, 1), 8)]
REPORTS = CoveringReports(NEWEST_FIRST)


def test_of_two_reports_the_newer_one_covers_a_month_that_both_have() -> None:
    assert REPORTS.covering(7, Month(2025, 5)) == (APRIL, 1)
    assert REPORTS.covering(7, Month(2025, 9)) == (APRIL, 5)


def test_the_older_one_keeps_the_month_that_it_alone_has() -> None:
    assert REPORTS.covering(7, Month(2025, 4)) == (MARCH, 1)


def test_a_report_without_the_demand_covers_nothing_of_it() -> None:
    assert REPORTS.covering(8, Month(2025, 5)) == (MARCH, 2)


def test_no_report_covers_what_lies_outside_six_months_or_is_unknown() -> None:
    assert REPORTS.covering(8, Month(2025, 10)) is None
    assert REPORTS.covering(7, Month(2025, 3)) is None
    assert REPORTS.covering(9, Month(2025, 5)) is None
