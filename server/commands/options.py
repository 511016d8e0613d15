"""Options that several commands take."""

import re
from typing import Annotated

import typer

TENANT_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
TENANT_NAMES = "up to 63 of a–z, 0–9 and dashes"

TenantOption = Annotated[str, typer.Option(help="The tenant's name.")]
HostOption = Annotated[str, typer.Option(help="The address to listen on.")]
PortOption = Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")]


def how_to_create(name: str) -> str:
    """What makes a tenant of a name, if one can have it."""
    if TENANT_NAME.fullmatch(name):
        return f"headroom tenant create {name} makes it"
    return f"headroom tenant create makes one, of a name of {TENANT_NAMES}"
