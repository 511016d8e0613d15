"""headroom verify: recompute what is stored and check every invariant."""

from typing import Annotated

import typer

from db.admin.migrate import owner_connection
from db.shared.tenants import list_tenants, tenant_id
from server.commands.installation import Installation, run
from server.rooms import HOUSE


def verify(tenant: Annotated[str | None, typer.Option(help="One tenant; all of them unless given.")] = None) -> None:
    """Print every row that differs from what a recomputation gives; exit 1 if any does."""

    async def work(installed: Installation) -> list[str]:
        if tenant is not None:
            await installed.require_tenant(tenant)
        async with owner_connection(installed.addresses.owner) as owner:
            names = [tenant] if tenant else [row.name for row in await list_tenants(owner)]
        lines = []
        for name in names:
            async with installed.database.read(tenant_id(name)) as session:
                lines += [f"{name}: {line}" for line in await HOUSE.verify(session)]
        return lines

    lines = run(work)
    for line in lines:
        typer.echo(line)
    if lines:
        raise typer.Exit(1)
