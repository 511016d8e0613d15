"""headroom alerts: look through all alerts now, or as of a day."""

from collections import Counter
from datetime import date
from typing import Annotated

import typer

from db.admin.migrate import owner_connection
from db.shared.tenants import list_tenants
from db.shopfloor.enums import AlertEvent
from server.commands.installation import Installation, run
from services.shared import clock
from services.shared.iso_days import iso_day
from services.shopfloor.alerts.evaluate import evaluate
from services.supply.demand.buckets import FIRST_DAY, LAST_DAY


def _day(text: str) -> date:
    """A day; typer's own check would take times as well."""
    try:
        day = iso_day(text)
    except ValueError:
        day = date.min
    if not FIRST_DAY <= day <= LAST_DAY:
        raise typer.BadParameter(f"{text[:40]!r} is no day; accepted: such as 2025-06-09, {FIRST_DAY} to {LAST_DAY}")
    return day


def alerts(
    tenant: Annotated[str | None, typer.Option(help="One tenant; all of them unless given.")] = None,
    as_of: Annotated[
        date | None,
        typer.Option(parser=_day, metavar="DATE", help="With the entries up to this day; today unless given."),
    ] = None,
) -> None:
    """Open and close alerts by the figures of today, or of a day; a server does so every 15 minutes."""

    async def work(installed: Installation) -> dict[str, Counter[AlertEvent]]:
        if tenant is not None:
            await installed.require_tenant(tenant)
        async with owner_connection(installed.addresses.owner) as owner:
            names = [tenant] if tenant else [row.name for row in await list_tenants(owner)]
        found = {}
        for name in names:
            async with installed.write(name) as session:
                thresholds = installed.settings.alert_thresholds
                happened = await evaluate(session, None, as_of=as_of or clock.today(), thresholds=thresholds)
            found[name] = Counter(one.event for one in happened)
        return found

    for name, counts in run(work).items():
        told = ", ".join(f"{counts[event]} {event.lower()}" for event in AlertEvent if counts[event])
        typer.echo(f"{name}: {told or 'nothing happened'}")
