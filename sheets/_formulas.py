"""Formulas of a worksheet: what was never calculated is no value, and must not be read as an empty cell or a zero."""

import re
from collections.abc import Iterable, Iterator

from sheets._markup import LONGEST_TEXT
from sheets._outline import Pending
from sheets.sheet import NOT_CALCULATED, Reading

MOST_NAMED = 100  # of the cells that are formulas
PREFIX = rb"(?:[\w.-]+:)?"
FORMULA = re.compile(
    rb"<(" + PREFIX + rb")c(?=[\s>])([^<>]*)>\s*"
    rb"<" + PREFIX + rb"f(?=[\s/>])(?:[^<>]*/>|[^<>]*>[^<]*</" + PREFIX + rb"f\s*>)\s*"
    rb"(?:<" + PREFIX + rb"v(?:\s[^<>]*)?(?:/>|>([^<]*)</" + PREFIX + rb"v\s*>))?\s*"
    rb"</" + PREFIX + rb"c\s*>"
)
START = re.compile(rb"<" + PREFIX + rb"c(?=[\s>])")
TYPE = re.compile(rb"(?<![\w:.-])t\s*=\s*[\"']([a-zA-Z]*)[\"']")
NAME = re.compile(rb"(?<![\w:.-])r\s*=\s*[\"']([A-Za-z]{1,3}[0-9]{1,7})[\"']")
ZERO = re.compile(rb"[+-]?0*\.?0*(?:[eE][+-]?[0-9]+)?")


class Formulas:
    """Counts the formulas of a worksheet, and puts an error where one has no value.

    A file may say that its values are yet to be calculated: with Pending.ALL a zero or an empty text is none, and any
    other value is `outdated`, for nobody knows of when it is. With Pending.SOME every value is outdated.
    """

    def __init__(self, *, pending: Pending) -> None:
        self.pending = pending
        self.count = self.uncalculated = self.outdated = 0
        self.names: list[str] = []
        self.first_uncalculated: str | None = None
        self.first_outdated: str | None = None

    def follow(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The same pieces (no cell spread over two), with errors for values."""
        for piece in whole_cells(pieces):
            has_formula = b"<f" in piece or (b":" in piece and b":f" in piece)
            yield FORMULA.sub(self._checked, piece) if has_formula else piece

    def describe(self, reading: Reading) -> None:
        """Say in a reading what was found."""
        reading.formulas, reading.formula_cells = self.count, self.names
        reading.uncalculated, reading.first_uncalculated = self.uncalculated, self.first_uncalculated
        reading.outdated, reading.first_outdated = self.outdated, self.first_outdated

    def _checked(self, cell: "re.Match[bytes]") -> bytes:
        prefix, attributes, value = cell.groups()
        self.count += 1
        named = NAME.search(attributes)
        name = named[1].decode().upper() if named else None
        if name is not None and len(self.names) < MOST_NAMED:
            self.names.append(name)
        if self._has_value(attributes, value):
            if self.pending is not Pending.NONE:
                self.outdated += 1
                self.first_outdated = self.first_outdated or name
            return cell[0]
        self.uncalculated += 1
        self.first_uncalculated = self.first_uncalculated or name
        kept = TYPE.sub(b"", attributes).rstrip() + b' t="str"'
        return b"<%bc%b><%bv>%b</%bv></%bc>" % (prefix, kept, prefix, NOT_CALCULATED.encode(), prefix, prefix)

    def _has_value(self, attributes: bytes, value: bytes | None) -> bool:
        declared = TYPE.search(attributes)
        kind, stripped = declared[1] if declared else b"n", (value or b"").strip()
        if self.pending is Pending.ALL:
            return not ZERO.fullmatch(stripped)
        # A text formula may well be calculated to nothing: =IF(A1="","",A1).
        return bool(stripped) or kind == b"str"


def whole_cells(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes (no tag spread over two pieces), cut before a cell, so that none is spread over two pieces."""
    carried = b""
    for piece in pieces:
        data = carried + piece
        cut = last_cell(data)
        if len(data) - cut > LONGEST_TEXT:  # what lies below the cells, or a cell that no program writes
            cut = len(data)
        carried = data[cut:]
        yield data[:cut]
    yield carried


def last_cell(data: bytes) -> int:
    """Where the last cell begins, 0 where there is none."""
    usual = data.rfind(b"<c ")
    if usual > 0:
        return usual
    return max((found.start() for found in START.finditer(data)), default=0)
