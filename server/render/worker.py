"""What the child process runs that writes a workbook of spooled rows."""

import os
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

NICENESS = 10  # behind those who answer questions


def main(_: bytes, __: Callable[[Any], None], title: str, spool: str, target: str) -> None:
    """Write the rows that lie in a file into a workbook."""
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
