"""Where the database is: the configured one, or an embedded PostgreSQL that runs while it is needed."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

import typer

from db.embedded import CLUSTER
from db.embedded import server as embedded
from db.embedded.watching import kept_running
from db.postgres.connection import SERVICE_ROLE
from server.commands.signals import stopping_in_order
from server.errors import CommandFailed
from server.settings import Settings


@dataclass(frozen=True)
class Addresses:
    """What the service connects to, and what migrations and the registry of tenants do."""

    service: str
    owner: str
    is_embedded: bool


@contextmanager
def postgres(settings: Settings, *, creates: bool = False, serves: bool = False) -> Iterator[Addresses]:
    """The database's addresses; an embedded server is started or joined, and let go of afterwards.

    For a command that `serves` it is started again where it ends meanwhile. Raises CommandFailed where there is no
    database yet, unless the command is one that `creates` it.
    """
    if settings.database_url is not None:
        owner = settings.owner_database_url or settings.database_url
        yield Addresses(service=settings.database_url, owner=owner, is_embedded=False)
        return
    _require_no_other_address(settings)
    _look_for_database(settings, creates)
    with stopping_in_order():
        server = embedded.start(settings.data_dir)
        try:
            owner = server.url(user=embedded.SUPERUSER)
            with kept_running(server) if serves else nullcontext():
                yield Addresses(service=server.url(user=SERVICE_ROLE), owner=owner, is_embedded=True)
        finally:
            server.stop()


def _require_no_other_address(settings: Settings) -> None:
    """Raise CommandFailed where somebody names a server, and the embedded database would be taken instead of it."""
    for name in ("owner_database_url", "backup_database_url"):
        if getattr(settings, name) is not None:
            raise CommandFailed(
                f"HEADROOM_{name.upper()} names a server and HEADROOM_DATABASE_URL does not: set both, to the same "
                "database, or neither for an embedded one"
            )


def _look_for_database(settings: Settings, creates: bool) -> None:
    if (settings.data_dir / CLUSTER).exists():
        return
    place = settings.data_dir.resolve()
    if not creates:
        raise CommandFailed(
            f"there is no database in {place}; HEADROOM_DATA_DIR names another folder, HEADROOM_DATABASE_URL a server, "
            "and headroom tenant create makes a new one here"
        )
    typer.echo(f"a new database is made in {place}", err=True)
