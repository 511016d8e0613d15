"""headroom serve: answer requests until stopped."""

import asyncio
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Annotated, Any, cast

import typer
import uvicorn
from uvicorn.config import STARTUP_FAILURE

from db.postgres.poolers import require_own_sessions
from server.commands.installation import ensure_migrated
from server.commands.options import HostOption, PortOption
from server.commands.postgres import postgres
from server.commands.settings import read_settings
from server.commands.signals import Stopped, stopping_in_order
from server.commands.workers import run_workers
from server.errors import CommandFailed
from server.http.logs import configure_logging
from server.http.metrics_folder import forget_figures, require_metrics_folder
from server.http.slow_requests import BoundedProtocol, RequestBounds
from server.http.tracing import require_tracing
from server.http.websocket_frames import WebSocketFrames
from server.settings import LARGEST_BODY, Settings
from server.signin.sign_in import configured_sign_in


def serve(
    host: HostOption = None,
    port: PortOption = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Server processes.")] = 1,
) -> None:
    """Serve. An embedded database is migrated first; another one must have been (headroom migrate)."""
    settings = read_settings()
    host, port = host or settings.host, port or settings.port
    configured_sign_in(settings)
    require_free_port(host, port)
    configure_logging(settings.log_level)
    with postgres(settings, creates=True, serves=True) as addresses:
        asyncio.run(ensure_migrated(addresses))
        if not addresses.is_embedded:
            asyncio.run(require_own_sessions(addresses.service))
        listen(addresses.service, host=host, port=port, workers=workers)


def listen(
    service_url: str, *, host: str, port: int, workers: int = 1, ready: Callable[[], None] = lambda: None
) -> None:
    """Run the server until it is told to stop; what was started before is let go of afterwards."""
    require_tracing(Settings())
    require_metrics_folder()
    _require_documents(Settings())
    # The application, in worker processes too, finds the database as any installation does.
    os.environ["HEADROOM_DATABASE_URL"] = service_url
    config = uvicorn.Config(
        "server.app:create_app" if workers == 1 else "server.commands.workers:worker",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        loop="uvloop",
        http=cast(Any, partial(BoundedProtocol, bounds=_bounds(Settings()))),
        ws=WebSocketFrames,
        ws_max_size=LARGEST_BODY,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # it believes a proxy's scheme and leaves its host: see server/http/public_address.py
        timeout_graceful_shutdown=10,
    )
    try:
        with suppress(KeyboardInterrupt, Stopped), stopping_in_order():
            if workers == 1:
                _run_server(config, ready)
            else:
                run_workers(config)
    finally:
        forget_figures(os.getpid())


def _require_documents(settings: Settings) -> None:
    """Raise Misconfigured for a manifest with documents that cannot be answered, before a worker process is started."""
    if settings.trusted_documents or settings.only_trusted_documents:
        # Imported late: the schema takes long, and with several workers is needed here for this alone.
        from server.graphql.known_documents import known_documents
        from server.graphql.schema import documents

        known_documents(settings, documents)


def _bounds(settings: Settings) -> RequestBounds:
    # The application cuts a slow body off first, with an answer.
    body_seconds = settings.body_seconds + 2
    return RequestBounds(settings.max_head_bytes, settings.max_head_lines, settings.head_seconds, body_seconds)


def require_free_port(host: str, port: int) -> None:
    """Raise CommandFailed when somebody else listens already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandFailed(f"cannot listen on {host}:{port}: {error.strerror}; try another --port") from None
        except UnicodeError:  # of a name with an empty or an overlong part, which no name server is asked for
            raise CommandFailed(f"cannot listen on {host[:80]!r}: it is no address; try another --host") from None


class _Server(uvicorn.Server):
    """A server that says when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        if self.started:
            self._ready()


def _run_server(config: uvicorn.Config, ready: Callable[[], None]) -> None:
    server = _Server(config, ready)
    server.run()
    if not server.started:
        raise SystemExit(STARTUP_FAILURE)
