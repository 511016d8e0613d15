"""A real server process on a free port, stopped by its own process id."""

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.support import api, loopback, prepared
from tests.support.clocks import PATIENCE

READY_WITHIN = 2 * PATIENCE


@dataclass(frozen=True)
class LiveServer:
    """Where a server listens; tokens are for the sample tenant unless named."""

    url: str
    process: prepared.Running
    log: Path

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rpartition(":")[2])

    def logged(self) -> list[dict[str, Any]]:
        """What its log tells so far, line by line; not the one that is being written."""
        return [json.loads(line) for line in self.log.read_text().split("\n")[:-1]]

    def token(self, *roles: str, tenant: str = "demo") -> str:
        """A token that the server accepts."""
        return api.token(*roles, tenant=tenant)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(database_url: str, folder: Path, *arguments: str, **settings: object) -> Iterator[LiveServer]:
    """`headroom serve` on a database, patient but for settings such as pool_wait=1, until the block ends."""
    port = free_port()
    environment = {
        **os.environ,
        "HEADROOM_DATABASE_URL": database_url,
        "HEADROOM_JWT_SECRET": api.SECRET,
        "HEADROOM_DATA_DIR": str(folder),
        **{f"HEADROOM_{name.upper()}": str(value) for name, value in {**api.PATIENT, **settings}.items()},
    }
    log = folder / f"server-{port}.log"
    with log.open("wb") as written:
        process = prepared.start(
            ["serve", "--port", str(port), *arguments], env=environment, cwd=folder, stderr=written
        )
    server = LiveServer(f"http://127.0.0.1:{port}", process, log)
    try:
        _wait(server)
        yield server
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(server: LiveServer) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        assert server.process.poll() is None, f"the server ended before it was ready: {server.log.read_text()}"
        try:
            if loopback.get(f"{server.url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server was not ready in time")
