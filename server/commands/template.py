"""headroom template: a workbook to be filled in and imported, with a tenant's own words."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from db.shared.tenants import tenant_id
from server.commands.installation import Installation, run
from server.errors import CommandFailed
from server.render.spool import WorkbookInMaking
from server.rooms import HOUSE
from services.shared import clock
from services.shared.template_workbook import FilledIn, template_workbook
from services.shared.workbook import Workbook

TEMPLATES = {file.kind.label: file for file in HOUSE.templates}
KINDS = ", ".join(TEMPLATES)


def template(
    kind: Annotated[str, typer.Argument(help=f"What is to be imported: {KINDS}.", show_default=False)],
    tenant: Annotated[
        str | None, typer.Option(help="The tenant whose words the cells offer; none of a tenant's without it.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write; headroom-template-KIND.xlsx unless given.")
    ] = None,
) -> None:
    """Write a workbook to be filled in and imported."""
    if (found := TEMPLATES.get(kind)) is None:
        raise CommandFailed(f"there is no template {kind[:40]!r}; accepted: {KINDS}")
    path = output or Path(found.filename)
    if tenant is None:
        asyncio.run(_without_words(found, path))
    else:
        run(lambda installed: _with_words(installed, tenant, found, path))
    typer.echo(f"{path}: {found.template.title}, to be filled in")


async def _without_words(kind: FilledIn, path: Path) -> None:
    async with WorkbookInMaking() as book:
        await _write(book, await template_workbook(None, kind, clock.today()), path)


async def _with_words(installed: Installation, tenant: str, kind: FilledIn, path: Path) -> None:
    await installed.require_tenant(tenant)
    async with WorkbookInMaking() as book, installed.database.read(tenant_id(tenant)) as session:
        await _write(book, await template_workbook(session, kind, clock.today()), path)


async def _write(book: WorkbookInMaking, workbook: Workbook, path: Path) -> None:
    await book.fill(workbook)
    await book.render()
    content = b"".join([piece async for piece in book.pieces()])
    try:
        await asyncio.to_thread(_write_whole, path, content)
    except OSError as error:
        raise CommandFailed(f"{path} cannot be written: {error.strerror}") from error


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all: one that was there is replaced at the end.

    What a link points at, /dev/stdout too, and what is no file is written to as it is, and never replaced.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        path.write_bytes(content)
        return
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
