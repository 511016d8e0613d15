"""A report's records as a workbook that is edited and sent back: what may be changed, and a key in every row."""

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from services.forecast.editing.changes import Line
from services.forecast.record_columns import ABOVE, CPH, CPH_BOUND, FIGURES, KEY, NAMES, heading
from services.forecast.record_keys import RecordKey
from services.shared.calendar import Month
from services.shared.workbook import CENTS, PLAIN_TEXT, WHOLE, Entry, Layout, SheetRows

SHEET = "Records"
NO_REPORT = "There is no report yet."
NOTE = (
    "Records of the report of {report}. Target CPH, Forecast and FTE Available may be changed; the columns in grey"
    " follow from them. Rows may be sorted and filtered. Sent back, the workbook is previewed as a manual update:"
    " headroom import records FILE --tenant …"
)


def records_layout(report: Month | None, months: Sequence[Month]) -> Layout:
    """The sheet of a report's records; of the last column nobody has to know."""
    labels = [month.label for month in months]
    headers = [*NAMES.values(), CPH, *(heading(label, name) for label in labels for name in FIGURES), KEY]
    first = len(NAMES) + 1
    computed = [
        place for place, name in enumerate([*FIGURES] * len(labels), start=first + 1) if FIGURES[name].bound is None
    ]
    return Layout(
        SHEET,
        [headers],
        [*[PLAIN_TEXT] * len(NAMES), CENTS, *[WHOLE] * (len(FIGURES) * len(labels)), PLAIN_TEXT],
        keys=len(NAMES),
        notes=[NOTE.format(report=f"{report.name} {report.year}") if report else NO_REPORT],
        noted_once=True,
        entries=[*_entries(headers, computed, first)],
        pages=range(first + 1, len(headers), len(FIGURES)),
        computed=[*range(1, first), *computed],
        hidden=[len(headers)],
    )


async def records_sheet(
    report: Month | None, months: Sequence[Month], lines: Sequence[Line]
) -> AsyncIterator[SheetRows]:
    """The sheet with the records; without a report it has their names alone."""
    yield SheetRows(records_layout(report, months), _rows(report, lines) if report else [])


def _rows(report: Month, lines: Sequence[Line]) -> Iterator[list[Any]]:
    for row, line in enumerate(lines, start=ABOVE + 1):
        key = RecordKey.of(line, report=report.value, rows=len(lines), row=row)
        names = (getattr(line, name) for name in NAMES)
        yield [*names, line.target_cph, *(value for cell in line.cells for value in cell), key.text]


def _entries(headers: Sequence[str], computed: Sequence[int], first: int) -> Iterator[Entry]:
    prompt = f"Accepted: a number {CPH_BOUND.accepted}."
    yield Entry(first, CPH, prompt, "decimal", least=CPH_BOUND.above, most=CPH_BOUND.most)
    bounds = [figure.bound for figure in FIGURES.values()]
    for place in range(first + 1, len(headers)):
        bound = bounds[(place - first - 1) % len(bounds)]
        if bound is not None:
            prompt = f"Accepted: a whole number {bound.accepted}."
            yield Entry(place, headers[place - 1][:32], prompt, "whole", least=bound.least, most=bound.most)
