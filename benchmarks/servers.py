"""The servers under measurement: each a process on a free port of the loopback, stopped by its process id."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil

from benchmarks.data import TENANT
from db.embedded import server as embedded
from db.embedded.server import EmbeddedPostgres
from db.shared.enums import Role
from server.commands.signals import Stopped, stopping_in_order
from server.settings import Settings
from server.signin.tokens import TokenIssuer

SECRET = "a secret of the benchmarks, long enough to sign with"
READY_WITHIN = 60
WATCHED_EVERY = 0.1
HERE = Path(__file__).parent.parent

REAL = (sys.executable, "-m", "server.cli", "serve", "--port")
BARE = (sys.executable, "-m", "benchmarks.limit", "--port")


@dataclass
class Server:
    """A running server and the memory it was seen with, in bytes."""

    port: int
    process: subprocess.Popen[bytes]
    peak: int = 0
    done: threading.Event = field(default_factory=threading.Event)

    def memory(self) -> int:
        """What is resident now."""
        return int(psutil.Process(self.process.pid).memory_info().rss)

    def watch(self) -> None:
        """Remember the most that was ever resident, until it is done."""
        while not self.done.wait(WATCHED_EVERY):
            try:
                self.peak = max(self.peak, self.memory())
            except psutil.NoSuchProcess:
                return


def configured(database_url: str, folder: Path, **settings: object) -> dict[str, str]:
    """The environment of ours: on a database, with settings such as columnar=False."""
    return {
        "HEADROOM_DATABASE_URL": database_url,
        "HEADROOM_JWT_SECRET": SECRET,
        "HEADROOM_DATA_DIR": str(folder),
        "PYTHONPATH": str(HERE),
        **{f"HEADROOM_{name.upper()}": str(value) for name, value in settings.items()},
    }


@contextmanager
def own_postgres() -> Iterator[tuple[EmbeddedPostgres, Path]]:
    """A PostgreSQL and a folder of its own, both gone afterwards; whoever stops the run early stops them in order."""
    with (
        suppress(KeyboardInterrupt, Stopped),
        stopping_in_order(),
        tempfile.TemporaryDirectory(prefix="headroom-bench-") as name,
    ):
        postgres = embedded.start(Path(name))
        try:
            yield postgres, Path(name)
        finally:
            postgres.stop()


@contextmanager
def serving(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> Iterator[Server]:
    """A server, told its port as the last argument, until the block ends; what it logs goes into the folder."""
    port = _free_port()
    with (folder / f"{port}.log").open("wb") as log:  # it tells of every request
        process = subprocess.Popen([*command, str(port)], env={**os.environ, **environment}, cwd=folder, stderr=log)
    server = Server(port, process)
    try:
        _wait(server)
        threading.Thread(target=server.watch, daemon=True).start()
        yield server
    finally:
        server.done.set()
        process.terminate()
        process.wait(20)


def token(tenant: str = TENANT, role: Role = Role.VIEWER) -> str:
    """A token that the real server accepts, a viewer's unless another role is given."""
    issuer = TokenIssuer(SECRET, Settings(_env_file=None))
    return issuer.issue(tenant=tenant, roles=[role], subject="benchmark", hours=2, now=datetime.now(UTC))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: Server) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        if server.process.poll() is not None:
            raise RuntimeError("a server ended before it was ready")
        try:
            if httpx.get(f"http://127.0.0.1:{server.port}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError("a server was not ready in time")
