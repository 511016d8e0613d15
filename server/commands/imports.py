"""headroom import: preview a file, then commit its good rows in one transaction."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from db.engine import WriteSession
from server.commands.shared import CommandFailed, Installation, TenantOption, progress_bar, run
from services.forecast.imports.forecast import LogAs, preview_forecast
from services.forecast.report_value import ACCEPTED, parse_report_value
from services.shared.calendar import Month
from services.shared.imports import Import, ImportOutcome, refuse_if_strict
from services.shared.locks import PLAN
from services.shared.progress import Progress
from services.workforce.imports.allocations import preview_allocations
from services.workforce.imports.months import preview_months
from services.workforce.imports.roster import preview_roster
from sheets.read import read_sheet
from sheets.sheet import Sheet

app = typer.Typer(help="Load files: months, a roster, a forecast, or exports of the old system.", no_args_is_help=True)

Preview = Callable[..., Awaitable[Import]]
FileArgument = Annotated[Path, typer.Argument(help="An .xlsx workbook or a .csv file.", exists=True, dir_okay=False)]
FileOption = Annotated[Path | None, typer.Option(exists=True, dir_okay=False)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")]
Strict = Annotated[bool, typer.Option("--strict", help="Refuse the file if any row is bad.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")]
ReportOption = Annotated[str | None, typer.Option(help="The report, by month: 2025-04.")]
NotesOption = Annotated[str | None, typer.Option(help="Why, for the history log, where the report is there already.")]
SHOWN_REJECTIONS = 100


@app.command()
def months(
    tenant: TenantOption, file: FileArgument, dry_run: DryRun = False, strict: Strict = False, json: AsJson = False
) -> None:
    """Month configurations: Year, Month, Work Type, Working Days, Work Hours, Occupancy, Shrinkage."""
    _import(tenant, [("months", file, preview_months)], dry_run=dry_run, strict=strict, json=json)


@app.command()
def roster(
    tenant: TenantOption, file: FileArgument, dry_run: DryRun = False, strict: Strict = False, json: AsJson = False
) -> None:
    """People: CN, First Name, Last Name, OPID, Platform, Location, State, Skills, PartOfProduction, Hire Date."""
    _import(tenant, [("roster", file, _roster())], dry_run=dry_run, strict=strict, json=json)


@app.command()
def forecast(
    tenant: TenantOption,
    file: FileArgument,
    report: ReportOption = None,
    notes: NotesOption = None,
    dry_run: DryRun = False,
    strict: Strict = False,
    json: AsJson = False,
) -> None:
    """A report: Main LOB, State, Case Type, Case ID, Target CPH, and six consecutive months; or an update of one."""
    _import(tenant, [("forecast", file, _forecast(report, notes))], dry_run=dry_run, strict=strict, json=json)


@app.command()
def v1(
    tenant: TenantOption,
    roster: FileOption = None,
    forecast: FileOption = None,
    allocations: FileOption = None,
    report: ReportOption = None,
    notes: NotesOption = None,
    dry_run: DryRun = False,
    strict: Strict = False,
    json: AsJson = False,
) -> None:
    """Exports of the old system: people, forecast and monthly FTE allocations, each optional, in one transaction."""
    steps: list[tuple[str, Path, Preview]] = []
    if roster:
        steps.append(("roster", roster, _roster()))
    if forecast:
        steps.append(("forecast", forecast, _forecast(report, notes)))
    if allocations:
        steps.append(("allocations", allocations, preview_allocations))
    if not steps:
        raise CommandFailed("nothing to import: give --roster, --forecast or --allocations")
    _import(tenant, steps, dry_run=dry_run, strict=strict, json=json)


def parse_report(value: str) -> Month:
    """A report's month from "2025-04"; raises CommandFailed."""
    if (month := parse_report_value(value)) is None:
        raise CommandFailed(f"{value!r} names no report; accepted: {ACCEPTED}")
    return month


def _forecast(report: str | None, notes: str | None) -> Preview:
    if report is None:
        raise CommandFailed("which report is it? Give its month: --report 2025-04")
    return partial(preview_forecast, report=parse_report(report), log_as=LogAs(notes))


def _roster() -> Preview:
    return partial(preview_roster, today=datetime.now(UTC).date())


class _DryRunOver(Exception):
    """Leaves the transaction so that nothing stays."""


async def import_files(
    session: WriteSession,
    steps: list[tuple[str, Sheet, Preview]],
    *,
    strict: bool,
    progress: Progress,
    outcomes: dict[str, ImportOutcome],
) -> None:
    """Preview and commit each file in turn, in the one transaction given; one import of a tenant at a time."""
    await session.lock(PLAN)
    for name, sheet, preview in steps:
        previewed = await preview(session, sheet, progress=progress)
        outcomes[name] = previewed.outcome
        refuse_if_strict(previewed.outcome, strict=strict)
        await previewed.commit(session, progress=progress)


def _import(tenant: str, steps: list[tuple[str, Path, Preview]], *, dry_run: bool, strict: bool, json: bool) -> None:
    outcomes: dict[str, ImportOutcome] = {}

    async def work(installed: Installation) -> None:
        await installed.require_tenant(tenant)
        with progress_bar(quiet=json) as progress:
            progress("Reading files", 0, len(steps))
            read = [
                (name, await read_sheet(file.read_bytes(), filename=file.name), preview)
                for name, file, preview in steps
            ]
            progress("Reading files", len(steps), len(steps))
            async with installed.write(tenant) as session:
                await import_files(session, read, strict=strict, progress=progress, outcomes=outcomes)
                if dry_run:
                    raise _DryRunOver

    with suppress(_DryRunOver):
        run(work)
    _print(outcomes, dry_run=dry_run, json=json)


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
    if outcome.ignored_columns:
        lines.append(f"  ignored columns: {', '.join(outcome.ignored_columns)}")
    if outcome.history_log_id is not None:
        lines.append(f"  history log: {outcome.history_log_id}")
    lines += [f"  warning: {warning}" for warning in outcome.warnings]
    for bad in outcome.rejected[:SHOWN_REJECTIONS]:
        where = f"{bad.column} {bad.value!r}: " if bad.column else ""
        lines.append(f"  row {bad.row}: {where}{bad.reason}")
    if len(outcome.rejected) > SHOWN_REJECTIONS:
        lines.append(f"  … and {len(outcome.rejected) - SHOWN_REJECTIONS} more rows; --json lists all")
    return lines
