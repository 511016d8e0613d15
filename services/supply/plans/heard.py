"""What a listener is told: that a plan has changed, and how it stands when that is heard."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from db.engine import ReadSession, WriteSession
from db.postgres.notifications import Channel
from db.postgres.reading import ColumnRows
from db.supply.enums import ProductionPlanStatus
from db.supply.plans import moment, plans_heard
from db.touched import Touched
from services.shared.floor_rules import FloorRules

MOST_MISSED = 500  # plans that are told after a connection was lost
_TOLD_AT_ONCE = 300  # ids in one message, which holds 8,000 bytes


@dataclass(frozen=True, slots=True)
class Told:
    """Plans as they stand, and when the latest that is known of changed."""

    plans: ColumnRows
    latest: datetime


def touch_plans(session: WriteSession, ids: Collection[int]) -> None:
    """Let who listens be told of plans that are changed, or of which more or less is made."""
    session.touched.note(Touched.PRODUCTION_PLANS, ids)


async def tell_of_plans(
    session: WriteSession, touched: Mapping[Touched, Collection[int]], _today: date, _rules: FloorRules
) -> None:
    """Tell who listens, once the transaction has committed, which plans it has changed."""
    ids = sorted(touched.get(Touched.PRODUCTION_PLANS, ()))
    for start in range(0, len(ids), _TOLD_AT_ONCE):
        await session.notify(Channel.PRODUCTION_PLANS, plans=ids[start : start + _TOLD_AT_ONCE])


async def last_told(session: ReadSession) -> datetime:
    """Now: what changed before is known."""
    return await moment(session)


async def told(
    session: ReadSession, ids: Sequence[int] | None, *, since: datetime, statuses: Collection[ProductionPlanStatus]
) -> Told:
    """Some plans, or all that changed after a moment where nobody knows which; those in some states, or in any."""
    rows = await plans_heard(session, ids=ids, since=since, statuses=statuses, most=MOST_MISSED)
    return Told(rows, max([since, *rows.column("updated_at")]))
