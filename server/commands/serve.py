"""headroom serve: answer requests until stopped."""

import asyncio
import os
import signal
import socket
from types import FrameType
from typing import Annotated

import typer
import uvicorn

from server.auth import configured_sign_in
from server.commands.shared import CommandFailed, ensure_migrated
from server.postgres import postgres
from server.settings import Settings

HostOption = Annotated[str, typer.Option(help="The address to listen on.")]
PortOption = Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")]


def serve(
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Server processes.")] = 1,
) -> None:
    """Serve. An embedded database is migrated first; another one must have been (headroom migrate)."""
    settings = Settings()
    configured_sign_in(settings)
    require_free_port(host, port)
    with postgres(settings) as addresses:
        asyncio.run(ensure_migrated(addresses))
        listen(addresses.service, host=host, port=port, workers=workers)


def listen(service_url: str, *, host: str, port: int, workers: int = 1) -> None:
    """Run the server until it is told to stop; what was started before is let go of afterwards."""
    # Worker processes find the database as any installation does.
    os.environ["HEADROOM_DATABASE_URL"] = service_url
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _leave)
    uvicorn.run(
        "server.app:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        loop="uvloop",
        http="httptools",
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )


def require_free_port(host: str, port: int) -> None:
    """Raise CommandFailed when somebody else listens already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandFailed(f"cannot listen on {host}:{port}: {error.strerror}; try another --port") from None


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
