"""The sample data's months and working time, from its file alone; no line of the project takes part."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

FILES = Path(__file__).parents[2] / "server" / "sample_data"
MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip

Month = tuple[int, int]


@cache
def working_time() -> dict[tuple[Month, str], tuple[Decimal, ...]]:
    """Days, hours, occupancy and shrinkage by month and locality; percent cells lose their binary noise."""
    with (FILES / "month_configuration_2025.csv").open(newline="") as opened:
        return {
            ((int(row["Year"]), MONTHS.index(row["Month"]) + 1), row["Work Type"]): tuple(
                Decimal(row[name]).quantize(Decimal("1e-6"))
                for name in ("Working Days", "Work Hours", "Occupancy", "Shrinkage")
            )
            for row in csv.DictReader(opened)
        }


def month_hours(month: Month, locality: str) -> Decimal:
    """Productive hours of a month."""
    days, hours, occupancy, shrinkage = working_time()[month, locality]
    return days * hours * occupancy * (1 - shrinkage)


def week_hours(month: Month, locality: str) -> Decimal:
    """Productive hours of a week of a month: Monday to Friday, without occupancy."""
    _, hours, _, shrinkage = working_time()[month, locality]
    return 5 * hours * (1 - shrinkage)


@cache
def weeks_of(month: Month) -> list[tuple[int, int]]:
    """The ISO weeks whose Thursday lies in a month."""
    days = (date(*month, 1) + timedelta(days=offset) for offset in range(31))
    return [day.isocalendar()[:2] for day in days if day.month == month[1] and day.isoweekday() == 4]
