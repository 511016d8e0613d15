"""The audit log: what the door has written into it, by the one function that may, and pages of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import func, select, text

from db.doing import Doing
from db.engine import ReadSession, WriteSession
from db.postgres.reading import ColumnRows
from db.shared.combining import Combining, Conditions
from db.shared.enums import AuditOrder
from db.shared.models import AuditLog
from db.shared.pages import Ordering, Window, page

_MUTATION = text("SELECT audit_mutation(CAST(:doing AS json), CAST(:problems AS json))")

_COMPARED = ("subject", "operation", "action", "entity_type", "entity_id", "request_id")


@dataclass(frozen=True, slots=True)
class AuditFilter(Combining):
    """Which rows: each field that is given must match."""

    subject: str | None = None
    operation: str | None = None
    action: str | None = None
    entity_type: str | None = None
    entity_id: str | None = None
    request_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def own_conditions(self, *beside: Any) -> Conditions:
        """Its own fields as conditions on the audit log."""
        wanted = {name: getattr(self, name) for name in _COMPARED}
        columns = AuditLog.__table__.c
        conditions: Conditions = [columns[name] == value for name, value in wanted.items() if value is not None]
        if self.since is not None:
            conditions.append(AuditLog.at >= self.since)
        if self.until is not None:
            conditions.append(AuditLog.at < self.until)
        return conditions


async def insert_refusal(session: WriteSession, doing: Doing, problems: Sequence[dict[str, Any]]) -> None:
    """Append a row for something that was refused, with why."""
    await session.run(_MUTATION, {"doing": str(doing), "problems": orjson.dumps(list(problems)).decode()})


async def insert_unchanged(session: WriteSession, doing: Doing) -> None:
    """Append a row for a mutation that has none yet."""
    await session.run(_MUTATION, {"doing": str(doing), "problems": None})


AUDIT_ORDERINGS = {AuditOrder.AT: Ordering(AuditLog.id)}


async def audit_page(session: ReadSession, chosen: AuditFilter, window: Window) -> ColumnRows:
    """Rows in an order, those in a window."""
    return await session.table(page(select(*AuditLog.__table__.columns).where(*chosen.conditions()), window))


async def audit_count(session: ReadSession, chosen: AuditFilter) -> int:
    """How many rows all pages have."""
    return int(await session.scalar(select(func.count()).select_from(AuditLog).where(*chosen.conditions())))
