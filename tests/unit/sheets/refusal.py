"""What it costs to refuse a file: processor time, and the memory of the child process that reads it."""

import asyncio
import os
import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sheets import Unreadable
from sheets.limits import MIB, SheetLimits
from sheets.read import read_sheet
from tests.support.clocks import PATIENCE

SOON = 2.0  # seconds of processor time, server and reader together: the machine may be busy with other tests
LITTLE = 150 * MIB


def processor_time() -> float:
    """Seconds this process and its ended children have used."""
    return sum(os.times()[:4])


async def refused(content: bytes, *, filename: str = "roster.xlsx", **limits: float) -> Unreadable:
    """The refusal of a file, which came soon and took little memory."""
    started = processor_time()
    with watched_readers() as peaks, pytest.raises(Unreadable) as raised:
        await read_sheet(content, filename=filename, limits=SheetLimits(**{"seconds": PATIENCE, **limits}))
    assert processor_time() - started < SOON
    assert all(peak < LITTLE for peak in peaks.values()), peaks
    assert raised.value.accepted
    return raised.value


@contextmanager
def watched_readers() -> Iterator[dict[int, int]]:
    """The most memory that each reader has used, in bytes by process; nothing where the system does not tell."""
    peaks: dict[int, int] = {}
    create = asyncio.create_subprocess_exec

    async def noted(*arguments, **options):  # type: ignore[no-untyped-def]
        process = await create(*arguments, **options)
        threading.Thread(target=_watch, args=(process.pid, peaks), daemon=True).start()
        return process

    asyncio.create_subprocess_exec = noted
    try:
        yield peaks
    finally:
        asyncio.create_subprocess_exec = create


def _watch(pid: int, peaks: dict[int, int]) -> None:
    # What the system tells of ended children counts the test's own memory too, as a child has it before it becomes one.
    with suppress(OSError, TypeError):
        while sys.platform == "linux":
            status = Path(f"/proc/{pid}/status").read_text()
            peaks[pid] = int(re.search(r"VmHWM:\s+(\d+)", status)[1]) * 1024  # type: ignore[index]
            time.sleep(0.001)
