"""How numbers are written in the text cells of a file: the decimal mark is settled once, from all cells that tell it.

"1.234,5" and "0,25" can be read in one way alone, "1.000" in two. Real numbers of a workbook are what they are.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sheets._errors import Unreadable
from sheets.cells import text
from sheets.sheet import CellValue

MARKS = (".", ",")
OTHER = {".": ",", ",": "."}
MARK_NAMES = {
    ".": ".", "point": ".", "dot": ".", "period": ".",
    ",": ",", "comma": ",",
}  # fmt: skip
MINUS = str.maketrans({"\u2212": "-", "\u2012": "-", "\u2013": "-", "\u2010": "-", "\u2011": "-", "\ufe63": "-"})
APOSTROPHES = re.compile("(?<=\\d)['\u2019\u02bc\u00b4`](?=\\d)")
CURRENCY = re.compile(r"[$€£¥₹₩₽¢]|(?<![A-Za-z])(?:USD|EUR|GBP|INR|CHF|PLN|CAD|AUD|JPY|Rs\.?|zł|kr)(?![A-Za-z])")
AMOUNT = re.compile(r"(?P<sign>[+-]?)(?P<digits>\d[\d.,' ]*|[.,]\d+)(?P<after>-?)", re.ASCII)
GROUPED = {
    # In groups of three, or as in India: three, and then two and two.
    group: re.compile(
        rf"[1-9]\d{{0,2}}(?:{re.escape(group)}\d{{3}})+|[1-9]\d?(?:{re.escape(group)}\d{{2}})+{re.escape(group)}\d{{3}}"
    )
    for group in (".", ",", " ", "'")
}
HALF = re.compile(r"\d{1,3}([.,])\d{3}", re.ASCII)
ACCEPTED = '"." or ","'


class Amount(NamedTuple):
    """A number taken apart: is it negative, its digits with whatever separates them, and "%" or nothing."""

    is_negative: bool
    digits: str
    percent: str


class Written(NamedTuple):
    """A cell of a column of numbers, and where it stands; `is_whole`: the column holds whole numbers alone."""

    cell: CellValue
    row: int
    column: str
    is_whole: bool

    def __str__(self) -> str:
        return f'"{self.cell}" in row {self.row}, {self.column}'


@dataclass(frozen=True)
class Notation:
    """The decimal mark of a file, None where none of its cells tells it; `told_by` is the cell that did."""

    mark: str | None = None
    told_by: str | None = None

    def plain(self, cell: CellValue) -> CellValue:
        """A cell of numbers as a parser takes it: "1.234,5 %" is "1234.5%"; what is no number stays as it is.

        Raises ValueError for an amount of money, and for what can be read in two ways while no cell of the file tells.
        """
        if not isinstance(cell, str) or (cell.isascii() and cell.isdigit()):
            return cell
        spelled = text(cell)
        if spelled is None:
            return None
        if CURRENCY.search(spelled) and amount_of(CURRENCY.sub("", spelled)) is not None:
            raise ValueError("is an amount of money; a number without a currency is accepted")
        amount = amount_of(spelled)
        if amount is None:
            return spelled
        number = self._number(amount.digits)
        return f"{'-' if amount.is_negative else ''}{number}{amount.percent}" if number is not None else spelled

    def _number(self, digits: str) -> str | None:
        readings = {mark: number for mark in MARKS if (number := number_with(digits, mark=mark)) is not None}
        if self.mark is not None:
            if self.mark not in readings and readings:
                raise ValueError(
                    f"is no number with the decimal mark {self.mark!r}, which this file has; "
                    f"{readings[OTHER[self.mark]].replace('.', self.mark)} is accepted"
                )
            return readings.get(self.mark)
        if len(set(readings.values())) > 1:
            first, second = (
                reading.rstrip("0").rstrip(".") if "." in reading else reading for reading in sorted(readings.values())
            )
            raise ValueError(
                f"can be read as {first} or as {second}, and no cell of the file tells which; "
                "say which decimal mark it has, or write the number without thousands separators"
            )
        return next(iter(readings.values()), None)


def decimal_mark(asked: str | None) -> str | None:
    """The decimal mark that is asked for, None for none; raises Unreadable for what is no such mark."""
    if asked is None:
        return None
    mark = MARK_NAMES.get(asked.strip().lower())
    if mark is None:
        raise Unreadable(f"{asked[:40]!r} is no decimal mark", accepted=ACCEPTED)
    return mark


def settle(cells: Iterable[Written], *, asked: str | None) -> Notation:
    """The notation of a file, from all of its cells that should be numbers, or as it is asked for.

    Raises Unreadable naming both cells where two cells tell different marks.
    """
    if asked is not None:
        return Notation(mark=asked)
    tellers: dict[str, Written] = {}
    implied: Written | None = None
    for written in cells:
        if not isinstance(written.cell, str) or written.cell.isdigit():
            continue
        mark = mark_told_by(written.cell)
        if mark is not None:
            tellers.setdefault(mark, written)
        elif implied is None and written.is_whole and implies_point(written.cell):
            implied = written
    if len(tellers) > 1:
        raise Unreadable(
            f"numbers are written with two decimal marks: {tellers['.']}, and {tellers[',']}",
            accepted="one decimal mark in the whole file",
        )
    for mark, written in tellers.items():
        return Notation(mark, str(written))
    return Notation(".", str(implied)) if implied is not None else Notation()


def mark_told_by(cell: str) -> str | None:
    """The decimal mark that a text cell can only have; None where it may have either, or is no number."""
    digits = digits_of(cell)
    if digits is None or not ("." in digits or "," in digits):
        return None
    possible = [mark for mark in MARKS if number_with(digits, mark=mark) is not None]
    return possible[0] if len(possible) == 1 else None


def implies_point(cell: str) -> bool:
    """Whether a text is a whole number as such are written where the mark is ".": 1,234."""
    digits = digits_of(cell)
    found = HALF.fullmatch(digits) if digits is not None else None
    return found is not None and found[1] == ","


def digits_of(cell: str) -> str | None:
    """The digits of a text cell that is a number, with what separates them; None for anything else."""
    try:
        spelled = text(cell)
    except ValueError:
        return None
    amount = amount_of(CURRENCY.sub("", spelled)) if spelled is not None else None
    return amount.digits if amount is not None else None


def amount_of(spelled: str) -> Amount | None:
    """A text taken apart; None when it is no number. Minus signs may follow, and parentheses mean negative."""
    percent = "%" if spelled.rstrip().endswith("%") else ""
    core = APOSTROPHES.sub("'", spelled.translate(MINUS).replace("%", "", 1) if percent else spelled.translate(MINUS))
    core = core.strip()
    in_parentheses = core.startswith("(") and core.endswith(")")
    found = AMOUNT.fullmatch(core[1:-1].strip() if in_parentheses else core)
    if found is None or (found["sign"] and found["after"]) or (in_parentheses and (found["sign"] or found["after"])):
        return None
    return Amount(in_parentheses or "-" in (found["sign"], found["after"]), found["digits"].strip(), percent)


def number_with(digits: str, *, mark: str) -> str | None:
    """The digits with this decimal mark, as plain digits and "."; None when they are no number so."""
    whole, point, decimals = digits.partition(mark)
    if point and not (decimals.isdigit() or (not decimals and whole)):
        return None
    groups = {character for character in whole if not character.isdigit()}
    if len(groups) > 1 or (groups and not GROUPED[groups.pop()].fullmatch(whole)):
        return None
    plain = "".join(filter(str.isdigit, whole))
    return (plain or "0") + (f".{decimals}" if decimals else "")
