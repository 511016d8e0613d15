"""Values as they are written: text is text, numbers have every digit that they have, and nothing becomes a formula."""

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

# Text that a spreadsheet program would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST = 32_767
CUT = "… [cut]"


def plain(text: str) -> str:
    """A text that a cell can hold: without control characters, cut with a mark where it is too long."""
    kept = text if text.isprintable() else "".join(one for one in text if one in "\t\n" or one.isprintable())
    return kept if len(kept) <= LONGEST else kept[: LONGEST - len(CUT)] + CUT


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
