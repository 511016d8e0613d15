"""An entry of the history log as a workbook: its changes for people, its summary, and the same as tidy rows."""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from db.engine import ReadSession
from db.forecast.history import changes_of_entry
from db.forecast.rows import HistoryChangeRow, HistoryEntryRow
from services.shared.calendar import Month, report_months
from services.shared.workbook import Layout, Merge, SheetRows, Workbook

BATCH = 200
KEYS = ("Main LOB", "State", "Case Type", "Case ID", "Target CPH")
FIGURES = {
    "forecast": "Client Forecast", "fte_req": "FTE Required", "fte_avail": "FTE Available", "capacity": "Capacity",
}  # fmt: skip
TOTALS = {"fte_available": "Total FTE Available", "forecast": "Total Forecast", "capacity": "Total Capacity"}
WHOLE, CENTS = "#,##0", "#,##0.00"
SUMMARY = Layout("Summary", [["Item", "Value", "Old", "New"]], [None, None, WHOLE, WHOLE], keys=1)
DATA = Layout(
    "Data",
    [["main_lob", "state", "case_type", "case_id", "month", "field", "old", "new", "change"]],
    [*[None] * 6, "#,##0.##", "#,##0.##", "#,##0.##"],
    keys=4,
)


def history_workbook(session: ReadSession, entry: HistoryEntryRow, now: datetime) -> Workbook:
    """The workbook of an entry; its changes are read batch by batch while it is written."""
    filename = f"History_Log_{entry.id}_{now:%Y%m%d_%H%M%S}.xlsx"
    return Workbook(f"History log {entry.id}", filename, _parts(session, entry))


async def _parts(session: ReadSession, entry: HistoryEntryRow) -> AsyncIterator[SheetRows]:
    labels = [month.label for month in report_months(Month.of(entry.first_month))]
    changes_layout, has_begun = _changes_layout(labels), False
    async for changes in changes_of_entry(session, entry.id, batch=BATCH):
        yield SheetRows(changes_layout, (list(_changed(change, labels)) for change in changes))
        if not has_begun:
            yield SheetRows(SUMMARY, _summary(entry))
            has_begun = True
        yield SheetRows(DATA, (row for change in changes for row in _tidy(change, labels)))


def _changed(change: HistoryChangeRow, labels: Sequence[str]) -> Iterator[Any]:
    renamed = "" if change.case_id_before is None else f" ({change.case_id_before})"
    yield from (change.main_lob, change.state, change.case_type, f"{change.case_id}{renamed}")
    yield new_and_old(change.target_cph, change.target_cph_change)
    for label in labels:
        values = change.months.get(label, {})
        yield from (new_and_old(values.get(name, 0), values.get(f"{name}_change", 0)) for name in FIGURES)


def _tidy(change: HistoryChangeRow, labels: Sequence[str]) -> Iterator[Sequence[Any]]:
    keys = (change.main_lob, change.state, change.case_type, change.case_id)
    if change.case_id_before is not None:
        yield (*keys, None, "Case ID", change.case_id_before, change.case_id, None)
    cph, difference = float(change.target_cph), float(change.target_cph_change)
    yield (*keys, None, "Target CPH", float(change.target_cph - change.target_cph_change), cph, difference)
    for label in labels:
        values = change.months.get(label, {})
        for name, title in FIGURES.items():
            new, changed = values.get(name, 0), values.get(f"{name}_change", 0)
            yield (*keys, label, title, new - changed, new, changed)


def _summary(entry: HistoryEntryRow) -> Iterator[Sequence[Any]]:
    month = Month.named(entry)
    for item, value in (
        ("History Log ID", str(entry.id)),
        ("Change Type", entry.change_type.value),
        ("Report Month and Year", f"{month.name} {month.year}"),
        ("Timestamp", entry.created_at),
        ("User", entry.created_by),
        ("Description", entry.user_notes or entry.description),
        ("Records Modified", entry.records_modified),
    ):
        yield (item, value, None, None)
    for total in entry.summary:
        for name, title in TOTALS.items():
            yield (f"{title} {total['label']}", None, *total[name])


def new_and_old(new: int | Decimal, change: int | Decimal) -> int | float | str:
    """A changed value reads "25 (20)": new (old); an unchanged one is the number itself."""
    if not change:
        return float(new) if isinstance(new, Decimal) else new
    return f"{_plain(new)} ({_plain(new - change)})"


def _plain(value: int | Decimal) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _changes_layout(labels: Sequence[str]) -> Layout:
    upper = [*KEYS, *(cell for label in labels for cell in (label, *[None] * (len(FIGURES) - 1)))]
    lower = [*[None] * len(KEYS), *[*FIGURES.values()] * len(labels)]
    down = [Merge(1, column, 2, column) for column in range(1, len(KEYS) + 1)]
    starts = range(len(KEYS) + 1, len(upper) + 1, len(FIGURES))
    across = [Merge(1, start, 1, start + len(FIGURES) - 1) for start in starts]
    formats = [*[None] * (len(KEYS) - 1), CENTS, *[WHOLE] * (len(FIGURES) * len(labels))]
    return Layout("Changes", [upper, lower], formats, keys=len(KEYS), merges=[*down, *across])
