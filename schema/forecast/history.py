"""The history log: who changed which records of a report, when, why, and from what to what."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from db.forecast.enums import ForecastScope
from db.shared.enums import Permission
from schema.forecast.changes import ChangeRecord
from schema.forecast.enums import ChangeType
from schema.forecast.report import Report
from schema.shared.node import Node, global_id
from schema.shared.noun import list_field, noun
from schema.shared.relations import loaded

DOWNLOAD = "/api/history-log/{id}/download"


@noun(description="A total before and after a change.", scopes=(ForecastScope.HISTORY,))
class OldNew:
    """Two values."""

    old: int = strawberry.field(description="Before.")
    new: int = strawberry.field(description="After.")

    @classmethod
    def of(cls, pair: list[int]) -> "OldNew":
        """From [before, after]."""
        return cls(old=pair[0], new=pair[1])


@noun(description="A month's totals over the records that a change modified.", scopes=(ForecastScope.HISTORY,))
class MonthTotals:
    """Four totals."""

    label: str = strawberry.field(description='"Jun-25".')
    total_forecast: OldNew = strawberry.field(description="Cases expected.")
    total_fte_required: OldNew = strawberry.field(description="People required.")
    total_fte_available: OldNew = strawberry.field(description="People available.")
    total_capacity: OldNew = strawberry.field(description="Cases they finish.")


@noun(
    description="A change of a report that was committed; nobody can change or delete it.",
    scopes=(ForecastScope.HISTORY, ForecastScope.REPORTS),
    crosses=(ForecastScope.EVERY_REPORT,),
    node="forecast.history_entry_by_number",
    permission=Permission.HISTORY_VIEW,
)
class HistoryLogEntry(Node):
    """An entry of the history log."""

    key: strawberry.Private[UUID]
    report_id: strawberry.Private[int]
    history_log_id: UUID = strawberry.field(description="The id that its commit answered with.")
    change_type: ChangeType = strawberry.field(description="What kind of change it was.")
    change_type_label: str = strawberry.field(description='As people see it: "CPH Update".')
    month: str = strawberry.field(description='The report\'s month: "April".')
    year: int = strawberry.field(description="The report's year.")
    created_at: datetime = strawberry.field(description="When it was committed.")
    user: str = strawberry.field(description="By whom.")
    user_notes: str | None = strawberry.field(description="Why.")
    description: str = strawberry.field(description="What was done, in a sentence.")
    reverts: UUID | None = strawberry.field(description="The entry that it took back, where it did.")
    creates_report: bool = strawberry.field(description="Whether it created the report; such an entry stays.")
    source_file: str | None = strawberry.field(description="What the file was called that it came with, if any.")
    records_modified: int = strawberry.field(description="How many records changed.")
    totals: list[MonthTotals] = list_field(description="month1 to month6, over the records that changed.", size=6)
    download_url: str = strawberry.field(description="Where its workbook is.")
    report: Report = loaded("forecast.report_by_id", by="report_id", description="The report it changed.")
    changes: list[ChangeRecord] = loaded(
        "forecast.changes_by_history_log_id", by="key", description="The records that changed, old and new.", size=50
    )

    @classmethod
    def from_row(cls, row: Any, *, month: str, download_url: str) -> "HistoryLogEntry":
        """An entry from its columns."""
        return cls(
            key=row.id,
            report_id=row.report_id,
            id=global_id("HistoryLogEntry", row.number),
            history_log_id=row.id,
            change_type=row.change_type,
            change_type_label=row.change_type.value,
            month=month,
            year=row.year,
            created_at=row.created_at,
            user=row.created_by,
            user_notes=row.user_notes,
            description=row.description,
            reverts=row.reverts,
            creates_report=row.creates_report,
            source_file=row.source_file,
            records_modified=row.records_modified,
            totals=[
                MonthTotals(
                    label=one["label"],
                    total_forecast=OldNew.of(one["forecast"]),
                    total_fte_required=OldNew.of(one["fte_required"]),
                    total_fte_available=OldNew.of(one["fte_available"]),
                    total_capacity=OldNew.of(one["capacity"]),
                )
                for one in row.summary
            ],
            download_url=download_url,
        )


@noun(description="A page of the history log.", scopes=(ForecastScope.HISTORY, ForecastScope.REPORTS))
class HistoryLogPage:
    """Pages are numbered from 1."""

    data: list[HistoryLogEntry] = list_field(description="The entries of the page.", size=1)
    total: int = strawberry.field(description="How many entries all pages have.")
    page: int = strawberry.field(description="Which page this is.")
    limit: int = strawberry.field(description="How many entries a page has at most.")
    has_more: bool = strawberry.field(description="Whether a later page has some.")
