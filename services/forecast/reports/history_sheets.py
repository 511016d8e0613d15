"""The sheets of a history workbook: how each is laid out, and its rows."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from db.forecast.rows import HistoryChangeRow, HistoryEntryRow
from services.shared.calendar import Month
from services.shared.workbook import CENTS, MOMENT, WHOLE, Format, Layout, Merge, WholeOr

KEYS = ("Main LOB", "State", "Case Type", "Case ID", "Target CPH")
FIGURES = {
    "forecast": "Client Forecast", "fte_req": "FTE Required", "fte_avail": "FTE Available", "capacity": "Capacity",
}  # fmt: skip
TOTALS = {
    "fte_available": "Total FTE Available", "fte_required": "Total FTE Required", "forecast": "Total Forecast",
    "capacity": "Total Capacity",
}  # fmt: skip
TIDY = ("main_lob", "state", "case_type", "case_id", "month", "field", "old", "new", "change")
EITHER = WholeOr(WHOLE, CENTS)
SUMMARY = Layout("Summary", [["Item", "Value", "Old", "New"]], [None, None, WHOLE, WHOLE], keys=1, wrapped=[2])
ENTRIES = Layout(
    "Entries",
    [["Entry", "Timestamp", "Report", "Change Type", "User", "Notes", "Description", "Source File", "Records Modified",
      "History Log ID"]],
    ["0", MOMENT, None, None, None, None, None, None, WHOLE, None],
    keys=1,
    wrapped=[6, 7, 8],
)  # fmt: skip
ONE_DATA = Layout("Data", [TIDY], [*[None] * 6, *[EITHER] * 3], keys=4)
MANY_DATA = Layout("Data", [["entry", *TIDY]], ["0", *[None] * 6, *[EITHER] * 3], keys=5)
LEAD_FORMATS: dict[str, Format] = {"Entry": "0", "Timestamp": MOMENT}


def changes_layout(title: str, labels: Sequence[str], note: str, lead: Sequence[str] = ()) -> Layout:
    """Changes for people: keys, and four figures a month under their label; `lead` columns stand before them."""
    keys = [*lead, *KEYS]
    upper = [*keys, *(cell for label in labels for cell in (label, *[None] * (len(FIGURES) - 1)))]
    lower = [*[None] * len(keys), *[*FIGURES.values()] * len(labels)]
    starts = range(len(keys) + 1, len(upper) + 1, len(FIGURES))
    return Layout(
        title,
        [upper, lower],
        [
            *(LEAD_FORMATS[name] for name in lead),
            *[None] * (len(KEYS) - 1),
            CENTS,
            *[WHOLE] * (len(FIGURES) * len(labels)),
        ],
        keys=len(keys),
        merges=[
            *(Merge(1, column, 2, column) for column in range(1, len(keys) + 1)),
            *(Merge(1, start, 1, start + len(FIGURES) - 1) for start in starts),
        ],
        pages=starts,
        print_note=note,
    )


def changed_rows(change: HistoryChangeRow, labels: Sequence[str]) -> list[Any]:
    """A record of an entry for people."""
    renamed = "" if change.case_id_before is None else f" ({change.case_id_before})"
    figures = [change.months.get(label, {}) for label in labels]
    return [
        change.main_lob,
        change.state,
        change.case_type,
        f"{change.case_id}{renamed}",
        new_and_old(change.target_cph, change.target_cph_change),
        *(new_and_old(month.get(name, 0), month.get(f"{name}_change", 0)) for month in figures for name in FIGURES),
    ]


def tidy_rows(change: HistoryChangeRow, labels: Sequence[str]) -> Iterator[Sequence[Any]]:
    """A record of an entry as a row for each month and field."""
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


def summary_rows(entry: HistoryEntryRow) -> Iterator[Sequence[Any]]:
    """What an entry was, and its totals, month by month."""
    month = Month.named(entry)
    for item, value in (
        ("History Log ID", str(entry.id)),
        ("Change Type", entry.change_type.value),
        ("Report Month and Year", f"{month.name} {month.year}"),
        ("Timestamp", entry.created_at),
        ("User", entry.created_by),
        ("Description", entry.description),
        ("Notes", entry.user_notes),
        ("Source File", entry.source_file),
        ("Records Modified", entry.records_modified),
    ):
        yield (item, value, None, None)
    for total in entry.summary:
        for name, title in TOTALS.items():
            yield (f"{title} {total['label']}", None, *total[name])


def entry_row(entry: HistoryEntryRow) -> list[Any]:
    """What an entry was, as one row of several."""
    month = Month.named(entry)
    return [
        entry.number,
        entry.created_at,
        f"{month.name} {month.year}",
        entry.change_type.value,
        entry.created_by,
        entry.user_notes,
        entry.description,
        entry.source_file,
        entry.records_modified,
        str(entry.id),
    ]


def new_and_old(new: int | Decimal, change: int | Decimal) -> int | float | str:
    """A changed value reads "1,250 (1,200)": new (old); an unchanged one is the number itself, shown alike."""
    if not change:
        return float(new) if isinstance(new, Decimal) else new
    return f"{_plain(new)} ({_plain(new - change)})"


def _plain(value: int | Decimal) -> str:
    """A number as the formats of its column show it."""
    return f"{value:,.2f}" if isinstance(value, Decimal) else f"{value:,}"
