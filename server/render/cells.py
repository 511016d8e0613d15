"""Values as they are written: text is text, numbers have every digit that they have, and nothing becomes a formula."""

import math
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

# Text that a spreadsheet program would take for a formula; the wide signs, where people type in wide letters.
FORMULA = ("=", "+", "-", "@", "\t", "\n", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
LONGEST = 32_767  # UTF-16 units, which is how spreadsheet programs count: an emoji is two
CUT = "… [cut]"
# Control characters, and what XML has no place for. All else is text: joiners, marks of direction, wide spaces.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
BREAK = re.compile(r"\r\n?")
# In a cell _x0041_ stands for A; where it is meant as it stands, its first line is told so.
CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def plain(text: str) -> str:
    """A text that a cell can hold: without control characters, cut with a mark where it is too long."""
    kept = text if text.isprintable() else UNWRITABLE.sub("", BREAK.sub("\n", text))
    return kept if 2 * len(kept) <= LONGEST else _cut(kept)


def in_xml(text: str) -> str:
    """A text as it stands in a workbook's XML, where some sequences are codes of characters."""
    return CODE.sub("_x005F_", text) if "_x" in text else text


def digits(value: Decimal) -> str:
    """An exact number as it is written in JSON, CSV and workbooks alike: 12.5 and 300, never 3E+2 or 12.5000."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def value_of(value: Any) -> Any:
    """A value as openpyxl takes it; what is not finite is empty, times lose their zone, which is UTC."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        return None
    if isinstance(value, datetime):
        return value.replace(tzinfo=None, microsecond=0)
    if value is None or isinstance(value, bool | int | float | Decimal | date):
        return value
    return plain(str(value))


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - len(CUT))].decode("utf-16-le", "ignore") + CUT
