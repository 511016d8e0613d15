"""Report values are the months of the years that can be planned for, no more and no fewer."""

from db.shared.bounds import YEARS
from services.forecast.report_value import parse_report_value
from services.shared.calendar import Month


def test_every_month_of_the_years_there_are_has_a_value_and_no_other() -> None:
    named = {
        parse_report_value(f"{year:04d}-{month:02d}")
        for year in range(YEARS.least - 30, YEARS.most + 30)
        for month in range(14)
    }
    assert named - {None} == {
        Month(year, month) for year in range(YEARS.least, YEARS.most + 1) for month in range(1, 13)
    }


def test_what_only_contains_a_value_is_none() -> None:
    assert parse_report_value("2025-04 ") is None
    assert parse_report_value("2025-4") is None
    assert parse_report_value("٢٠٢٥-04") is None
