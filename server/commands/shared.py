"""What commands share: the tenant they work for, the database they work on, and progress on long work."""

import asyncio
import getpass
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from db.admin.migrate import owner_connection, upgrade
from db.engine import Database, WriteSession
from db.revisions import is_current
from db.shared.tenants import list_tenants, tenant_id
from server.commands.postgres import Addresses, postgres
from server.settings import Settings

T = TypeVar("T")
TENANT_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
TenantOption = Annotated[str, typer.Option(help="The tenant's name.")]


class CommandFailed(Exception):
    """A command that cannot do what it was asked, in one line."""


@dataclass(frozen=True)
class Installation:
    """A reachable, migrated database and the settings that led to it."""

    settings: Settings
    addresses: Addresses
    database: Database

    async def require_tenant(self, name: str) -> None:
        """Raise CommandFailed unless the tenant exists."""
        async with owner_connection(self.addresses.owner) as owner:
            names = [row.name for row in await list_tenants(owner)]
        if name not in names:
            known = ", ".join(names) or "none yet"
            raise CommandFailed(f"there is no tenant {name} (known: {known}); headroom tenant create {name} makes it")

    def write(self, tenant: str, *, dry_run: bool = False) -> AbstractAsyncContextManager[WriteSession]:
        """A transaction for a tenant, in the name of whoever runs the command; a dry run leaves nothing."""
        return self.database.write(tenant_id(tenant), subject=_operator(), dry_run=dry_run)


def run(work: Callable[[Installation], Coroutine[Any, Any, T]], settings: Settings | None = None) -> T:
    """Do some work on the installation's database, bringing an embedded one up to date first."""
    chosen = settings or Settings()
    with postgres(chosen) as addresses:
        return asyncio.run(_work(work, chosen, addresses))


async def _work(work: Callable[[Installation], Coroutine[Any, Any, T]], settings: Settings, addresses: Addresses) -> T:
    async with installation(settings, addresses) as installed:
        return await work(installed)


@asynccontextmanager
async def installation(settings: Settings, addresses: Addresses) -> AsyncIterator[Installation]:
    """The database of some addresses, known to be migrated."""
    await ensure_migrated(addresses)
    database = Database(addresses.service, pool_size=2)
    try:
        yield Installation(settings, addresses, database)
    finally:
        await database.close()


async def ensure_migrated(addresses: Addresses) -> None:
    """Migrate an embedded database; on another one, raise CommandFailed until somebody has."""
    async with owner_connection(addresses.owner) as owner:
        current = await is_current(owner)
    if current:
        return
    if not addresses.is_embedded:
        raise CommandFailed("the database is not up to date; run headroom migrate first")
    await upgrade(addresses.owner)


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """Progress on standard error, one bar a step; nothing where nobody watches."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def step(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total)
            bars.update(tasks[name], completed=done, total=total)

        yield step


def _operator() -> str:
    try:
        return f"cli:{getpass.getuser()}"
    except (OSError, KeyError):
        return "cli"
