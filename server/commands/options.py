"""Options that several commands take."""

import re
from typing import Annotated

import typer

TENANT_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
TENANT_NAMES = "up to 63 of a–z, 0–9 and dashes"

TenantOption = Annotated[str, typer.Option(help="The tenant's name.")]
HostOption = Annotated[str, typer.Option(envvar="HEADROOM_HOST", help="The address to listen on.")]


def _port(given: str | int) -> int:
    """A port; typer's own check does not repeat what it refuses."""
    text = str(given)
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) < 65_536):
        raise typer.BadParameter(f"{text[:40]!r} is no port; accepted: 1 to 65535")
    return int(text)


PortOption = Annotated[
    int, typer.Option(envvar="HEADROOM_PORT", parser=_port, metavar="INTEGER", help="The port to listen on.")
]


def how_to_create(name: str) -> str:
    """What makes a tenant of a name, if one can have it."""
    if TENANT_NAME.fullmatch(name):
        return f"headroom tenant create {name} makes it"
    return f"headroom tenant create makes one, of a name of {TENANT_NAMES}"
