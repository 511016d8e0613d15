"""Requests of callers that name a key of their own: what was answered the first time, for when they are sent again."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import text

from db.engine import ReadSession, WriteSession
from db.shopfloor.enums import WorkOrderStatus
from db.shopfloor.models import DailyProductionRequest
from db.shopfloor.production_rows import RequestAnsweredRow


class NewRequest(NamedTuple):
    """What is answered to a key that was not used before."""

    client_key: str
    daily_production_id: int
    cumulative_qty: Decimal
    progress_pct: Decimal
    status: WorkOrderStatus


_BY_KEYS = text("""
    SELECT r.client_key, r.daily_production_id, r.cumulative_qty, r.progress_pct, r.status, r.movement_ids,
           e.work_order_id, o.number, o.department
    FROM daily_production_request r
    JOIN daily_production e ON e.id = r.daily_production_id
    JOIN work_order o ON o.id = e.work_order_id
    WHERE r.client_key = ANY(CAST(:keys AS text[]))""").columns(status=DailyProductionRequest.status.type)

_INSERT = text("""
    INSERT INTO daily_production_request (tenant_id, client_key, daily_production_id, cumulative_qty, progress_pct,
                                          status, movement_ids)
    VALUES (:tenant, :client_key, :daily_production_id, :cumulative_qty, :progress_pct, :status,
            CAST(:movement_ids AS bigint[]))""")


async def requests_before(session: ReadSession, client_keys: Collection[str]) -> Sequence[RequestAnsweredRow]:
    """What was answered to some keys, of those that were used."""
    return await session.rows(_BY_KEYS, {"keys": sorted(client_keys)}) if client_keys else []


async def insert_request(session: WriteSession, request: NewRequest, movement_ids: Sequence[int]) -> None:
    """Keep what is answered to a key, and which movements were entered for it.

    Raises ConcurrentChange where the key was used meanwhile.
    """
    given = {**request._asdict(), "status": request.status.value, "movement_ids": list(movement_ids)}
    await session.run(_INSERT, {"tenant": session.tenant_id, **given})
