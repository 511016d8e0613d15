"""Backups: the whole database in one file by pg_dump, past row-level security, and an empty one filled from it."""

import os
import re
import subprocess
from pathlib import Path
from tempfile import NamedTemporaryFile

from sqlalchemy import text
from sqlalchemy.engine import URL

from db.admin.migrate import owner_connection
from db.admin.registry import REGISTRY, REGISTRY_OF_THE_OWNER
from db.embedded.programs import binary
from db.postgres.address import parsed
from db.revisions import is_current
from migrations.row_level_security import SERVICE_ROLE_STATEMENTS

_SEES_EVERYTHING = text("SELECT rolsuper OR rolbypassrls AS sees, rolname FROM pg_roles WHERE rolname = current_user")
_TABLES = text("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')")
_SERVER_VERSION = text("SELECT current_setting('server_version_num')::int / 10000")
_REGISTRY = re.compile(rf" POLICY \S+ \S+ {REGISTRY} ")  # as pg_restore lists one
_NEWER_FILE = "unsupported version"  # as pg_restore says it, of a file's head
_PROGRAM_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


class BackupFailed(Exception):
    """A backup that was not made, or not restored, in one line."""


async def require_sight(url: str, *, programs: Path | None = None) -> None:
    """Raise BackupFailed unless whoever signs in by an address sees every row, and there are any.

    Nor unless pg_dump is of the server's own version: what a newer one writes, the server does not read.
    """
    async with owner_connection(url) as connection:
        role = (await connection.execute(_SEES_EVERYTHING)).one()
        tables = await connection.scalar(_TABLES)
        server = await connection.scalar(_SERVER_VERSION)
    if not role.sees:
        raise BackupFailed(
            f"{role.rolname} does not see past row-level security, so the backup would lack every row; "
            "HEADROOM_BACKUP_DATABASE_URL names a role with BYPASSRLS"
        )
    if not tables:
        raise BackupFailed("the database has no tables; there is nothing to back up")
    if (version := _version("pg_dump", programs)) != server:
        raise BackupFailed(_other_version("pg_dump", version, server, "it writes what cannot be restored there"))


def back_up(url: str, file: Path, *, programs: Path | None = None) -> None:
    """Write the database of an address into a new file, whole or not at all; raises BackupFailed.

    `programs` is the folder of pg_dump, unless the one that comes with this package shall do it.
    """
    if file.exists():
        raise BackupFailed(f"{file} exists already")
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        # For its owner's eyes alone: it holds the rows of every tenant.
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    except OSError as error:
        raise BackupFailed(f"cannot write {file}: {error.strerror}") from None
    try:
        _run("pg_dump", url, "--format=custom", "--no-owner", f"--file={unfinished}", programs=programs)
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)


async def prepare(url: str, *, programs: Path | None = None) -> None:
    """Make what a backup does not hold, the service's role.

    Raises BackupFailed unless the database is empty, and its server no older than pg_restore.
    """
    version = _version("pg_restore", programs)
    async with owner_connection(url) as connection:
        if version > (server := await connection.scalar(_SERVER_VERSION)):
            raise BackupFailed(_other_version("pg_restore", version, server, "it says what that does not understand"))
        if await connection.scalar(_TABLES):
            raise BackupFailed("the database has tables already; restore into an empty one")
        for statement in SERVICE_ROLE_STATEMENTS:
            await connection.execute(text(statement))


def restore(url: str, file: Path, *, programs: Path | None = None) -> None:
    """Fill an empty database, as its owner, from a file of `back_up`, whole or not at all; raises BackupFailed."""
    options = ("--no-owner", "--exit-on-error", "--single-transaction")
    try:
        with NamedTemporaryFile("w", encoding="utf-8") as wanted:
            wanted.write(_without_registry(_run("pg_restore", url, "--list", str(file.resolve()), programs=programs)))
            wanted.flush()
            _run("pg_restore", url, *options, f"--use-list={wanted.name}", str(file.resolve()), programs=programs)
    except BackupFailed as error:
        if _NEWER_FILE not in str(error):
            raise
        raise BackupFailed(
            f"{file} was written by a newer PostgreSQL than pg_restore is of, {_version('pg_restore', programs)}: it "
            "is restored on a server of the version it was made on, or a newer one, with the programs of that"
        ) from None


async def finish(url: str) -> bool:
    """Let the owner see every tenant, and the planner what has been filled in.

    Returns whether the database is at the newest migration; raises DatabaseIsNewer beyond.
    """
    async with owner_connection(url) as connection:
        await connection.execute(REGISTRY_OF_THE_OWNER)
        await connection.execute(text("ANALYZE"))
    async with owner_connection(url) as connection:  # what it raises undoes nothing
        return await is_current(connection)


def _without_registry(listed: str) -> str:
    """What a backup holds but for the policies that name its owner, whom another server need not know."""
    return "".join(line for line in listed.splitlines(keepends=True) if not _REGISTRY.search(line))


def _without_password(address: URL) -> str:
    """An address as pairs of names and values, which may have any character."""
    known = {"user": address.username, "host": address.host, "port": address.port, "dbname": address.database}
    pairs = {name: value for name, value in {**known, **address.query}.items() if value is not None}
    quoted = {name: str(value).replace("\\", "\\\\").replace("'", "\\'") for name, value in pairs.items()}
    return " ".join(f"{name}='{value}'" for name, value in quoted.items())


def _version(program: str, programs: Path | None) -> int:
    """The major version of a program."""
    path = _path(program, programs)
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    except OSError as error:
        raise BackupFailed(f"{path} cannot be run: {error.strerror}") from None
    if (found := _PROGRAM_VERSION.search(said)) is None:
        raise BackupFailed(f"{path} does not say which version it is of")
    return int(found[1])


def _other_version(program: str, version: int, server: int, why: str) -> str:
    return (
        f"{program} is of PostgreSQL {version} and the server of {server}: {why}; HEADROOM_POSTGRES_PROGRAMS names "
        f"the folder of the programs of PostgreSQL {server}, such as /usr/lib/postgresql/{server}/bin"
    )


def _path(program: str, programs: Path | None) -> str:
    return str(programs / program) if programs else binary(program)


def _run(program: str, url: str, *arguments: str, programs: Path | None) -> str:
    """What a program says on a database; raises BackupFailed."""
    address = parsed(url)
    # What stands on a command line can be read by everybody on the machine.
    secret = {} if address.password is None else {"PGPASSWORD": str(address.password)}
    command = [_path(program, programs), f"--dbname={_without_password(address)}", *arguments]
    try:
        ended = subprocess.run(  # noqa: S603 – our own program, no shell
            command, env={**os.environ, **secret}, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise BackupFailed(f"{command[0]} cannot be run: {error.strerror}") from None
    if ended.returncode:
        lines = [line for line in ended.stderr.splitlines() if "error:" in line] or [f"status {ended.returncode}"]
        raise BackupFailed(lines[0].removeprefix(f"{program}: error: "))
    return ended.stdout
