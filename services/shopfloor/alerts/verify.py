"""Whether alerts are what figures say: those of stock at any time, those that follow time until the next round."""

from collections.abc import Collection, Mapping
from datetime import UTC, timedelta

from db.engine import ReadSession
from db.shared.clock import current_time
from db.shopfloor.alert_rows import AlertRow
from db.shopfloor.alerts import standing_alerts
from db.shopfloor.enums import STOCK_ALERTS, AlertKind, AlertState
from db.supply.levels import LEVELS_SEEN_BY_IDS
from services.shared.floor_rules import AlertThresholds
from services.shopfloor.alerts.gather import Found, gather

_USUAL = AlertThresholds()
Standing = Mapping[tuple[AlertKind, int], AlertRow]


async def verify_stock_alerts(session: ReadSession) -> list[str]:
    """A line for every alert of stock that is missing, or is there without a reason.

    What a safety stock has to exceed to close one can be set, and is not looked at.
    """
    found, standing = await _compared(session)
    wrong = [one for one in found if one.finding.kind in STOCK_ALERTS and _differs(one, standing)]
    names = await _names(session, {one.id for one in wrong})
    return [
        f"alert {one.finding.kind} of {names[one.id]} is {'not open' if one.finding.opens else 'open without a reason'}"
        for one in wrong
    ]


async def notice_alerts(session: ReadSession) -> list[str]:
    """How many alerts that follow time would be others now: the next round makes them so."""
    found, standing = await _compared(session)
    late = [one for one in found if one.finding.kind not in STOCK_ALERTS and _differs(one, standing)]
    return [f"alerts of work orders and debts that the next round changes: {len(late)}"] if late else []


async def _compared(session: ReadSession) -> tuple[list[Found], Standing]:
    """What figures say today, and the alerts that stand."""
    today = (await current_time(session)).astimezone(UTC).date()
    found = await gather(session, None, as_of=today, thresholds=_USUAL)
    rows = await standing_alerts(session, None, reopening=timedelta(0))
    return found, {(row.kind, row.subject_id): row for row in rows if row.state is not AlertState.CLOSED}


def _differs(found: Found, standing: Standing) -> bool:
    stands, finding = (found.finding.kind, found.id) in standing, found.finding
    if finding.kind is AlertKind.LOW_STOCK:
        return finding.opens != stands if finding.threshold is None or finding.opens else False
    return (finding.opens and not stands) or (finding.closes and stands)


async def _names(session: ReadSession, level_ids: Collection[int]) -> dict[int, str]:
    """Levels as people name them."""
    rows = await session.read(LEVELS_SEEN_BY_IDS, ("id", "sku", "location"), {"keys": sorted(level_ids)})
    named = zip(rows.column("id"), rows.column("sku"), rows.column("location"), strict=True)
    return {id: f"{sku} at {location}" for id, sku, location in named}
