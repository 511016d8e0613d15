"""Rows of a sheet as XML. There are millions of cells: each is a piece of text, and no object is made of it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from server.render.cells import FORMULA, digits, in_xml, value_of
from services.shared.workbook import Format, WholeOr


class Looks(NamedTuple):
    """The styles of a column's cells, by their ids in the workbook: of what is written, whichever it is."""

    number: int
    fraction: int
    moment: int
    text: int
    odd: int  # a text that would be taken for a formula
    day: int


class ColumnOfCells:
    """The cells of a column, as they are written."""

    def __init__(self, place: int, form: Format, looks: Looks) -> None:
        self._letter = get_column_letter(place)
        self._has_form, self._tells_fractions = form is not None, isinstance(form, WholeOr)
        self._number, self._fraction = (f'" s="{style}" t="n"><v>' for style in looks[:2])
        self._moment, self._day = (f'" s="{style}" t="n"><v>' for style in (looks.moment, looks.day))
        self._flag = f'" s="{looks.number}" t="b"><v>'
        self._text, self._odd = (f'" s="{style}" t="inlineStr">' for style in (looks.text, looks.odd))

    def cell(self, value: Any, row: int) -> str:
        """A value as the column shows it; text is text and never a formula nor an error, whatever it begins with."""
        held = value_of(value)
        if held is None:
            return ""
        if isinstance(held, str):
            begin = self._odd if held.startswith(FORMULA) else self._text
            return f'<c r="{self._letter}{row}{begin}{_text(held)}</c>'
        return f'<c r="{self._letter}{row}{self._begun(held)}{_number(held)}</v></c>'

    def _begun(self, held: Any) -> str:
        if isinstance(held, bool):
            return self._flag
        if isinstance(held, date):
            return self._moment if isinstance(held, datetime) or self._has_form else self._day
        return self._fraction if self._tells_fractions and held != int(held) else self._number


def rows_in_xml(
    columns: Sequence[ColumnOfCells],
    rows: Sequence[Sequence[Any]],
    *,
    first: int,
    heights: Sequence[int | None],
) -> str:
    """Rows of a sheet, counted on from the first one's number; each is so many points high, where it is said."""
    makers: list[Callable[[Any, int], str]] = [column.cell for column in columns]
    return "".join(
        f'<row r="{number}"{_height(tall)}>'
        f"{''.join([cell(value, number) for cell, value in zip(makers, row, strict=True)])}</row>"
        for number, (row, tall) in enumerate(zip(rows, heights, strict=True), start=first)
    )


def _height(tall: int | None) -> str:
    return f' ht="{tall}" customHeight="1"' if tall else ""


def _text(text: str) -> str:
    if not text:
        return ""
    text = in_xml(text)
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<is><t xml:space="preserve">{text}</t></is>' if text != text.strip() else f"<is><t>{text}</t></is>"


def _number(held: Any) -> str:
    """Every digit of it: openpyxl would write sixteen, and of 8.2 make 8.199999999999999."""
    if isinstance(held, date):
        return _serial(held)
    if isinstance(held, Decimal):
        return digits(held)
    return str(int(held)) if isinstance(held, bool) else repr(held)


@lru_cache(maxsize=16_384)
def _serial(moment: date) -> str:
    """Days since the beginning of 1900, as programs count them."""
    days: float = to_excel(moment)  # type: ignore[no-untyped-call]
    return f"{days:.16g}"
