"""headroom backup and headroom restore: every tenant's rows in one file, and back."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from db.admin import backup as database
from db.admin.migrate import OwnerRefused
from db.revisions import DatabaseIsNewer
from server.commands.postgres import postgres
from server.commands.settings import read_settings
from server.errors import CommandFailed


def backup(file: Annotated[Path, typer.Argument(help="A file that is not there yet.")]) -> None:
    """Write the whole database into a file, as a role that sees past row-level security."""
    settings = read_settings()
    with postgres(settings) as addresses, _said("nothing was backed up"):
        url = settings.backup_database_url or addresses.owner
        asyncio.run(database.require_sight(url, programs=settings.postgres_programs))
        database.back_up(url, file, programs=settings.postgres_programs)
    typer.echo(f"{file} holds the database in {file.stat().st_size:,} bytes")


def restore(file: Annotated[Path, typer.Argument(help="What headroom backup has written.", exists=True)]) -> None:
    """Fill an empty database from a backup, as its owner; headroom verify says afterwards whether all is well."""
    settings = read_settings()
    with postgres(settings, creates=True) as addresses, _said("nothing was restored"):
        asyncio.run(database.prepare(addresses.owner, programs=settings.postgres_programs))
        database.restore(addresses.owner, file, programs=settings.postgres_programs)
        current = _finished(addresses.owner, file)
    typer.echo(f"the database is as {file} holds it" + ("" if current else "; run headroom migrate"))


def _finished(owner: str, file: Path) -> bool:
    """Whether a restored database is at the newest migration; raises CommandFailed beyond."""
    try:
        return asyncio.run(database.finish(owner))
    except DatabaseIsNewer as error:
        raise CommandFailed(f"the database is as {file} holds it, and cannot be used here: {error}") from error


@contextmanager
def _said(outcome: str) -> Iterator[None]:
    try:
        yield
    except (database.BackupFailed, OwnerRefused) as error:
        raise CommandFailed(f"{outcome}: {error}") from error
