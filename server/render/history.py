"""The workbook of a history entry: its changes for people, its summary, and the same as tidy rows."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from openpyxl.utils import get_column_letter

from db.forecast.rows import HistoryChangeRow, HistoryEntryRow
from server.render.workbook import Book, Layout, OpenSheet
from services.shared.calendar import Month, report_months

KEYS = ("Main LOB", "State", "Case Type", "Case ID", "Target CPH")
FIGURES = {
    "forecast": "Client Forecast", "fte_req": "FTE Required", "fte_avail": "FTE Available", "capacity": "Capacity",
}  # fmt: skip
TOTALS = {"fte_available": "Total FTE Available", "forecast": "Total Forecast", "capacity": "Total Capacity"}
WHOLE, CENTS = "#,##0", "#,##0.00"


class HistoryBook:
    """The workbook, to which the entry's changes are added as they come."""

    def __init__(self, entry: HistoryEntryRow) -> None:
        first = Month.of(entry.first_month)
        self._labels = [month.label for month in report_months(first)]
        self._entry = entry
        self.book = Book(f"History log {entry.id}")
        self._changes: OpenSheet | None = None
        self._data: OpenSheet | None = None

    def add(self, changes: Sequence[HistoryChangeRow]) -> None:
        """Write some changes; the first ones begin the sheets."""
        shown = [list(self._shown(change)) for change in changes]
        tidy = [row for change in changes for row in self._tidy(change)]
        if self._changes is None or self._data is None:
            self._changes = self.book.sheet(_changes_layout(self._labels), like=shown)
            summary = list(self._summary())
            self.book.sheet(SUMMARY, like=summary).append(summary)
            self._data = self.book.sheet(DATA, like=tidy)
        self._changes.append(shown)
        self._data.append(tidy)

    def _shown(self, change: HistoryChangeRow) -> Iterator[Any]:
        yield from (change.main_lob, change.state, change.case_type, change.case_id)
        yield new_and_old(change.target_cph, change.target_cph_change)
        for label in self._labels:
            values = change.months.get(label, {})
            yield from (new_and_old(values.get(name, 0), values.get(f"{name}_change", 0)) for name in FIGURES)

    def _tidy(self, change: HistoryChangeRow) -> Iterator[Sequence[Any]]:
        named = (change.main_lob, change.state, change.case_type, change.case_id)
        cph, difference = float(change.target_cph), float(change.target_cph_change)
        yield (*named, None, "Target CPH", float(change.target_cph - change.target_cph_change), cph, difference)
        for label in self._labels:
            values = change.months.get(label, {})
            for name, title in FIGURES.items():
                new, changed = values.get(name, 0), values.get(f"{name}_change", 0)
                yield (*named, label, title, new - changed, new, changed)

    def _summary(self) -> Iterator[Sequence[Any]]:
        entry = self._entry
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
        for one in entry.summary:
            for name, title in TOTALS.items():
                yield (f"{title} {one['label']}", None, *one[name])


SUMMARY = Layout("Summary", [["Item", "Value", "Old", "New"]], [None, None, WHOLE, WHOLE], keys=1)
DATA = Layout(
    "Data",
    [["main_lob", "state", "case_type", "case_id", "month", "field", "old", "new", "change"]],
    [*[None] * 6, "#,##0.##", "#,##0.##", "#,##0.##"],
    keys=4,
)


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
    letters = [get_column_letter(column) for column in range(1, len(upper) + 1)]
    down = [f"{letter}1:{letter}2" for letter in letters[: len(KEYS)]]
    starts = range(len(KEYS), len(upper), len(FIGURES))
    across = [f"{letters[start]}1:{letters[start + len(FIGURES) - 1]}1" for start in starts]
    formats = [*[None] * (len(KEYS) - 1), CENTS, *[WHOLE] * (len(FIGURES) * len(labels))]
    return Layout("Changes", [upper, lower], formats, keys=len(KEYS), merges=[*down, *across])
