"""headroom token: sign-in for HS256 installations."""

from typing import Annotated

import typer

from db.shared.enums import Role
from server.commands.options import TenantOption
from server.settings import Settings
from server.signin.tokens import token_issuer, utc_now


def token(
    tenant: TenantOption,
    role: Annotated[list[Role], typer.Option(help="A role; give several times for several.")],
    subject: Annotated[str, typer.Option(help="Who the token stands for.")] = "cli",
    hours: Annotated[float, typer.Option(min=0.01, max=24, help="How long it is valid.")] = 8,
) -> None:
    """Print a token; without HEADROOM_JWT_SECRET a secret is made and kept in the data directory."""
    issuer = token_issuer(Settings())
    typer.echo(issuer.issue(tenant=tenant, roles=role, subject=subject, hours=hours, now=utc_now()))
