"""ISO weeks and calendar months: a week belongs to the month and year of its Thursday; names are English always."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MONTHS_IN_REPORT = 6


class NamedByMonth(Protocol):
    """A report, a month configuration: something that is named by a year and a month."""

    @property
    def year(self) -> int: ...
    @property
    def month(self) -> int: ...


class CountedInMonth(Protocol):
    """A week that counts for a month, that of its Thursday."""

    @property
    def month_year(self) -> int: ...
    @property
    def month_number(self) -> int: ...


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month of one year."""

    year: int
    number: int

    @property
    def name(self) -> str:
        """The full English name: "June"."""
        return MONTH_NAMES[self.number - 1]

    @property
    def label(self) -> str:
        """The heading planners use: "Jun-25"."""
        return f"{self.name[:3]}-{self.year % 100:02d}"

    @property
    def value(self) -> str:
        """The form that sorts and names a report: "2025-06"."""
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def start(self) -> date:
        """The month's first day."""
        return date(self.year, self.number, 1)

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month a day lies in; a report's first month is kept as a day."""
        return cls(day.year, day.month)

    @classmethod
    def named(cls, thing: NamedByMonth) -> "Month":
        """The month that a report or a month configuration is named by; a report's own months begin later."""
        return cls(thing.year, thing.month)

    @classmethod
    def counted(cls, week: CountedInMonth) -> "Month":
        """The month that a configured week counts for."""
        return cls(week.month_year, week.month_number)

    def plus(self, months: int) -> "Month":
        """The month so many months later (earlier when negative)."""
        year, index = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, index + 1)

    def minus(self, other: "Month") -> int:
        """How many months this one lies after the other."""
        return (self.year - other.year) * 12 + self.number - other.number


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO 8601 week: Monday start, number 1–53 of its ISO year."""

    year: int
    number: int

    @property
    def value(self) -> str:
        """The form of ISO 8601: "2025-W23"."""
        return f"{self.year:04d}-W{self.number:02d}"

    @property
    def start(self) -> date:
        """The week's Monday."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def end(self) -> date:
        """The week's Sunday."""
        return self.start + timedelta(days=6)

    @property
    def month(self) -> Month:
        """The month the week counts for: that of its Thursday."""
        return Month.of(self.start + timedelta(days=3))

    def weekdays(self) -> Iterator[date]:
        """Monday to Friday."""
        return (self.start + timedelta(days=day) for day in range(5))

    @classmethod
    def of(cls, day: date) -> "Week":
        """The week a day lies in."""
        year, number, _ = day.isocalendar()
        return cls(year, number)


def weeks_of_year(year: int) -> list[Week]:
    """All ISO weeks of an ISO year, 52 or 53; their Thursdays are the Thursdays of the calendar year."""
    last = date(year, 12, 28).isocalendar().week
    return [Week(year, number) for number in range(1, last + 1)]


def report_months(first: Month) -> list[Month]:
    """The six months a report forecasts, month1 … month6."""
    return [first.plus(index) for index in range(MONTHS_IN_REPORT)]


def is_iso_week(year: int, number: int) -> bool:
    """Whether an ISO year has a week of this number."""
    return 1 <= year < 9999 and 1 <= number <= date(year, 12, 28).isocalendar().week


def weeks_between(first: Week, last: Week) -> list[Week]:
    """All weeks from one to another, both included."""
    count = (last.start - first.start).days // 7 + 1
    return [Week.of(first.start + timedelta(weeks=place)) for place in range(count)]
