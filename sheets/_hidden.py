"""Rows and columns of a worksheet that nobody sees: hidden, filtered out, folded away, or without any size."""

import re
from collections.abc import Iterable, Iterator

UNSEEN = rb"(?<![\w:.-])(?:hidden\s*=\s*[\"'](?:1|true)|(?:ht|width)\s*=\s*[\"']0(?:\.0*)?)[\"']"
TAG = re.compile(rb"<(?:[\w.-]+:)?(row|col)(?=\s)([^<>]*?" + UNSEEN + rb"[^<>]*)>")
TRACES = (b"hidden", b'ht="0', b'width="0')
RARE_TRACES = (b"ht='0", b"width='0")
NUMBER = re.compile(rb"(?<![\w:.-])(r|min|max)\s*=\s*[\"']([0-9]{1,7})[\"']")


class Hidden:
    """The numbers (from 1) of the rows, and the first and last of each run of columns, that are not seen."""

    def __init__(self) -> None:
        self.rows: set[int] = set()
        self.columns: list[tuple[int, int]] = []

    def follow(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The same pieces (no tag spread over two)."""
        for piece in pieces:
            traces = TRACES + RARE_TRACES if b"'" in piece else TRACES
            if any(trace in piece for trace in traces):
                self._look_at(piece)
            yield piece

    def has_column(self, column: int) -> bool:
        """Whether a column (from 0) is not seen."""
        return any(first <= column + 1 <= last for first, last in self.columns)

    def _look_at(self, piece: bytes) -> None:
        for name, attributes in TAG.findall(piece):
            numbers = {key: int(number) for key, number in NUMBER.findall(attributes)}
            if name == b"row" and b"r" in numbers:
                self.rows.add(numbers[b"r"])
            elif name == b"col" and b"min" in numbers:
                self.columns.append((numbers[b"min"], numbers.get(b"max", numbers[b"min"])))
