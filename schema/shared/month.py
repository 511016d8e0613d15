"""Months, alone and as a report's columns."""

from collections.abc import Iterable
from typing import Protocol

import strawberry

from schema.shared.noun import noun


class CalendarMonth(Protocol):
    """A month as the rules know it."""

    @property
    def label(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def number(self) -> int: ...


@noun(description="A calendar month.")
class Month:
    """A calendar month of one year."""

    label: str = strawberry.field(description='"Jun-25".')
    name: str = strawberry.field(description='The full English name: "June".')
    year: int = strawberry.field(description="The calendar year.")
    number: int = strawberry.field(description="1 to 12.")

    @classmethod
    def of(cls, month: CalendarMonth) -> "Month":
        """The month's words."""
        return cls(label=month.label, name=month.name, year=month.year, number=month.number)


@noun(description="One of the six months a report forecasts.")
class ReportMonth:
    """A forecast month by its place in the report."""

    index: int = strawberry.field(description="1 to 6.")
    key: str = strawberry.field(description='"month1" to "month6".')
    label: str = strawberry.field(description='"Jun-25".')
    name: str = strawberry.field(description='The full English name: "June".')
    year: int = strawberry.field(description="The calendar year.")
    number: int = strawberry.field(description="1 to 12.")

    @classmethod
    def all_of(cls, months: Iterable[CalendarMonth]) -> "list[ReportMonth]":
        """The months of a report, in order."""
        return [
            cls(index=index, key=f"month{index}", label=one.label, name=one.name, year=one.year, number=one.number)
            for index, one in enumerate(months, start=1)
        ]
