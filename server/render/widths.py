"""How wide the columns of a sheet are, and how high its rows: as what they show, which may be more than the value."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from textwrap import wrap
from typing import Any
from unicodedata import east_asian_width

from services.shared.workbook import MOMENT, Format, Layout, WholeOr

WIDEST, NARROWEST = 40, 6  # characters
BESIDE = 2  # characters beside what is shown
MEASURED = 1_000  # rows that widths are taken from
HEAD_LINES = 2
LINE, HEADER, HIGHEST = 15, 18, 405  # points, also in wide letters; no program has higher rows than 409
WIDE = frozenset("WF")  # letters that take the room of two
MOMENT_SHOWN = len(MOMENT.replace('"', ""))
DAY_SHOWN = len("2025-06-01")


def column_widths(layout: Layout, like: Sequence[Sequence[Any]]) -> list[int]:
    """The width of each column, in characters, of a sheet with rows like some; headers above rows take two lines."""
    rows, widths = like[:MEASURED], []
    for place, (heads, form) in enumerate(zip(zip(*layout.headers, strict=True), layout.formats, strict=True)):
        head = next((one for one in reversed(heads) if one is not None), None)
        headed = _narrowest(str(head)) if rows and head is not None else len_shown(head)
        widest = max(headed, NARROWEST - BESIDE, *(len_shown(row[place], form) for row in rows))
        widths.append(min(WIDEST, widest + BESIDE))
    return widths


def overlong(layout: Layout, like: Sequence[Sequence[Any]]) -> set[int]:
    """The columns, from 1, whose texts would be cut without broken lines."""
    shown = [place for place in range(1, len(layout.formats) + 1) if place not in layout.hidden]
    return {
        place
        for place in shown
        if any(isinstance(text := row[place - 1], str) and len(text) > WIDEST for row in like[:MEASURED])
    }


def height(texts: Iterable[tuple[Any, int]]) -> int | None:
    """How high a row is, in points, whose cells break their lines in columns of some widths; None for one line.

    Spreadsheet programs leave it as it is where they do not open the file to be seen.
    """
    lines = max((_lines(text, width) for text, width in texts if isinstance(text, str)), default=1)
    return min(HIGHEST, LINE * lines) if lines > 1 else None


def len_shown(value: Any, form: Format = None) -> int:
    """How many characters a value takes in a column of some format."""
    if isinstance(value, str):
        return max(map(_length, value.splitlines()), default=0)
    if isinstance(value, datetime):
        return MOMENT_SHOWN
    if isinstance(value, date):
        return DAY_SHOWN
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return len(_number(value, form))
    return 0 if value is None else len(str(value))


def _number(value: float | Decimal, form: Format) -> str:
    if isinstance(form, WholeOr):
        form = form.whole if value == value // 1 else form.fraction
    shown = (form or "").partition(";")[0]
    if "0" not in shown:
        return str(value)
    _, _, decimals = shown.partition(".")
    return f"{value:{',' * (',' in shown)}.{decimals.count('0')}f}"


def _narrowest(head: str) -> int:
    """The least width that a header takes on its lines, words kept whole."""
    longest = max(map(len, head.split()), default=0)
    width = max(longest, ceil(len(head) / HEAD_LINES))
    while longest and len(wrap(head, width)) > HEAD_LINES:
        width += 1
    return width


def _lines(text: str, width: int) -> int:
    if len(text) < width and "\n" not in text:
        return 1
    return sum(max(1, len(wrap(line, max(1, width - 1)))) for line in text.splitlines())


def _length(line: str) -> int:
    return len(line) if line.isascii() else sum(1 + (east_asian_width(one) in WIDE) for one in line)
