"""What rows of the forecast tables give, as types."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from db.forecast.enums import ChangeType, ExecutionKind
from db.forecast.models import (
    AllocationExecution,
    Demand,
    ForecastCell,
    HistoryLog,
    HistoryLogChange,
    Report,
    ReportDemand,
)
from db.shared.enums import WorkType
from db.shared.rows import part_of, row_of


@row_of(Report)
class ReportRow(Protocol):
    """A planning cycle, named by its year and month; its six months begin with `first_month`."""

    @property
    def id(self) -> int: ...
    @property
    def year(self) -> int: ...
    @property
    def month(self) -> int: ...
    @property
    def first_month(self) -> date: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def created_by(self) -> str: ...


@part_of(Demand)
class DemandNameRow(Protocol):
    """What makes a demand one of its kind."""

    @property
    def main_lob(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def case_type(self) -> str: ...


@row_of(Demand)
class DemandRow(DemandNameRow, Protocol):
    """A kind of work."""

    @property
    def id(self) -> int: ...
    @property
    def case_id(self) -> str: ...
    @property
    def platform(self) -> str: ...
    @property
    def locality(self) -> WorkType: ...


class FoundDemandRow(DemandRow, Protocol):
    """A demand with the place, from 0, of the key that it answers."""

    @property
    def place(self) -> int: ...


@part_of(ReportDemand, Report)
class DemandReportRow(Protocol):
    """That a report has a demand, and the first of the report's months."""

    @property
    def report_id(self) -> int: ...
    @property
    def first_month(self) -> date: ...
    @property
    def demand_id(self) -> int: ...


@part_of(ReportDemand, Demand)
class LineRow(DemandNameRow, Protocol):
    """A demand in a report: its target CPH, and the version that rises with every change."""

    @property
    def id(self) -> int: ...
    @property
    def report_id(self) -> int: ...
    @property
    def demand_id(self) -> int: ...
    @property
    def target_cph(self) -> Decimal: ...
    @property
    def version(self) -> int: ...
    @property
    def case_id(self) -> str: ...
    @property
    def locality(self) -> WorkType: ...


class CaseTypeCphRow(Protocol):
    """The target CPH that most lines of a main LOB and case type have in a report, and the id of the first line.

    `is_mixed` says that others have another one.
    """

    @property
    def report_id(self) -> int: ...
    @property
    def main_lob(self) -> str: ...
    @property
    def case_type(self) -> str: ...
    @property
    def target_cph(self) -> Decimal: ...
    @property
    def first_line(self) -> int: ...
    @property
    def is_mixed(self) -> bool: ...


class NamesOfReportRow(Protocol):
    """The distinct names that the demands of a report have."""

    @property
    def report_id(self) -> int: ...
    @property
    def main_lobs(self) -> list[str]: ...
    @property
    def states(self) -> list[str]: ...
    @property
    def case_types(self) -> list[str]: ...


class FiguresRow(Protocol):
    """The four figures of a forecast cell, or what those of several add up to."""

    @property
    def forecast(self) -> int: ...
    @property
    def fte_req(self) -> int: ...
    @property
    def fte_avail(self) -> int: ...
    @property
    def capacity(self) -> int: ...


@row_of(ForecastCell)
class CellRow(FiguresRow, Protocol):
    """A demand in a forecast month (1–6) of a report: cases and people, whole."""

    @property
    def report_id(self) -> int: ...
    @property
    def demand_id(self) -> int: ...
    @property
    def month_index(self) -> int: ...
    @property
    def productive_hours(self) -> Decimal | None: ...


class StaleReportRow(ReportRow, Protocol):
    """A report with the months (1–6) of which cells do not follow the hours of now, and how many records have some."""

    @property
    def month_indexes(self) -> list[int]: ...
    @property
    def records(self) -> int: ...


class DifferingCellRow(DemandNameRow, FiguresRow, Protocol):
    """A cell that is not what the hours of now give, with its report's year, month and first month, and its demand.

    `hours_then` are those it was computed with, where they are known; `hours_now` are None where none are configured.
    """

    @property
    def year(self) -> int: ...
    @property
    def month(self) -> int: ...
    @property
    def first_month(self) -> date: ...
    @property
    def month_index(self) -> int: ...
    @property
    def target_cph(self) -> Decimal: ...
    @property
    def hours_then(self) -> Decimal | None: ...
    @property
    def hours_now(self) -> Decimal | None: ...


@row_of(AllocationExecution)
class ExecutionRow(Protocol):
    """An allocation carried out on a report; it stands while it is not superseded."""

    @property
    def id(self) -> UUID: ...
    @property
    def report_id(self) -> int: ...
    @property
    def history_log_id(self) -> UUID | None: ...
    @property
    def kind(self) -> ExecutionKind: ...
    @property
    def completed_at(self) -> datetime: ...
    @property
    def completed_by(self) -> str: ...
    @property
    def superseded_at(self) -> datetime | None: ...


class CellNameRow(DemandNameRow, Protocol):
    """A forecast cell by the words of its demand and the label of its month: "Jun-25"."""

    @property
    def label(self) -> str: ...


@row_of(HistoryLog, Report)
class HistoryEntryRow(Protocol):
    """A committed change, with its report's month, year and first month."""

    @property
    def id(self) -> UUID: ...
    @property
    def number(self) -> int: ...
    @property
    def report_id(self) -> int: ...
    @property
    def change_type(self) -> ChangeType: ...
    @property
    def description(self) -> str: ...
    @property
    def user_notes(self) -> str | None: ...
    @property
    def records_modified(self) -> int: ...
    @property
    def summary(self) -> list[dict[str, Any]]: ...
    @property
    def reverts(self) -> UUID | None: ...
    @property
    def creates_report(self) -> bool: ...
    @property
    def source_file(self) -> str | None: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def created_by(self) -> str: ...
    @property
    def month(self) -> int: ...
    @property
    def year(self) -> int: ...
    @property
    def first_month(self) -> date: ...


@row_of(HistoryLogChange)
class HistoryChangeRow(DemandNameRow, Protocol):
    """A record of a committed change: by month the new values and new less old."""

    @property
    def history_log_id(self) -> UUID: ...
    @property
    def place(self) -> int: ...
    @property
    def case_id(self) -> str: ...
    @property
    def case_id_before(self) -> str | None: ...
    @property
    def target_cph(self) -> Decimal: ...
    @property
    def target_cph_change(self) -> Decimal: ...
    @property
    def modified_fields(self) -> list[str]: ...
    @property
    def months(self) -> dict[str, dict[str, int]]: ...
