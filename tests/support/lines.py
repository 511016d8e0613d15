"""Lines of one database: a server's folder, and a backup of it from which it goes on once more."""

import asyncio
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from db.admin.migrate import owner_connection, upgrade
from db.embedded import CLUSTER
from db.embedded import server as embedded
from db.errors import DatabaseUnavailable
from db.postgres.connection import SERVICE_ROLE
from server.rooms import HOUSE
from tests.support.clocks import PATIENCE
from tests.support.embedded import started


@dataclass(frozen=True)
class Lines:
    """The folder that a server works in, and a backup of it, taken before anything was changed."""

    home: Path
    backup: Path

    @property
    def service(self) -> str:
        """The address of the service, on whichever line."""
        return embedded.EmbeddedPostgres(self.home).url(user=SERVICE_ROLE)

    @property
    def owner(self) -> str:
        """The owner's address."""
        return embedded.EmbeddedPostgres(self.home).url(user=embedded.SUPERUSER)

    @contextmanager
    def running(self) -> Iterator[None]:
        """The line that the folder has, as long as the block lasts."""
        with started(self.home):
            yield

    @asynccontextmanager
    async def another(self) -> AsyncIterator[None]:
        """Another line: what was done since the backup is lost."""
        await asyncio.to_thread(shutil.rmtree, self.home / CLUSTER)
        await asyncio.to_thread(_copied, self.backup, self.home / CLUSTER)
        await asyncio.to_thread(_recovering, self.home / CLUSTER)
        with self.running():
            await _recovered(self.owner)
            yield


async def lines(folder: Path) -> Lines:
    """A migrated database with the tenant demo, and its backup."""
    made = Lines(folder / "home", folder / "backup")
    with started(made.home):
        await upgrade(made.owner)
        async with owner_connection(made.owner) as owner:
            await HOUSE.create_tenant(owner, "demo")
    await back_up(made)
    return made


async def back_up(made: Lines) -> None:
    """Take the backup anew, of a line that does not run."""
    await asyncio.to_thread(shutil.rmtree, made.backup, ignore_errors=True)
    await asyncio.to_thread(_copied, made.home / CLUSTER, made.backup)


def _copied(cluster: Path, to: Path) -> None:
    """Copy a cluster that is at rest, with the account that its files belong to."""
    subprocess.run(["cp", "-a", str(cluster), str(to)], check=True)


async def _recovered(owner_url: str) -> None:
    """Wait until a server that recovers takes changes."""
    until = time.monotonic() + PATIENCE
    while True:
        with suppress(DatabaseUnavailable):
            async with owner_connection(owner_url) as owner:
                if not await owner.scalar(text("SELECT pg_is_in_recovery()")):
                    return
        assert time.monotonic() < until
        await asyncio.sleep(0.1)


def _recovering(cluster: Path) -> None:
    """Have a copy begin a timeline when it starts, as whoever restores a backup does; nothing is archived."""
    with (cluster / "postgresql.auto.conf").open("a") as settings:
        settings.write("restore_command = 'false'\n")
    (cluster / "recovery.signal").touch()
