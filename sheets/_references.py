"""The names of cells and rows, which a program may leave out: whatever looks at one tag alone needs them."""

import re
from collections.abc import Iterable, Iterator

from sheets._extent import cell_position, row_number
from sheets.columns import letters

TAG = re.compile(rb"<((?:[^\s<>/\"'=]*:)?)(c|row)(?=[\s/>])((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>")
REFERENCE = re.compile(rb"(?<![\w:.-])r\s*=")
# Each begins with letters that are quickly searched for: twice as fast as counting what is usual.
UNNAMED = (re.compile(rb'<c(?=[\s/>])(?! r=")'), re.compile(rb'<row(?=[\s/>])(?! r=")'))
PREFIXED = (b":c", b":row")


class Named:
    """Writes into the tags of a worksheet which row and cell they are, where they do not say so."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self.before = b""  # the last piece that was not looked at tag by tag

    def follow(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The same pieces (no tag spread over two), with a name in every tag."""
        for piece in pieces:
            if is_named(piece):
                self.before = piece if b"<c " in piece or b"<row " in piece else self.before
                yield piece
            else:
                TAG.sub(self._named, self.before)
                self.before = b""
                yield TAG.sub(self._named, piece)

    def _named(self, tag: "re.Match[bytes]") -> bytes:
        prefix, name, attributes = tag.groups()
        if name == b"row":
            self.row, self.column = row_number(attributes) or self.row + 1, 0
            reference = str(self.row)
        else:
            self.row, self.column = cell_position(attributes) or (max(self.row, 1), self.column + 1)
            reference = f"{letters(self.column - 1)}{self.row}"
        if REFERENCE.search(attributes):
            return tag[0]
        return b'<%b%b r="%b"%b>' % (prefix, name, reference.encode(), attributes)


def is_named(piece: bytes) -> bool:
    """Whether all cells and rows of a piece are written as the usual programs do, with their names."""
    if b":" in piece and any(name in piece for name in PREFIXED):
        return False
    return not any(unnamed.search(piece) for unnamed in UNNAMED)
