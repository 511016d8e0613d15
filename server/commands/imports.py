"""headroom import: preview a file, then commit its good rows in one transaction."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from inspect import Parameter, Signature
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from uuid import uuid4

import orjson
import typer

from db.engine import WriteSession
from server.commands.installation import Installation, run
from server.commands.options import TenantOption
from server.commands.progress import progress_bar
from server.errors import CommandFailed
from server.rooms import HOUSE
from services.shared import clock
from services.shared.commit_once import Committing
from services.shared.files import ReadAs, read_file
from services.shared.floor_rules import FloorRules
from services.shared.import_kinds import AnyImportKind, filename_of, import_at_once
from services.shared.imports import CellChange, ImportOutcome, Rejection
from services.shared.progress import Progress
from services.shared.text import some
from sheets.sheet import Reading, Sheet

app = typer.Typer(help="Load files: months, a roster, a forecast, or exports of the old system.", no_args_is_help=True)

IMPORTS: Mapping[str, AnyImportKind] = HOUSE.imports
OF_THE_OLD_SYSTEM = ("roster", "forecast", "allocations")
V1_HELP = "Exports of the old system: people, forecast and monthly FTE allocations, each optional, in one transaction."

FileArgument = Annotated[Path, typer.Argument(help="An .xlsx workbook or a .csv file.", exists=True, dir_okay=False)]
FileOption = Annotated[Path | None, typer.Option(exists=True, dir_okay=False)]
Decimal = Annotated[str | None, typer.Option(help="The decimal mark, . or , where the cells do not tell it.")]
Encoding = Annotated[str | None, typer.Option(help="The encoding of a CSV that is not UTF-8: windows-1250.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")]
Strict = Annotated[bool, typer.Option("--strict", help="Refuse the file if any row is bad.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")]
SHOWN_REJECTIONS = SHOWN_CHANGES = 100
NAMED_ROWS = 5


class FileToImport(NamedTuple):
    """A file that was read, what it is read as, and what it is about and called; its outcome goes by `label`."""

    label: str
    kind: AnyImportKind
    sheet: Sheet
    subject: str = ""
    filename: str = ""


async def import_files(
    session: WriteSession,
    files: Iterable[FileToImport],
    *,
    user_notes: str | None = None,
    strict: bool = False,
    rules: FloorRules | None = None,
    progress: Progress,
) -> dict[str, ImportOutcome]:
    """Preview and commit each file in turn, in the one transaction given; returns the outcomes by label."""
    outcomes = {}
    for file in files:
        committing = Committing(
            preview_id=uuid4(),
            history_log_id=uuid4(),
            execution_id=uuid4(),
            today=clock.today(),
            user_notes=user_notes,
            filename=filename_of(file.filename),
            strict=strict,
            progress=progress,
            floor_rules=rules or FloorRules(),
        )
        done = await import_at_once(session, file.sheet, kind=file.kind, subject=file.subject, committing=committing)
        outcomes[file.label] = done.outcome
    return outcomes


class GivenFile(NamedTuple):
    """A file as a command was given it, and what it is about."""

    kind: AnyImportKind
    path: Path
    subject: str


def _command(kinds: Mapping[str, AnyImportKind], files: Sequence[Parameter]) -> Callable[..., None]:
    """A command that imports files of some kinds, by the parameters that take them."""

    def command(
        *,
        tenant: str,
        notes: str | None = None,
        decimal: str | None,
        encoding: str | None,
        dry_run: bool,
        strict: bool,
        json: bool,
        **given: Path | str | None,
    ) -> None:
        chosen = [
            GivenFile(kind, path, kind.subject_of(_subject(kind, given)))
            for name, kind in kinds.items()
            if isinstance(path := given[name], Path)
        ]
        if not chosen:
            *others, last = (f"--{name}" for name in kinds)
            raise CommandFailed(f"nothing to import: give {', '.join(others)} or {last}")
        read_as = ReadAs(decimal, encoding)
        outcomes = run(
            partial(_import, tenant, chosen, notes=notes, read_as=read_as, dry_run=dry_run, strict=strict, quiet=json)
        )
        _print(outcomes, dry_run=dry_run, json=json)

    # Typer reads the options of a command from its signature, and here they follow from the kinds.
    command.__signature__ = _signature(kinds.values(), files)  # type: ignore[attr-defined]
    return command


def _signature(kinds: Iterable[AnyImportKind], files: Sequence[Parameter]) -> Signature:
    options = {}
    for kind in kinds:
        if kind.subject_option is not None:
            options[kind.subject_option.name] = kind.subject_option.help
        if kind.notes_help is not None:
            options["notes"] = kind.notes_help
    return Signature(
        [
            _parameter("tenant", TenantOption),
            *files,
            *(_parameter(name, Annotated[str | None, typer.Option(help=text)], None) for name, text in options.items()),
            _parameter("decimal", Decimal, None),
            _parameter("encoding", Encoding, None),
            _parameter("dry_run", DryRun, False),
            _parameter("strict", Strict, False),
            _parameter("json", AsJson, False),
        ]
    )


def _parameter(name: str, annotation: object, default: object = Parameter.empty) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _subject(kind: AnyImportKind, given: Mapping[str, Path | str | None]) -> str | None:
    value = given[kind.subject_option.name] if kind.subject_option is not None else None
    return None if value is None else str(value)


async def _import(
    tenant: str,
    files: Sequence[GivenFile],
    installed: Installation,
    *,
    notes: str | None,
    read_as: ReadAs,
    dry_run: bool,
    strict: bool,
    quiet: bool,
) -> dict[str, ImportOutcome]:
    await installed.require_tenant(tenant)
    with progress_bar(quiet=quiet) as progress:
        progress("Reading files", 0, len(files))
        read = [
            FileToImport(kind.label, kind, await _read(kind, path, read_as=read_as), subject, path.name)
            for kind, path, subject in files
        ]
        progress("Reading files", len(files), len(files))
        async with installed.write(tenant, dry_run=dry_run) as session:
            rules = installed.settings.floor_rules
            return await import_files(session, read, user_notes=notes, strict=strict, rules=rules, progress=progress)


async def _read(kind: AnyImportKind, path: Path, *, read_as: ReadAs) -> Sheet:
    content = await asyncio.to_thread(path.read_bytes)
    return await read_file(content, filename=path.name, headings=kind.headings, read_as=read_as)


def _print(outcomes: dict[str, ImportOutcome], *, dry_run: bool, json: bool) -> None:
    if json:
        shown: Any = {name: asdict(outcome) for name, outcome in outcomes.items()}
        only = next(iter(shown.values())) if len(shown) == 1 else shown
        typer.echo(orjson.dumps({"dry_run": dry_run, **only}, option=orjson.OPT_INDENT_2).decode())
        return
    for name, outcome in outcomes.items():
        for line in describe(name, outcome, dry_run=dry_run):
            typer.echo(line)


def describe(name: str, outcome: ImportOutcome, *, dry_run: bool = False) -> list[str]:
    """An outcome in lines for people: counts, warnings, rejected rows."""
    details = "".join(f", {count} {what}" for what, count in outcome.details.items())
    counts = f"{outcome.created} created, {outcome.updated} updated, {outcome.unchanged} unchanged"
    lines = [f"{name}{' (dry run)' if dry_run else ''}: {counts}, {len(outcome.rejected)} rejected{details}"]
    if outcome.reading is not None:
        lines.append(f"  read: {_read_as(outcome.reading)}")
    if outcome.ignored_columns:
        lines.append(f"  ignored columns: {', '.join(outcome.ignored_columns)}")
    if outcome.history_log_id is not None:
        lines.append(f"  history log: {outcome.history_log_id}")
    lines += [f"  warning: {warning}" for warning in outcome.warnings]
    return [*lines, *_changes(outcome.changed_cells), *_rejections(outcome.rejected)]


def _changes(changes: Sequence[CellChange]) -> Iterator[str]:
    """What was edited in a workbook of ours: "F4 2025-W30: nothing → Amisys Medicaid DOMESTIC / FL / Claims"."""
    for change in changes[:SHOWN_CHANGES]:
        yield f"  {change.cell} {change.column}: {change.before or 'nothing'} → {change.after or 'nothing'}"
    if more := len(changes[SHOWN_CHANGES:]):
        yield f"  … and {more} more cells; --json lists them"


def _rejections(rejected: Sequence[Rejection]) -> list[str]:
    """Why rows are rejected, like ones together: "rows 3, 7 and 9: CN 'CN1': unknown resource"."""
    alike: dict[tuple[str | None, str | None, str], list[int]] = {}
    for bad in rejected:
        alike.setdefault((bad.column, bad.value, bad.reason), []).append(bad.row)
    lines = [
        f"  {_named_rows(rows)}: {f'{column} {value!r}: ' if column else ''}{reason}"
        for (column, value, reason), rows in islice(alike.items(), SHOWN_REJECTIONS)
    ]
    if more := sum(len(rows) for rows in islice(alike.values(), SHOWN_REJECTIONS, None)):
        lines.append(f"  … and {more} more rows; --json lists all")
    return lines


def _named_rows(rows: Sequence[int]) -> str:
    """The first of some rows, and how many more there are."""
    if len(rows) == 1:
        return f"row {rows[0]}"
    named = list(map(str, rows))
    if len(rows) > NAMED_ROWS:
        return f"rows {some(named, most=NAMED_ROWS)}"
    return f"rows {', '.join(named[:-1])} and {named[-1]}"


def _read_as(reading: Reading) -> str:
    """How a file was read, in a line: "sheet Roster (1 of 3), headings in row 4, decimal mark ,"."""
    of_all = f" (1 of {len(reading.other_sheets) + 1})" if reading.other_sheets else ""
    parts = [
        f"sheet {reading.sheet}{of_all}" if reading.sheet is not None else None,
        f"{reading.encoding} with {reading.delimiter} between cells" if reading.delimiter else None,
        f"headings in row {reading.heading_row}",
        f"decimal mark {reading.decimal_mark}" if reading.decimal_mark else None,
        f"told by {reading.decimal_mark_told_by}" if reading.decimal_mark_told_by else None,
        f"{reading.formulas} formulas" if reading.formulas else None,
    ]
    return ", ".join(part for part in parts if part)


def _add_commands() -> None:
    """One for each kind that has one, in their order, and `v1` for several in one transaction."""
    own = [(kind.command, kind) for kind in IMPORTS.values() if kind.command is not None]
    for command, kind in sorted(own, key=lambda pair: pair[0].place):
        app.command(kind.label, help=command.help)(_command({"file": kind}, [_parameter("file", FileArgument)]))
    kinds = {label: IMPORTS[label] for label in OF_THE_OLD_SYSTEM}
    app.command("v1", help=V1_HELP)(_command(kinds, [_parameter(label, FileOption, None) for label in kinds]))


_add_commands()
