"""What rows of reports and of stored figures give, as types."""

from typing import Protocol

from db.forecast.models import Demand
from db.forecast.rows import DemandNameRow
from db.shared.rows import part_of
from db.workforce.models import MonthlyCapacitySummary
from db.workforce.rows import SummarisedRow


class SummarisedDemandRow(DemandNameRow, SummarisedRow, Protocol):
    """A demand in a forecast month of a report that has a summary of it."""


@part_of(Demand, MonthlyCapacitySummary)
class ComparedFiguresRow(SummarisedDemandRow, Protocol):
    """What is compared of the summary of a demand in a forecast month of a report."""

    @property
    def total_forecast(self) -> int: ...
    @property
    def total_headcount(self) -> int: ...
    @property
    def total_capacity(self) -> float: ...
    @property
    def capacity_gap(self) -> float: ...
    @property
    def fte_gap(self) -> float | None: ...


class StaleCapacityRow(Protocol):
    """An assignment whose weekly capacity is not what the formula gives; None where its week is not configured."""

    @property
    def id(self) -> int: ...
    @property
    def year(self) -> int: ...
    @property
    def week(self) -> int: ...
    @property
    def stored(self) -> float: ...
    @property
    def recomputed(self) -> float | None: ...


class StalePercentageRow(Protocol):
    """An assignment whose percentage does not follow; days are None where the whole week counts."""

    @property
    def id(self) -> int: ...
    @property
    def year(self) -> int: ...
    @property
    def week(self) -> int: ...
    @property
    def stored(self) -> float: ...
    @property
    def recomputed(self) -> float: ...
    @property
    def days_present(self) -> int | None: ...
    @property
    def working_days(self) -> int | None: ...


class StaleSummaryRow(Protocol):
    """A summary that differs from its recomputation; None where it is missing."""

    @property
    def report_id(self) -> int: ...
    @property
    def demand_id(self) -> int: ...
    @property
    def forecast_month_index(self) -> int: ...
    @property
    def stored_headcount(self) -> int | None: ...
    @property
    def recomputed_headcount(self) -> int: ...
    @property
    def stored_capacity(self) -> float | None: ...
    @property
    def recomputed_capacity(self) -> float: ...
    @property
    def stored_fte_gap(self) -> float | None: ...
    @property
    def recomputed_fte_gap(self) -> float | None: ...


class CapacityVersionRow(Protocol):
    """Which capacity a report's month has, as a text that every change of it replaces."""

    @property
    def report_id(self) -> int: ...
    @property
    def month_index(self) -> int: ...
    @property
    def version(self) -> str: ...
