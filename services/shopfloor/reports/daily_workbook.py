"""The daily summary as a workbook that a supervisor prints: the sums, and the work orders."""

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from services.shared.workbook import Layout, SheetRows, Workbook
from services.shopfloor.dashboard.daily_summary import DayFigures
from services.shopfloor.dashboard.show_day import DayShown

QUANTITY, COUNT = "#,##0.00;[Red]-#,##0.00", "#,##0"
FIGURES = ("Target", "Actual", "Scrap", "Variance", "Variance %")
FIGURE_FORMATS = (QUANTITY,) * len(FIGURES)
SUMMARY_KEYS = ("By", "Name")
ORDER_KEYS = ("Number", "SKU", "Product", "Department", "Stage")


def daily_workbook(shown: DayShown) -> Workbook:
    """A day as a workbook of two sheets."""
    day = shown.summary.day
    # The table of the same day is saved as headroom-daily-summary-DAY.
    return Workbook(f"Daily summary, {day}", f"headroom-daily-summary-to-print-{day}.xlsx", _sheets(shown))


async def _sheets(shown: DayShown) -> AsyncIterator[SheetRows]:
    yield SheetRows(
        _layout(shown, "Summary", SUMMARY_KEYS, ("Entries", "Missing"), (COUNT, COUNT)), _summary_rows(shown)
    )
    yield SheetRows(_layout(shown, "Work orders", ORDER_KEYS, ("Entry",), (None,)), _order_rows(shown))


def _layout(
    shown: DayShown, title: str, keys: Sequence[str], last: Sequence[str], formats: Sequence[str | None]
) -> Layout:
    day = shown.summary.day
    note = f"Daily summary of {day:%A}, {day}" + ("" if shown.summary.is_working_day else ": no working day")
    return Layout(
        title,
        [[*keys, *FIGURES, *last]],
        [*[None] * len(keys), *FIGURE_FORMATS, *formats],
        keys=len(keys),
        notes=[note],
    )


def _summary_rows(shown: DayShown) -> Iterator[list[Any]]:
    summary = shown.summary
    for kind, groups in (
        ("Total", [("All work orders", summary.total)]),
        ("Stage", summary.by_stage),
        ("Department", summary.by_department),
    ):
        for name, figures in groups:
            yield [kind, name, *_cells(figures), figures.entries, figures.missing_entries]


def _order_rows(shown: DayShown) -> Iterator[list[Any]]:
    names = zip(*map(shown.orders.column, ("number", "sku", "name", "department", "stage")), strict=True)
    for words, figures in zip(names, shown.figures, strict=True):
        yield [*words, *_cells(figures), _entry(figures)]


def _entry(figures: DayFigures) -> str:
    """Whether there is an entry: one may be missing, or none be expected."""
    if figures.entries:
        return "yes"
    return "missing" if figures.missing_entries else "none, at its target"


def _cells(figures: DayFigures) -> list[Any]:
    return [figures.target, figures.actual, figures.scrap, figures.variance, figures.variance_pct]
