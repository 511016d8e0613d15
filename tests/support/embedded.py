"""An embedded server of a test's own, and its processes."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from db.embedded import server as embedded
from tests.support.clocks import PATIENCE


@contextmanager
def started(data_dir: Path) -> Iterator[embedded.EmbeddedPostgres]:
    """A running server, stopped at the end."""
    server = embedded.start(data_dir)
    try:
        yield server
    finally:
        server.stop()


def processes(*, session: int | None = None, data_dir: Path | None = None) -> list[psutil.Process]:
    """What runs in a terminal session, or works on a data directory."""
    found = []
    for process in psutil.process_iter(["status"]):
        if process.info["status"] == psutil.STATUS_ZOMBIE:
            continue
        with suppress(psutil.Error, OSError):
            in_session = session is not None and os.getsid(process.pid) == session
            in_directory = data_dir is not None and Path(process.cwd()) == data_dir / "postgres"
            if in_session or in_directory:
                found.append(process)
    return found


def postmaster(data_dir: Path) -> psutil.Process:
    """The first process of a server that is up."""
    first = embedded.EmbeddedPostgres(data_dir).first_process()
    assert first is not None, f"no server of {data_dir} is up"
    return first


def until_none(find: Callable[[], list[psutil.Process]], *, seconds: float = PATIENCE) -> None:
    """Wait until nothing is found any more."""
    until = time.monotonic() + seconds
    while left := find():
        assert time.monotonic() < until, left
        time.sleep(0.1)
