"""A PostgreSQL for one test run, shared by its worker processes, with migrated template databases to clone."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from fasteners import InterProcessLock
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from db.admin.migrate import owner_connection, upgrade
from db.embedded import server as embedded
from db.postgres.address import sqlalchemy_url
from db.postgres.connection import SERVICE_ROLE
from server.commands.demo import load_samples
from server.commands.postgres import Addresses
from server.commands.shared import installation
from server.rooms import HOUSE
from server.settings import Settings
from services.shared.progress import silent

SAMPLE_TENANT = "demo"
OTHER_TENANT = "other"


@dataclass(frozen=True)
class Cluster:
    """A server, reached as its superuser; `prefix` keeps runs on one server apart."""

    admin_url: str
    prefix: str
    is_embedded: bool

    def addresses(self, database: str) -> Addresses:
        """A database as the service and as its owner."""
        owner = make_url(self.admin_url).set(database=database)
        service = owner.set(username=SERVICE_ROLE) if self.is_embedded else owner
        shown = [url.render_as_string(hide_password=False) for url in (service, owner)]
        return Addresses(service=shown[0], owner=shown[1], is_embedded=False)

    def execute(self, statement: str) -> None:
        """Carry out one statement outside any transaction."""
        asyncio.run(self._execute(statement))

    async def _execute(self, statement: str) -> None:
        engine = create_async_engine(sqlalchemy_url(self.admin_url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text(statement))
        await engine.dispose()

    @contextmanager
    def clone(self, template: str) -> Iterator[Addresses]:
        """A database of its own, copied from a template."""
        with self.copy(f"{self.prefix}_{template}") as addresses:
            yield addresses

    @contextmanager
    def copy(self, database: str) -> Iterator[Addresses]:
        """A database of its own, copied from one that nobody is connected to."""
        name = f"{self.prefix}_{uuid4().hex[:12]}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {database}")
        try:
            yield self.addresses(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def cluster_of_run(run: str) -> Iterator[Cluster]:
    """The run's server; the first worker makes the templates, the others wait for them."""
    home = Path(tempfile.gettempdir()) / f"headroom-tests-{run}"
    home.mkdir(exist_ok=True)
    external = os.environ.get("HEADROOM_TEST_DATABASE_URL") or None
    server = None if external else embedded.start(home)
    admin_url = external or server.url(user="postgres", database="postgres")
    cluster = Cluster(admin_url, f"headroom_{run[:8]}", is_embedded=external is None)
    try:
        with InterProcessLock(home / "lock"):
            (home / f"worker-{os.getpid()}").touch()
            if not (home / "ready").exists():
                _make_templates(cluster)
                (home / "ready").touch()
        yield cluster
    finally:
        _leave(cluster, home, server)


def _leave(cluster: Cluster, home: Path, server: embedded.EmbeddedPostgres | None) -> None:
    with InterProcessLock(home / "lock"):
        (home / f"worker-{os.getpid()}").unlink()
        is_last = not list(home.glob("worker-*"))
        if is_last and not cluster.is_embedded:
            for template in ("empty", "sample"):
                cluster.execute(f"DROP DATABASE IF EXISTS {cluster.prefix}_{template} WITH (FORCE)")
        if server is not None:
            server.stop()
    if is_last:
        shutil.rmtree(home, ignore_errors=True)


def _make_templates(cluster: Cluster) -> None:
    if cluster.is_embedded:
        # A test database may be lost in a crash; what it proves may not take long.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            cluster.execute(f"ALTER SYSTEM SET {setting} = off")
        cluster.execute("SELECT pg_reload_conf()")
    cluster.execute(f"CREATE DATABASE {cluster.prefix}_empty")
    asyncio.run(_migrate(cluster.addresses(f"{cluster.prefix}_empty")))
    cluster.execute(f"CREATE DATABASE {cluster.prefix}_sample TEMPLATE {cluster.prefix}_empty")
    asyncio.run(_load(cluster.addresses(f"{cluster.prefix}_sample")))


async def _migrate(addresses: Addresses) -> None:
    await upgrade(addresses.owner)
    async with owner_connection(addresses.owner) as owner:
        await HOUSE.create_tenant(owner, SAMPLE_TENANT)
        await HOUSE.create_tenant(owner, OTHER_TENANT)


async def _load(addresses: Addresses) -> None:
    async with installation(Settings(), addresses) as installed:
        await load_samples(installed, SAMPLE_TENANT, progress=silent)
