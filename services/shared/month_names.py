"""Months named by people: which one is meant by a name that is none, and the number of one in a cell."""

import re
from datetime import date

from services.shared.calendar import MONTH_NAMES, Month
from services.shared.near_words import near_word
from sheets.cells import MONTH_NUMBERS, month_name_or_number
from sheets.columns import written
from sheets.months import month_heading
from sheets.sheet import CellValue

LETTERS = re.compile(r"[^\W\d_]+")
SHORTEST = 3  # letters that tell a month from others: Jun, but Ju is June or July


def near_month(name: str) -> str | None:
    """The full English name of the month that a text probably means ("Apr", "juen", "4"); None for anything else."""
    spelled = name.strip()[:40]
    if spelled.isascii() and spelled.isdigit():
        return MONTH_NAMES[int(spelled) - 1] if 1 <= int(spelled) <= len(MONTH_NAMES) else None
    found = LETTERS.search(spelled)
    return _meant_by(found[0]) if found else None


def month_number(cell: CellValue) -> int:
    """1 to 12 for a month by name or number; raises ValueError, which names the month that was probably meant."""
    try:
        return month_name_or_number(cell)
    except ValueError as error:
        near = MONTH_NAMES[cell.month - 1] if isinstance(cell, date) else near_month(str(cell))
        raise ValueError(f"{error}; did you mean {near}?" if near is not None else str(error)) from None


def doubt_of_month(header: CellValue) -> str | None:
    """Why a heading that looks like a month, as "Juen-25" and "June" do, is none; None for any other."""
    if not isinstance(header, str) or month_heading(header) is not None:
        return None
    if (month := meant_month(header)) is not None:
        return f"names no month; did you mean {month.label}?"
    return "says no year" if written(header).strip(" .").casefold() in MONTH_NUMBERS else None


def meant_month(header: CellValue) -> Month | None:
    """The month that a heading names, or probably means; None for any other heading."""
    heading = month_heading(header)
    if heading is None and isinstance(header, str):
        spelled = written(header)[:40]
        words = LETTERS.findall(spelled)
        near = _meant_by(words[0]) if len(words) == 1 else None
        heading = month_heading(spelled.replace(words[0], near)) if near is not None else None
    return Month(*heading) if heading is not None else None


def _meant_by(word: str) -> str | None:
    folded = word.casefold()
    if (number := MONTH_NUMBERS.get(folded)) is not None:
        return MONTH_NAMES[number - 1]
    begun = [name for name in MONTH_NAMES if len(folded) >= SHORTEST and name.casefold().startswith(folded)]
    return begun[0] if len(begun) == 1 else near_word(word, MONTH_NAMES)
