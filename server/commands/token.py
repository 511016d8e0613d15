"""headroom token: sign-in for HS256 installations."""

from typing import Annotated

import typer

from db.embedded import CLUSTER
from db.shared.enums import Role
from server.commands.options import TenantOption, how_to_create
from server.commands.settings import read_settings
from server.errors import CommandFailed
from server.settings import Settings
from server.signin.tokens import token_issuer, utc_now


def token(
    tenant: TenantOption,
    role: Annotated[list[Role], typer.Option(help="A role; give several times for several.")],
    department: Annotated[
        list[str] | None, typer.Option(help="Whose work on the shop floor it gives; several times for several.")
    ] = None,
    subject: Annotated[str, typer.Option(help="Who the token stands for.")] = "cli",
    hours: Annotated[float, typer.Option(min=0.01, max=24, help="How long it is valid.")] = 8,
) -> None:
    """Print a token; without HEADROOM_JWT_SECRET a secret is made and kept in the data directory."""
    settings = read_settings()
    issuer = token_issuer(settings)
    _require_tenant(tenant, settings)
    typer.echo(
        issuer.issue(
            tenant=tenant, roles=role, subject=subject, hours=hours, now=utc_now(), departments=department or ()
        )
    )


def _require_tenant(name: str, settings: Settings) -> None:
    """Raise CommandFailed for a tenant that the installation has not.

    Where a secret is configured and no database, tokens are issued for an installation elsewhere: it looks for itself.
    """
    if settings.database_url is None and not (settings.data_dir / CLUSTER).exists():
        if settings.jwt_secret is None:
            raise CommandFailed(f"there is no tenant {name!r}, since there is no database yet; {how_to_create(name)}")
        return
    # Imported late: what looks into a database takes longer to load than a token to sign.
    from server.commands.installation import run

    run(lambda installed: installed.require_tenant(name), settings)
