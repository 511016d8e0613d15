"""What a listener is told: events of alerts by the ids that were heard, with the alerts as they stand by then."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.engine import ReadSession
from db.postgres.reading import ColumnRows
from db.shared.clock import moment
from db.shopfloor.alert_lists import alerts_heard
from db.shopfloor.enums import AlertEvent, AlertKind, AlertSeverity
from services.shopfloor.alerts.steps import GRAVITY

MOST_MISSED = 500  # alerts that are told after a connection was lost


@dataclass(frozen=True, slots=True)
class Told:
    """Events, each with the place of its alert among the rows, and when the latest that is known of happened."""

    events: list[tuple[AlertEvent, int]]
    alerts: ColumnRows
    latest: datetime


async def last_told(session: ReadSession) -> datetime:
    """Now: what happened before is known."""
    return await moment(session)


async def told(
    session: ReadSession,
    heard: Sequence[Sequence[Any]] | None,
    *,
    since: datetime,
    kinds: Collection[AlertKind],
    minimum: AlertSeverity,
) -> Told:
    """Events of alerts, as (id, event), or of all that happened after a moment the last where nobody knows which.

    Of some kinds alone, and of alerts that are at least so severe, or were before they eased.
    """
    ids = None if heard is None else sorted({id for id, _ in heard})
    rows = await alerts_heard(session, kinds, ids=ids, since=since, most=MOST_MISSED)
    places = {id: place for place, id in enumerate(rows.column("id"))}
    severities = rows.column("severity")
    if heard is None:
        heard = list(zip(rows.column("id"), rows.column("event"), strict=True))
    events = [(AlertEvent(event), places[id]) for id, event in heard if id in places]
    kept = [(event, place) for event, place in events if _matters(event, severities[place], minimum)]
    return Told(kept, rows, max([since, *rows.column("changed_at")]))


def _matters(event: AlertEvent, severity: AlertSeverity, minimum: AlertSeverity) -> bool:
    """Who listens for critical alerts alone hears too when one is critical no more."""
    return event is AlertEvent.EASED or GRAVITY[severity] >= GRAVITY[minimum]
