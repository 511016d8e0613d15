"""headroom api-key: keys for programs, without a server."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID, uuid4

import typer

from db.shared import api_keys as keys
from db.shared.enums import Role
from db.shared.tenants import tenant_id
from server.commands.installation import Installation, run
from server.commands.options import TenantOption
from services.shared.api_keys import DAYS, create_key, revoke_key

app = typer.Typer(help="API keys for programs, such as Power BI.", no_args_is_help=True)


@app.command()
def create(
    tenant: TenantOption,
    name: Annotated[str, typer.Option(help="What it is for.")],
    role: Annotated[list[Role], typer.Option(help="What it may do; give several times for several.")],
    days: Annotated[int, typer.Option(min=DAYS.least, max=DAYS.most, help="Days until it expires.")] = 90,
) -> None:
    """Make a key and print it, this once."""

    async def work(installed: Installation) -> None:
        await installed.require_tenant(tenant)
        roles = [one.value for one in role]
        async with installed.write(tenant) as session:
            made = await create_key(session, id=uuid4(), name=name, roles=roles, days=days, now=datetime.now(UTC))
        typer.echo(f"{made.row.id} expires {made.row.expires_at:%Y-%m-%d}", err=True)
        typer.echo(made.text)

    run(work)


@app.command(name="list")
def list_keys(tenant: TenantOption) -> None:
    """Every key: id, state, when it expires, roles, name."""

    async def work(installed: Installation) -> None:
        await installed.require_tenant(tenant)
        async with installed.database.read(tenant_id(tenant)) as session:
            for row in await keys.all_keys(session):
                ended = "revoked" if row.revoked_at else "expired" if row.expires_at < datetime.now(UTC) else "usable"
                typer.echo(f"{row.id}  {ended:7}  {row.expires_at:%Y-%m-%d}  {','.join(row.roles)}  {row.name}")

    run(work)


@app.command()
def revoke(tenant: TenantOption, id: Annotated[UUID, typer.Argument(help="The key's id.")]) -> None:
    """End a key's life now."""

    async def work(installed: Installation) -> None:
        await installed.require_tenant(tenant)
        async with installed.write(tenant) as session:
            await revoke_key(session, id=id)

    run(work)
