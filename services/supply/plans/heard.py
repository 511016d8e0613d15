"""What a listener is told: that a plan has changed, and how it stands when that is heard."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.engine import ReadSession, WriteSession
from db.postgres.notifications import Channel
from db.postgres.reading import ColumnRows
from db.supply.enums import ProductionPlanStatus
from db.supply.plans import moment, plans_heard

MOST_MISSED = 500  # plans that are told after a connection was lost


@dataclass(frozen=True, slots=True)
class Told:
    """Plans as they stand, and when the latest that is known of changed."""

    plans: ColumnRows
    latest: datetime


async def tell_of_plan(session: WriteSession, id: int) -> None:
    """Tell who listens, once the transaction has committed, that a plan has changed."""
    await session.notify(Channel.PRODUCTION_PLANS, plans=[id])


async def last_told(session: ReadSession) -> datetime:
    """Now: what changed before is known."""
    return await moment(session)


async def told(
    session: ReadSession, ids: Sequence[int] | None, *, since: datetime, statuses: Collection[ProductionPlanStatus]
) -> Told:
    """Some plans, or all that changed after a moment where nobody knows which; those in some states, or in any."""
    rows = await plans_heard(session, ids=ids, since=since, statuses=statuses, most=MOST_MISSED)
    return Told(rows, max([since, *rows.column("updated_at")]))
