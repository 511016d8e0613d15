"""Options that several commands take."""

import re
from typing import Annotated

import typer

TENANT_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
TENANT_NAMES = "up to 63 of a–z, 0–9 and dashes"

TenantOption = Annotated[str, typer.Option(help="The tenant's name.")]
# Where it is not said here, the setting of the same name says it: HEADROOM_HOST, HEADROOM_PORT.
HostOption = Annotated[
    str | None, typer.Option(help="The address to listen on.", show_default="HEADROOM_HOST, or 127.0.0.1")
]


def _port(text: str | None) -> int | None:
    """A port; typer's own check does not repeat what it refuses."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) < 65_536):
        raise typer.BadParameter(f"{text[:40]!r} is no port; accepted: 1 to 65535")
    return int(text)


PortOption = Annotated[
    int | None,
    typer.Option(
        parser=str,
        callback=_port,
        metavar="INTEGER",
        help="The port to listen on.",
        show_default="HEADROOM_PORT, or 8000",
    ),
]


def how_to_create(name: str) -> str:
    """What makes a tenant of a name, if one can have it."""
    if TENANT_NAME.fullmatch(name):
        return f"headroom tenant create {name} makes it"
    return f"headroom tenant create makes one, of a name of {TENANT_NAMES}"
