"""Rounds: every so often all alerts of a tenant follow from what time has changed, in whichever server comes first."""

from datetime import date, timedelta
from uuid import UUID

from db.engine import Database
from db.shopfloor.alerts import begin_round
from services.shared.floor_rules import FloorRules
from services.shopfloor.alerts.evaluate import Happened, evaluate

BY = "alerts"
"""In whose name: nobody asked for it."""


async def go_round(
    database: Database, tenant_id: UUID, every: timedelta, today: date, rules: FloorRules
) -> list[Happened] | None:
    """Evaluate all alerts of a tenant, unless somebody has within `every`; returns what happened, None where not due.

    Who comes while another is at it waits, and finds it done. A server that dies at it takes nothing with it: the round
    is still to be taken, by whichever server asks next.
    """
    async with database.write(tenant_id, subject=BY) as session:
        if not await begin_round(session, since=every):
            return None
        return await evaluate(session, None, as_of=today, thresholds=rules.alerts)
