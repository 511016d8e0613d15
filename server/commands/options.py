"""Options that several commands take."""

from typing import Annotated

import typer

TenantOption = Annotated[str, typer.Option(help="The tenant's name.")]
HostOption = Annotated[str, typer.Option(help="The address to listen on.")]
PortOption = Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")]
