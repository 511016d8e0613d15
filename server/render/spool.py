"""A workbook in the making: rows spooled to a file while they are read, then written by a child process.

Whoever reads them from the database gives the connection back before anything is rendered, memory stays that of some
rows, and the event loop has nothing to do with it.
"""

import asyncio
import os
import pickle
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from io import FileIO
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

from confined import Limits, Program, running
from services.shared.errors import BadRequest, Unavailable
from services.shared.workbook import Layout, SheetRows, Workbook

MOST_ROWS = 1_048_576  # of a sheet, its headers included
ROWS = 500  # that are spooled at once, so that others get their turns
PIECE = 256 * 1024
# No limit on files: the workbook is one. Pickles are safe here: the child reads what we have written ourselves.
LIMITS = Limits(memory=2 * 1024**3, output=1024**2, file_size=None)
WRITER = Program("server.render.worker", codec=pickle, libraries=("openpyxl", "et_xmlfile"), shows_errors=True)


class WorkbookInMaking:
    """Is filled, rendered, and sent piece by piece; raises Unavailable where its files cannot be written."""

    def __init__(self) -> None:
        self._title = ""
        self._counts: Counter[str] = Counter()

    async def __aenter__(self) -> Self:
        """Make the folder that it is made in."""
        with _files_written():
            self._folder = TemporaryDirectory(prefix="headroom-workbook-")
        self._spool, self._book = Path(self._folder.name, "rows"), Path(self._folder.name, "book.xlsx")
        return self

    async def __aexit__(self, _: type | None, __: BaseException | None, ___: TracebackType | None) -> None:
        """Leave nothing behind."""
        await asyncio.to_thread(self._folder.cleanup)

    async def fill(self, workbook: Workbook) -> None:
        """Spool all rows; raises BadRequest for more than a sheet can hold."""
        self._title = workbook.title
        with self._begun() as spool:
            async for part in workbook.parts:
                rows = iter(part.rows)
                # A part without rows begins its sheet all the same.
                chunk, is_first = await asyncio.to_thread(_next_rows, rows), True
                while chunk or is_first:
                    self._count(part.layout, len(chunk))
                    _append(spool, pickle.dumps(SheetRows(part.layout, chunk)))
                    chunk, is_first = await asyncio.to_thread(_next_rows, rows), False

    async def render(self) -> None:
        """Write the workbook, in a child process."""
        async with running(WRITER, b"", self._title, str(self._spool), str(self._book), limits=LIMITS) as messages:
            async for number in messages:
                with _files_written():
                    raise OSError(number, os.strerror(number))

    async def pieces(self) -> AsyncIterator[bytes]:
        """The finished workbook."""
        with self._book.open("rb") as file:
            while piece := await asyncio.to_thread(file.read, PIECE):
                yield piece

    def _begun(self) -> FileIO:
        with _files_written():
            return self._spool.open("wb", buffering=0)

    def _count(self, layout: Layout, rows: int) -> None:
        self._counts[layout.title] += rows
        if self._counts[layout.title] > most_rows(layout):
            raise too_many_rows(layout)


def most_rows(layout: Layout) -> int:
    """How many rows fit below the headers of a sheet."""
    return MOST_ROWS - len(layout.notes) - len(layout.headers)


def too_many_rows(layout: Layout) -> BadRequest:
    """The refusal of a table that no sheet can hold."""
    most = most_rows(layout)
    return BadRequest(f"the table has more rows than a sheet holds; accepted: format=csv, or at most {most:,} rows")


def _append(spool: FileIO, content: bytes) -> None:
    """Write all of it at once: what a buffer kept back would fail when the file is closed, in place of what is told."""
    left = memoryview(content)
    with _files_written():
        while left:
            left = left[spool.write(left) :]


@contextmanager
def _files_written() -> Iterator[None]:
    """Inside, what the system does not let be written is Unavailable; why is for whoever runs the server."""
    try:
        yield
    except OSError as error:
        raise Unavailable("there is no room for a workbook now; try again in a moment") from error


def _next_rows(rows: Iterator[Sequence[Any]]) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in islice(rows, ROWS)]
