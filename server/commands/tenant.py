"""headroom tenant: the registry of tenants."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, TypeVar

import typer

from db.admin.migrate import OwnerRefused, owner_connection
from db.shared.tenants import list_tenants
from server.commands.installation import Installation, run
from server.commands.options import TENANT_NAME, TENANT_NAMES
from server.errors import CommandFailed

T = TypeVar("T")

app = typer.Typer(help="Create and list tenants.", no_args_is_help=True)


@app.command()
def create(name: Annotated[str, typer.Argument(help="Lower-case letters, digits and dashes.")]) -> None:
    """Create a tenant with the four default tiers."""
    if not TENANT_NAME.fullmatch(name):
        raise CommandFailed(f"{name!r} is not a tenant name; accepted: {TENANT_NAMES}")

    async def work(installed: Installation) -> bool:
        # Imported late: who only lists tenants needs no rooms, which bring the whole schema.
        from server.rooms import HOUSE

        async with owner_connection(installed.addresses.owner) as owner:
            return await HOUSE.create_tenant(owner, name)

    if not _run(work, creates=True):
        raise CommandFailed(f"tenant {name} exists already")
    typer.echo(f"tenant {name} created")


@app.command("list")
def list_() -> None:
    """List the tenants."""

    async def work(installed: Installation) -> list[str]:
        async with owner_connection(installed.addresses.owner) as owner:
            return [f"{row.name}\t{row.created_at:%Y-%m-%d}" for row in await list_tenants(owner)]

    for line in _run(work):
        typer.echo(line)


def _run(work: Callable[[Installation], Coroutine[Any, Any, T]], *, creates: bool = False) -> T:
    try:
        return run(work, creates=creates)
    except OwnerRefused as error:
        raise CommandFailed(f"only the database's owner keeps the registry of tenants: {error}") from error
