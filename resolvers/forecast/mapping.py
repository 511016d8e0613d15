"""Rows and figures of the forecast room as types of the API."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from db.forecast.rows import HistoryEntryRow, NamesOfReportRow, ReportRow, StaleReportRow
from resolvers.shapes import From, Shape, global_id_of
from schema.forecast.changes import ChangeRecord, ChangeSummary, CommitPayload, ForecastPreview, MonthChange
from schema.forecast.demand import Demand, ForecastCell, ForecastRecord
from schema.forecast.enums import ChangeType
from schema.forecast.history import DOWNLOAD, HistoryLogEntry
from schema.forecast.report import FilterOptions, Report, TargetCphRow
from schema.forecast.stale_report import StaleReport
from schema.shared.month import ReportMonth
from schema.shared.node import global_id
from services.forecast.editing.changes import Change
from services.forecast.editing.proposal import Proposal, totals
from services.forecast.editing.target_cph import CphRow
from services.shared.calendar import Month, report_months
from services.shared.main_lob import category_of
from services.shared.previews import Kept
from services.shared.text import natural_order


def report(row: ReportRow) -> Report:
    """A report."""
    return Report.from_row(row, named=Month.named(row), months=report_months(Month.of(row.first_month)))


@lru_cache(maxsize=256)
def _months(first: date) -> list[ReportMonth]:
    return ReportMonth.all_of(report_months(Month.of(first)))


demand = Shape(Demand, id=global_id_of("Demand"), category=From(("platform", "locality"), category_of))
record = Shape(ForecastRecord, id=global_id_of("ForecastRecord"), key="id", target_cph=From(("target_cph",), float))
logged_record = Shape(
    ChangeRecord,
    target_cph=From(("target_cph",), float),
    target_cph_change=From(("target_cph_change",), float),
    months=From(("months",), lambda months: [MonthChange(label=label, **values) for label, values in months.items()]),
)
cell = Shape(ForecastCell, month=From(("first_month", "month_index"), lambda first, index: _months(first)[index - 1]))


def filter_options(row: NamesOfReportRow) -> FilterOptions:
    """The distinct values of a report's lines, numbers in them in the order of numbers."""
    return FilterOptions(
        main_lobs=sorted(row.main_lobs, key=natural_order),
        states=sorted(row.states),
        case_types=sorted(row.case_types, key=natural_order),
    )


def target_cph_row(row: CphRow, report_id: int) -> TargetCphRow:
    """A row of a report's target CPH grid."""
    cph = float(row.target_cph)
    return TargetCphRow(
        id=global_id("TargetCphRow", f"{report_id}:{row.key}"),
        key=row.key,
        lob=row.main_lob,
        case_type=row.case_type,
        target_cph=cph,
        modified_target_cph=cph,
        mixed=row.is_mixed,
    )


def forecast_preview(proposal: Proposal, kept: Kept) -> ForecastPreview:
    """A proposal that is kept for its commit."""
    snapshot = proposal.snapshot
    return ForecastPreview(
        id=kept.id,
        change_type=proposal.change_type,
        month=Month.named(snapshot.report).name,
        year=snapshot.report.year,
        months=ReportMonth.all_of(snapshot.months),
        modified_records=[change_record(change, snapshot.labels) for change in proposal.changes],
        total_modified=len(proposal.changes),
        summary=change_summary(proposal.changes, proposal.change_type),
        message=proposal.message,
        warnings=list(proposal.warnings),
        manual_cells_replaced=proposal.manual_cells,
        expires_at=kept.expires_at,
    )


def change_summary(changes: Sequence[Change], change_type: ChangeType) -> ChangeSummary:
    """What changes add up to."""
    total = totals(changes, change_type)
    return ChangeSummary(total_fte_change=total.fte, total_capacity_change=total.capacity)


def stale_months(row: StaleReportRow) -> list[ReportMonth]:
    """The months of a report of which cells do not follow the configured hours."""
    months = _months(row.first_month)
    return [months[index - 1] for index in row.month_indexes]


def stale_report(row: StaleReportRow) -> StaleReport:
    """A report whose cells do not follow the configured hours."""
    return StaleReport(report=report(row), months=stale_months(row), records=row.records)


def history_entry(row: HistoryEntryRow) -> HistoryLogEntry:
    """An entry of the history log."""
    name = Month.named(row).name
    return HistoryLogEntry.from_row(row, month=name, download_url=DOWNLOAD.format(id=row.id))


def change_record(change: Change, labels: Sequence[str]) -> ChangeRecord:
    """A line before and after, its months by their labels."""
    after = change.after
    return ChangeRecord(
        main_lob=after.main_lob,
        state=after.state,
        case_type=after.case_type,
        case_id=after.case_id,
        target_cph=float(after.target_cph),
        target_cph_change=float(change.target_cph_change),
        case_id_before=change.case_id_before,
        modified_fields=change.modified_fields,
        months=[
            MonthChange(
                label=label,
                **cell._asdict(),
                **{f"{name}_change": value for name, value in difference._asdict().items()},
            )
            for label, cell, difference in zip(labels, after.cells, change.differences(), strict=True)
        ],
    )


def committed(outcome: Mapping[str, Any]) -> CommitPayload:
    """What a commit answered, now or the first time."""
    ids = {name: UUID(outcome[name]) for name in ("history_log_id", "execution_id") if outcome.get(name)}
    return CommitPayload(**{**outcome, **ids})
