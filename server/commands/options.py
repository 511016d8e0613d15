"""Options that several commands take."""

import re
from typing import Annotated

import typer

TENANT_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
TENANT_NAMES = "up to 63 of a–z, 0–9 and dashes"

TenantOption = Annotated[str, typer.Option(help="The tenant's name.")]
HostOption = Annotated[str, typer.Option(envvar="HEADROOM_HOST", help="The address to listen on.")]


DEFAULT_PORT = 8000
# What Kubernetes sets as HEADROOM_PORT in pods beside a Service named "headroom": it is about that Service.
SERVICE_ADDRESS = re.compile(r"(tcp|udp|sctp)://\S+", re.IGNORECASE)


def _port(context: typer.Context, parameter: typer.CallbackParam, text: str) -> int:
    """A port; typer's own check does not repeat what it refuses."""
    source = context.get_parameter_source(str(parameter.name))
    if source is not None and source.name == "ENVIRONMENT" and SERVICE_ADDRESS.fullmatch(text):
        return DEFAULT_PORT
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) < 65_536):
        raise typer.BadParameter(f"{text[:40]!r} is no port; accepted: 1 to 65535")
    return int(text)


PortOption = Annotated[
    int,
    typer.Option(envvar="HEADROOM_PORT", parser=str, callback=_port, metavar="INTEGER", help="The port to listen on."),
]


def how_to_create(name: str) -> str:
    """What makes a tenant of a name, if one can have it."""
    if TENANT_NAME.fullmatch(name):
        return f"headroom tenant create {name} makes it"
    return f"headroom tenant create makes one, of a name of {TENANT_NAMES}"
