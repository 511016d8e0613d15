"""Entries of the history log as a workbook: their changes for people, what they were, and the same as tidy rows.

One entry has the sheets Changes, Summary and Data. Of several, Entries says what each was, and the changes of a report
stand on a sheet of their own, since reports have different months.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from db.engine import ReadSession
from db.forecast.history import changes_of_entry
from db.forecast.rows import HistoryEntryRow
from services.forecast.reports.history_sheets import (
    ENTRIES,
    MANY_DATA,
    ONE_DATA,
    SUMMARY,
    changed_rows,
    changes_layout,
    entry_row,
    summary_rows,
    tidy_rows,
)
from services.shared.calendar import Month, report_months
from services.shared.workbook import SheetRows, Workbook

BATCH = 200


async def history_workbook(session: ReadSession, entry: HistoryEntryRow, now: datetime) -> Workbook:
    """The workbook of an entry; its changes are read batch by batch while it is written."""
    filename = f"History_Log_{entry.id}_{now:%Y%m%d_%H%M%S}.xlsx"
    return Workbook(f"History log, {_report(entry)}, entry {entry.id}", filename, _one(session, entry))


async def history_workbook_of(session: ReadSession, entries: Sequence[HistoryEntryRow], now: datetime) -> Workbook:
    """Several entries as one workbook."""
    return Workbook("History log", f"History_Log_{now:%Y%m%d_%H%M%S}.xlsx", _many(session, entries))


async def _one(session: ReadSession, entry: HistoryEntryRow) -> AsyncIterator[SheetRows]:
    labels = _labels(entry)
    layout, has_begun = changes_layout("Changes", labels, entry.description), False
    async for changes in changes_of_entry(session, entry.id, batch=BATCH):
        yield SheetRows(layout, (changed_rows(change, labels) for change in changes))
        if not has_begun:
            yield SheetRows(SUMMARY, summary_rows(entry))
            has_begun = True
        yield SheetRows(ONE_DATA, (row for change in changes for row in tidy_rows(change, labels)))


async def _many(session: ReadSession, entries: Sequence[HistoryEntryRow]) -> AsyncIterator[SheetRows]:
    yield SheetRows(ENTRIES, [entry_row(entry) for entry in entries])
    for entry in entries:
        labels, lead = _labels(entry), _lead(entry)
        layout = changes_layout(f"Changes {Month.named(entry).value}", labels, _report(entry), lead=tuple(lead))
        async for changes in changes_of_entry(session, entry.id, batch=BATCH):
            yield SheetRows(layout, ([*lead.values(), *changed_rows(change, labels)] for change in changes))
            tidy = ([entry.number, *row] for change in changes for row in tidy_rows(change, labels))
            yield SheetRows(MANY_DATA, tidy)


def _lead(entry: HistoryEntryRow) -> dict[str, Any]:
    return {"Entry": entry.number, "Timestamp": entry.created_at}


def _labels(entry: HistoryEntryRow) -> list[str]:
    return [month.label for month in report_months(Month.of(entry.first_month))]


def _report(entry: HistoryEntryRow) -> str:
    month = Month.named(entry)
    return f"report of {month.name} {month.year}"
