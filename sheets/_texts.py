"""How much text the cells of a worksheet refer to, known before a parser makes a copy of it for each of them."""

import re
from array import array
from collections.abc import Iterable, Iterator

# The end of a shared text, and a cell's reference to one by its number, under any namespace prefix.
END = re.compile(rb"</(?:[^\s<>/]*:)?si\s*>")
USUAL = re.compile(rb' t="s"(?: [a-z]{1,3}="[^"<>]*")*><v>([0-9]{1,9})<')  # in a third of the time
NUMBERED = re.compile(
    rb"<(?:[^\s<>/]*:)?c\s(?:[^<>]*\s)?t\s*=\s*[\"']s[\"'][^<>]*>\s*<(?:[^\s<>/]*:)?v[^<>]*>\s*([0-9]{1,9})\s*<"
)


class References:
    """Counts the cells that refer to a shared text; never too few."""

    def __init__(self) -> None:
        self.count = 0

    def follow(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The same pieces (no tag spread over two)."""
        for piece in pieces:
            self.count += _references(piece)
            yield piece


def lengths(pieces: Iterable[bytes]) -> "array[int]":
    """The bytes of each shared text, its markup included."""
    found, open_ = array("Q"), 0
    for piece in pieces:
        start = 0
        for end in END.finditer(piece):
            found.append(open_ + end.start() - start)
            open_, start = 0, end.end()
        open_ += len(piece) - start
    return found


def referred(pieces: Iterable[bytes], *, references: int, texts: "array[int]") -> int:
    """The bytes of all texts that cells refer to; a cell that cannot be understood counts as the longest one."""
    total = understood = 0
    carried = b""
    for piece in pieces:
        # A cell and its value are two tags, which may lie in two pieces.
        data = carried + piece
        cut = max(data.rfind(b"<c "), data.rfind(b":c "), 0)
        data, carried = data[:cut], data[cut:]
        total, understood = _add(data, total, understood, texts)
    total, understood = _add(carried, total, understood, texts)
    return total + max(0, references - understood) * max(texts, default=0)


def _references(data: bytes) -> int:
    return data.count(b'"s"') + (data.count(b"'s'") if b"'" in data else 0)


def _add(data: bytes, total: int, understood: int, texts: "array[int]") -> tuple[int, int]:
    found = USUAL.findall(data)
    numbers = list(map(int, found if len(found) == _references(data) else NUMBERED.findall(data)))
    return total + sum(texts[number] for number in numbers if number < len(texts)), understood + len(numbers)
