"""A PostgreSQL for one test run, shared by its worker processes, with templates whose copies tests work on."""

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import uuid4

from fasteners import InterProcessLock
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import StaticPool

from db.admin.migrate import owner_connection, upgrade
from db.embedded import server as embedded
from db.postgres.address import sqlalchemy_url
from db.postgres.connection import SERVICE_ROLE
from server.commands.demo import load_samples
from server.commands.demo_floor import add_floor
from server.commands.installation import installation
from server.commands.postgres import Addresses
from server.rooms import HOUSE
from server.settings import Settings
from services.shared.progress import silent
from tests.support.clocks import today

SAMPLE_TENANT = "demo"
OTHER_TENANT = "other"

# A test database may be lost in a crash; what it proves may not take long. Nobody looks after databases that live for
# a second: the templates are vacuumed and have statistics, and their copies have both.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "checkpoint_timeout": "1h",
    "max_wal_size": "4GB",
}
Build = Callable[[Addresses], Awaitable[Any]]

# Files in memory: there a copy of a database, and its end, cost a third of what they cost on a disk. A machine without
# that much of it, and whoever says TMPDIR, has them where temporary files lie.
MEMORY = Path("/dev/shm")
ENOUGH = 8 * 2**30  # bytes; what a run has at once is a tenth of it


@dataclass(frozen=True)
class Template:
    """A database to copy: made once in a run, by whoever needs it first, from another template or from nothing.

    What `build` returns is kept as JSON for those who come later.
    """

    name: str
    build: Build
    like: "Template | None"


@dataclass(frozen=True)
class Cluster:
    """A server, reached as its superuser; `prefix` keeps runs on one server apart, `home` has the run's notes."""

    admin_url: str
    prefix: str
    is_embedded: bool
    home: Path

    def addresses(self, database: str) -> Addresses:
        """A database as the service and as its owner."""
        owner = make_url(self.admin_url).set(database=database)
        service = owner.set(username=SERVICE_ROLE) if self.is_embedded else owner
        shown = [url.render_as_string(hide_password=False) for url in (service, owner)]
        return Addresses(service=shown[0], owner=shown[1], is_embedded=False)

    def execute(self, statement: str, *, database: str | None = None) -> None:
        """Carry out one statement outside any transaction, in the superuser's database unless another is named."""
        if database:
            with closing(Superuser(self.addresses(database).owner)) as superuser:
                superuser.execute(statement)
        else:
            self._superuser.execute(statement)

    @cached_property
    def _superuser(self) -> "Superuser":
        return Superuser(self.admin_url)

    def close(self) -> None:
        """Give the superuser's connection back."""
        self._superuser.close()

    @contextmanager
    def clone(self, template: Template) -> Iterator[Addresses]:
        """A database of its own, copied from a template."""
        self.made(template)
        name = f"{self.prefix}_{uuid4().hex[:12]}"
        # The files are copied as they are: half the time of writing all their pages into the log.
        self.execute(f"CREATE DATABASE {name} TEMPLATE {self.database(template)} STRATEGY FILE_COPY")
        try:
            yield self.addresses(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def database(self, template: Template) -> str:
        """The name of a template's database."""
        return f"{self.prefix}_{template.name}"

    def made(self, template: Template) -> Any:
        """What building a template returned; it is built now unless the run has it already."""
        note = self.home / f"template-{template.name}"
        if not note.exists():
            if template.like:
                self.made(template.like)
            with InterProcessLock(self.home / f"{template.name}.lock"):
                if not note.exists():
                    self._make(template, note)
        return json.loads(note.read_text())

    def _make(self, template: Template, note: Path) -> None:
        database, like = self.database(template), self.database(template.like) if template.like else "template1"
        self.execute(f"CREATE DATABASE {database} TEMPLATE {like}")
        built = asyncio.run(template.build(self.addresses(database)))
        self.execute("VACUUM (FREEZE, ANALYZE)", database=database)
        # Who connects first writes down what every connection begins with: not once more in each copy.
        self.execute("SELECT 1", database=database)
        unfinished = self.home / f"unfinished-{template.name}"
        unfinished.write_text(json.dumps(built))
        unfinished.rename(note)

    def drop_templates(self) -> None:
        """Drop what was made, where the server stays."""
        for note in self.home.glob("template-*"):
            self.execute(f"DROP DATABASE {self.prefix}_{note.name.removeprefix('template-')} WITH (FORCE)")


class Superuser:
    """A superuser's connection, kept open: tests make and drop databases by the thousand, from any thread."""

    def __init__(self, url: str) -> None:
        self._engine = create_async_engine(sqlalchemy_url(url), poolclass=StaticPool, isolation_level="AUTOCOMMIT")
        self._runner = asyncio.Runner()
        self._turn = Lock()

    def execute(self, statement: str) -> None:
        """Carry out one statement outside any transaction."""
        with self._turn:
            self._runner.run(self._execute(statement))

    async def _execute(self, statement: str) -> None:
        async with self._engine.connect() as connection:
            await connection.execute(text(statement))

    def close(self) -> None:
        """Give it back."""
        self._runner.run(self._engine.dispose())
        self._runner.close()


@contextmanager
def cluster_of_run(run: str) -> Iterator[Cluster]:
    """The run's server: the first worker starts it, the last one stops it."""
    home = _place() / f"headroom-tests-{run}"
    home.mkdir(exist_ok=True)
    external = os.environ.get("HEADROOM_TEST_DATABASE_URL") or None
    server = None if external else embedded.start(home)
    admin_url = external or server.url(user="postgres", database="postgres")
    cluster = Cluster(admin_url, f"headroom_{run[:8]}", is_embedded=external is None, home=home)
    try:
        with InterProcessLock(home / "lock"):
            (home / f"worker-{os.getpid()}").touch()
            if cluster.is_embedded and not (home / "ready").exists():
                _hurry(cluster)
                (home / "ready").touch()
        cluster.made(EMPTY)  # now, for it makes the service's role, which the whole server knows
        yield cluster
    finally:
        _leave(cluster, server)


def _place() -> Path:
    """The folder of the run's server, the same for all of its workers."""
    in_memory = "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).total >= ENOUGH
    return MEMORY if in_memory else Path(tempfile.gettempdir())


def _leave(cluster: Cluster, server: embedded.EmbeddedPostgres | None) -> None:
    home = cluster.home
    with InterProcessLock(home / "lock"):
        (home / f"worker-{os.getpid()}").unlink()
        is_last = not list(home.glob("worker-*"))
        if is_last and not cluster.is_embedded:
            cluster.drop_templates()
        cluster.close()
        if server is not None:
            server.stop()
    if is_last:
        shutil.rmtree(home, ignore_errors=True)


def _hurry(cluster: Cluster) -> None:
    for setting, value in SETTINGS.items():
        cluster.execute(f"ALTER SYSTEM SET {setting} = '{value}'")
    cluster.execute("SELECT pg_reload_conf()")


async def _migrate(addresses: Addresses) -> None:
    await upgrade(addresses.owner)
    async with owner_connection(addresses.owner) as owner:
        await HOUSE.create_tenant(owner, SAMPLE_TENANT)
        await HOUSE.create_tenant(owner, OTHER_TENANT)


async def _load(addresses: Addresses) -> None:
    async with installation(Settings(), addresses) as installed:
        await load_samples(installed, SAMPLE_TENANT, progress=silent)


async def _load_floor(addresses: Addresses) -> None:
    async with installation(Settings(), addresses) as installed:
        await add_floor(installed, SAMPLE_TENANT, today=today(), progress=silent)


EMPTY = Template("empty", _migrate, like=None)
SAMPLE = Template("sample", _load, like=EMPTY)
FLOOR = Template("floor", _load_floor, like=SAMPLE)
