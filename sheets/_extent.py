"""Where the filled cells of a worksheet lie, found in its XML before a parser allocates room for them."""

import re
from collections.abc import Iterable, Iterator
from operator import itemgetter

from sheets._errors import Unreadable
from sheets._table import too_many_rows
from sheets.limits import LAST_COLUMN, LAST_ROW, SheetLimits

# Any <c or <row start tag, under any namespace prefix: what a parser could take for a cell is matched here too.
OPENING = re.compile(rb"<(?:[^\s<>/\"'=]*:)?(?:c|row)(?=[\s/>])")
TAG = re.compile(rb"<(?:[^\s<>/\"'=]*:)?(c|row)(?=[\s/>])((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>")
REFERENCE = re.compile(rb"(?<![\w:.-])r\s*=\s*[\"']([^\"']*)[\"']")
CELL_NAME = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})")
# The spelling that the usual programs write, matched in one go: a third of the time of looking at each tag.
TRACES, PREFIXED = (b"<c", b"<row"), (b":c", b":row")  # found in every OPENING, and in little else
USUAL_FILLED = re.compile(rb'<c r="([A-Z]{1,3}+)([1-9][0-9]{0,6}+)"(?: (?:[st]|[cv]m|ph)="[^"<>]*+")*+>')
USUAL_BLANK = re.compile(rb'<c r="[A-Z]{1,3}+[1-9][0-9]{0,6}+"(?: (?:[st]|[cv]m|ph)="[^"<>]*+")*+ ?/>')
USUAL_ROW = re.compile(rb'<row r="([1-9][0-9]{0,6}+)"(?: [\w:.]++="[^"<>]*+")*+ ?/?>')
ERROR_TYPE = re.compile(rb"(<(?:[^\s<>/\"'=]*:)?c\s[^<>]*?(?<![\w:.-])t\s*=\s*[\"'])e([\"'])")


class Extent:
    """The smallest rectangle around the filled cells met so far, kept inside the limits; blank cells do not count."""

    def __init__(self, *, limits: SheetLimits) -> None:
        self.limits = limits
        self.top = self.left = 10**9
        self.bottom = self.right = 0
        self.row = self.column = 0  # of the last tag: cells without a reference follow on from it

    @property
    def is_empty(self) -> bool:
        """Whether no filled cell was met."""
        return self.bottom == 0

    def follow(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The same pieces (no tag spread over two), each looked at, with error cells declared as text.

        Raises Unreadable as soon as a filled cell lies outside the limits or a tag cannot be understood.
        """
        for piece in pieces:
            self.look_at(piece)
            # The workbook reader returns nothing for an error cell; as text its "#N/A" comes through.
            has_error = b'"e"' in piece or (b"'" in piece and b"'e'" in piece)
            yield ERROR_TYPE.sub(rb"\1str\2", piece) if has_error else piece

    def look_at(self, piece: bytes) -> None:
        """Take in the cells of one piece."""
        filled, rows = USUAL_FILLED.findall(piece), USUAL_ROW.findall(piece)
        traces = TRACES + PREFIXED if b":" in piece else TRACES
        unusual = sum(map(piece.count, traces)) - len(filled) - len(rows)
        if unusual and unusual != len(USUAL_BLANK.findall(piece)):
            self.walk(piece)
            return
        if rows:
            self.row, self.column = int(rows[-1]), 0
        if filled:
            columns = list(map(column_number, set(map(itemgetter(0), filled))))
            numbers = list(map(int, set(map(itemgetter(1), filled))))
            self.stretch(rows=(min(numbers), max(numbers)), columns=(min(columns), max(columns)))
            self.column = max(columns)

    def walk(self, piece: bytes) -> None:
        """Take in the cells of one piece tag by tag, however they are written."""
        found = TAG.findall(piece)
        if len(found) != len(OPENING.findall(piece)):
            raise unreadable()
        for name, attributes in found:
            if name == b"row":
                self.row, self.column = row_number(attributes) or self.row + 1, 0
            else:
                self.cell(attributes)

    def cell(self, attributes: bytes) -> None:
        """Take in one cell: at its reference, or right of the one before."""
        row, self.column = cell_position(attributes) or (self.row, self.column + 1)
        if row > LAST_ROW or self.column > LAST_COLUMN:
            raise unreadable()
        if not attributes.endswith(b"/"):
            self.stretch(rows=(row, row), columns=(self.column, self.column))

    def stretch(self, *, rows: tuple[int, int], columns: tuple[int, int]) -> None:
        """Make the rectangle hold these rows and columns (from 1, both ends included)."""
        self.top, self.bottom = min(self.top, rows[0]), max(self.bottom, rows[1])
        self.left, self.right = min(self.left, columns[0]), max(self.right, columns[1])
        area = (self.bottom - self.top + 1) * (self.right - self.left + 1)
        limits = self.limits
        if self.bottom > limits.rows + 1 or self.right > limits.columns or area > limits.cells:
            raise too_many_rows(limits=limits)


def cell_position(attributes: bytes) -> tuple[int, int] | None:
    """(row, column) from 1 that a cell's tag names, None when it names none; raises Unreadable for any other name."""
    references = REFERENCE.findall(attributes)
    if not references:
        return None
    name = CELL_NAME.fullmatch(references[0])
    if name is None or len(references) > 1:
        raise unreadable()
    return int(name[2]), column_number(name[1])


def row_number(attributes: bytes) -> int | None:
    """The number that a row's tag names, None when it names none; raises Unreadable for any other name."""
    references = REFERENCE.findall(attributes)
    if not references:
        return None
    if len(references) > 1 or not references[0].isdigit() or len(references[0]) > 7:
        raise unreadable()
    return int(references[0])


def column_number(letters: bytes) -> int:
    """1 for A, 27 for AA, 16,384 for XFD."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def unreadable() -> Unreadable:
    """The refusal of a cell or row that no sheet has."""
    return Unreadable(
        "the workbook names a cell or row that no sheet has", accepted="cells from A1 to XFD1048576 at most"
    )
