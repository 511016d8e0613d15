"""headroom weeks: generate week configurations."""

from typing import Annotated

import typer

from db.shared.enums import WorkType
from server.commands.installation import Installation, run
from server.commands.options import TenantOption
from services.forecast.stale_reports import stale_warning
from services.workforce.calendar.generate_weeks import GeneratedWeeks, generate_weeks


def weeks(
    tenant: TenantOption,
    year: Annotated[int, typer.Option(help="The ISO year.")],
    work_type: Annotated[WorkType | None, typer.Option(case_sensitive=False, help="Both, unless given.")] = None,
    calendar: Annotated[
        str | None,
        typer.Option(help="Public holidays: a country code, or none. Default: US for Domestic, IN for Global."),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace weeks that are there already.")] = False,
) -> None:
    """Give each ISO week the working time of its month, and Monday to Friday less public holidays as working days."""

    async def work(installed: Installation) -> dict[WorkType, GeneratedWeeks]:
        await installed.require_tenant(tenant)
        chosen = [work_type] if work_type else list(WorkType)
        async with installed.write(tenant) as session:
            return {
                kind: await generate_weeks(session, year=year, work_type=kind, calendar=calendar, overwrite=overwrite)
                for kind in chosen
            }

    results = run(work)
    for kind, result in results.items():
        typer.echo(f"{kind.title()}: {result.created} created, {result.updated} updated, {result.kept} kept")
        for warning in result.warnings:
            typer.echo(f"  warning: {warning}")
    for row in list(results.values())[-1].stale_reports:
        typer.echo(f"warning: {stale_warning(row)}")
