"""The installation that a command works on: its settings, its addresses, its migrated database."""

import asyncio
import getpass
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from db.admin.migrate import owner_connection, upgrade
from db.engine import Database, WriteSession
from db.revisions import is_current
from db.shared.tenants import list_tenants, tenant_id
from server.commands.options import how_to_create
from server.commands.postgres import Addresses, postgres
from server.commands.settings import read_settings
from server.errors import CommandFailed
from server.rooms import HOUSE
from server.settings import Settings
from services.shared import clock
from services.shared.access import OPERATOR
from services.shared.text import some

T = TypeVar("T")
SHOWN_TENANTS = 20


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
            known = some(names, most=SHOWN_TENANTS) or "none yet"
            raise CommandFailed(f"there is no tenant {name!r} (known: {known}); {how_to_create(name)}")

    @asynccontextmanager
    async def write(
        self, tenant: str, *, subject: str | None = None, dry_run: bool = False
    ) -> AsyncIterator[WriteSession]:
        """A transaction for a tenant, in the name of whoever runs the command; a dry run leaves nothing."""
        by = subject or _operator()
        async with self.database.write(tenant_id(tenant), subject=by, dry_run=dry_run) as session:
            yield session
            await HOUSE.follow(session, today=clock.today(), rules=self.settings.floor_rules)


def run(
    work: Callable[[Installation], Coroutine[Any, Any, T]], settings: Settings | None = None, *, creates: bool = False
) -> T:
    """Do some work on the installation's database, bringing an embedded one up to date first.

    Raises CommandFailed where there is none, unless the command `creates` it.
    """
    chosen = settings or read_settings()
    with postgres(chosen, creates=creates) as addresses:
        return asyncio.run(_work(work, chosen, addresses))


async def _work(work: Callable[[Installation], Coroutine[Any, Any, T]], settings: Settings, addresses: Addresses) -> T:
    async with installation(settings, addresses) as installed:
        return await work(installed)


@asynccontextmanager
async def installation(settings: Settings, addresses: Addresses) -> AsyncIterator[Installation]:
    """The database of some addresses, known to be migrated."""
    await ensure_migrated(addresses)
    # A large file takes as long as it takes, on whatever machine; whoever runs a command watches it, and can end it.
    database = Database(addresses.service, pool_size=2, statement_seconds=None)
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


def _operator() -> str:
    try:
        return f"{OPERATOR}:{getpass.getuser()}"
    except (OSError, KeyError):
        return OPERATOR
