"""What the child process runs that writes a workbook of spooled rows."""

import errno
import os
import pickle
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

NICENESS = 10  # behind those who answer questions


def main(_: bytes, send: Callable[[Any], None], title: str, spool: str, target: str) -> None:
    """Write the rows that lie in a file into a workbook; what the system refuses is told by its number."""
    # Whatever the library writes meanwhile lies in the same folder, which goes with the workbook, however this ends.
    tempfile.tempdir = str(Path(target).parent)
    try:
        _write(title, spool, target)
    except OSError as error:
        send(error.errno or errno.EIO)


def _write(title: str, spool: str, target: str) -> None:
    # openpyxl takes numpy's numbers where it finds it: our rows have none, and importing it takes as long as the rest.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    from server.render.workbook import Book

    os.nice(NICENESS)
    book = Book(title)
    with Path(spool).open("rb") as rows, suppress(EOFError):
        while True:
            book.append(pickle.load(rows))  # noqa: S301 – our own rows, spooled by our own server
    with Path(target).open("wb") as file:
        book.save(file)
