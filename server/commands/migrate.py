"""headroom migrate: bring the database up to date."""

import asyncio
from typing import Annotated

import typer

from db.admin.migrate import OwnerRefused, owner_connection, upgrade
from db.revisions import is_current
from server.commands.postgres import Addresses, postgres
from server.commands.settings import read_settings
from server.errors import CommandFailed


def migrate(
    check: Annotated[bool, typer.Option("--check", help="Only say whether it is up to date; exit 1 if not.")] = False,
) -> None:
    """Bring the database up to date, as its owner (HEADROOM_OWNER_DATABASE_URL, else HEADROOM_DATABASE_URL)."""
    with postgres(read_settings(), creates=not check) as addresses:
        try:
            asyncio.run(_check(addresses) if check else upgrade(addresses.owner))
        except OwnerRefused as error:
            raise CommandFailed(f"nothing was migrated: {error}") from error
    typer.echo("the database is up to date")


async def _check(addresses: Addresses) -> None:
    async with owner_connection(addresses.owner) as owner:
        if not await is_current(owner):
            raise CommandFailed("the database is not up to date; run headroom migrate")
