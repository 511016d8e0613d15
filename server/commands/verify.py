"""headroom verify: recompute what is stored and check every invariant."""

from typing import Annotated, NamedTuple

import typer

from db.admin.migrate import owner_connection
from db.shared.tenants import list_tenants, tenant_id
from server.commands.installation import Installation, run
from server.rooms import HOUSE


class Found(NamedTuple):
    """Lines of all tenants: what differs, and what somebody should know of."""

    differences: list[str]
    notices: list[str]


def verify(tenant: Annotated[str | None, typer.Option(help="One tenant; all of them unless given.")] = None) -> None:
    """Print every row that differs from what a recomputation gives; exit 1 if any does."""

    async def work(installed: Installation) -> Found:
        if tenant is not None:
            await installed.require_tenant(tenant)
        async with owner_connection(installed.addresses.owner) as owner:
            names = [tenant] if tenant else [row.name for row in await list_tenants(owner)]
        found = Found([], [])
        for name in names:
            async with installed.database.read(tenant_id(name)) as session:
                found.differences.extend(f"{name}: {line}" for line in await HOUSE.verify(session))
                found.notices.extend(f"{name}: notice: {line}" for line in await HOUSE.notices(session))
        return found

    found = run(work)
    # Notices are no reason to fail: cells that follow the hours they were computed with, which are others now.
    for line in (*found.differences, *found.notices):
        typer.echo(line)
    if found.differences:
        raise typer.Exit(1)
