"""Calls of reads about alerts, on rows for them to find."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from db.engine import WriteSession
from db.shopfloor import alert_figures, alert_lists, alerts
from db.shopfloor.enums import AlertKind, AlertSeverity
from db.touched import Touched
from tests.support.debt_rows import Short, of_debt
from tests.support.supply_rows import DAY, ONE

Call = Callable[[Any], Awaitable[Any]]
REOPENING = timedelta(days=1)


def of_alert(find: Callable[[WriteSession, Short, int], Awaitable[Any]]) -> Call:
    """What is found of an alert of a level."""

    async def on(session: WriteSession, found: Short) -> Any:
        kind, severity = AlertKind.LOW_STOCK, AlertSeverity.WARNING
        new = alerts.NewAlert(kind, None, found.level, None, found.material, severity, ONE, ONE)
        (id,) = await alerts.open_alerts(session, [new])
        return await find(session, found, id)

    return of_debt(on)


CALLS_ABOUT_ALERTS: dict[str, Call] = {
    "db.shopfloor.alert_figures.debt_figures": of_debt(
        lambda session, found: alert_figures.debt_figures(session, [found.debt])
    ),
    "db.shopfloor.alert_figures.level_figures": of_debt(
        lambda session, found: alert_figures.level_figures(session, [found.level])
    ),
    "db.shopfloor.alert_figures.order_figures": of_debt(
        lambda session, found: alert_figures.order_figures(session, [found.order], as_of=DAY, late_days=[DAY])
    ),
    "db.shopfloor.alert_lists.open_alerts_by_severity": of_alert(
        lambda session, found, id: alert_lists.open_alerts_by_severity(session, list(AlertKind))
    ),
    "db.shopfloor.alerts.alert_by_id": of_alert(lambda session, found, id: alerts.alert_by_id(session, id)),
    "db.shopfloor.alerts.standing_alerts": of_alert(
        lambda session, found, id: alerts.standing_alerts(session, {Touched.LEVELS: [found.level]}, reopening=REOPENING)
    ),
}
