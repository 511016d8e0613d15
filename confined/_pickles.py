"""A codec: pickles of any size, written and read by calls that each take little.

`pickle.dumps` and `loads` keep the interpreter from every other thread until they are done: a tenth of a second for a
hundred thousand objects. Through a file that is written in Python the same code of the library comes up for air at
every frame, 64 KiB, and others have their turns.

As with any pickle: only for what our own processes say.
"""

import pickle
from typing import Any


def dumps(message: Any) -> bytes:
    """What `pickle.loads` makes the message of."""
    sink = _Sink()
    pickle.Pickler(sink, protocol=pickle.HIGHEST_PROTOCOL).dump(message)
    return b"".join(sink.pieces)


def loads(content: bytes) -> Any:
    """The message that `dumps` has made the bytes of; raises anything for bytes that hold none."""
    return pickle.Unpickler(_Source(content)).load()  # noqa: S301 – our own words, see above


class _Sink:
    """A file of which nothing is needed but that it is written to."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: Any) -> int:
        """Keep a piece; a large string comes as a view of itself."""
        self.pieces.append(bytes(piece))
        return len(piece)


class _Source:
    """A file of which nothing is needed but that it is read."""

    def __init__(self, content: bytes) -> None:
        self._content = memoryview(content)
        self._place = 0

    def read(self, size: int = -1) -> bytes:
        """So many bytes from here on, or all."""
        begin = self._place
        self._place = len(self._content) if size < 0 else min(begin + size, len(self._content))
        return bytes(self._content[begin : self._place])

    def readinto(self, into: Any) -> int:
        """The same into a buffer: how large strings are read."""
        piece = self.read(len(into))
        into[: len(piece)] = piece
        return len(piece)

    def readline(self) -> bytes:
        """A line: pickles of old protocols have some."""
        rest = bytes(self._content[self._place :])
        return self.read(rest.find(b"\n") + 1 or -1)
