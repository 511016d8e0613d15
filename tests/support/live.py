"""A real server process on a free port, stopped by its own process id."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.support import api

READY_WITHIN = 60


@dataclass(frozen=True)
class LiveServer:
    """Where a server listens; tokens are for the sample tenant unless named."""

    url: str
    process: subprocess.Popen[bytes]

    def token(self, *roles: str, tenant: str = "demo") -> str:
        """A token that the server accepts."""
        return api.token(*roles, tenant=tenant)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(database_url: str, folder: Path, *arguments: str, log: Path | None = None) -> Iterator[LiveServer]:
    """`headroom serve` on a database, until the block ends; what it says goes to `log`, if given."""
    port = free_port()
    environment = {
        **os.environ,
        "HEADROOM_DATABASE_URL": database_url,
        "HEADROOM_JWT_SECRET": api.SECRET,
        "HEADROOM_DATA_DIR": str(folder),
    }
    command = [sys.executable, "-m", "server.cli", "serve", "--port", str(port), *arguments]
    with log.open("wb") if log else nullcontext() as said:
        process = subprocess.Popen(command, env=environment, cwd=folder, stderr=said)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(process, url)
        yield LiveServer(url, process)
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended before it was ready"
        try:
            if httpx.get(f"{url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server was not ready in time")
