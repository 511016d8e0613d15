"""The audit log: what the door has written into it, by the one function that may, and pages of all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, func, select, text

from db.doing import Doing
from db.engine import ReadSession, WriteSession
from db.postgres.reading import ColumnRows
from db.shared.models import AuditLog

_MUTATION = text("SELECT audit_mutation(CAST(:doing AS json), CAST(:problems AS json))")


class AuditFilter(NamedTuple):
    """Which rows: each field that is given must match."""

    subject: str | None = None
    operation: str | None = None
    action: str | None = None
    entity_type: str | None = None
    entity_id: str | None = None
    request_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """What a row must meet."""
        columns, wanted = AuditLog.__table__.c, self._asdict().items()
        conditions = [columns[name] == value for name, value in wanted if value is not None and name in columns]
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


async def audit_page(session: ReadSession, chosen: AuditFilter, *, after: int | None, limit: int) -> ColumnRows:
    """Rows, newest first, after an id."""
    query = select(*AuditLog.__table__.columns).where(*chosen.conditions())
    if after is not None:
        query = query.where(AuditLog.id < after)
    return await session.table(query.order_by(AuditLog.id.desc()).limit(limit))


async def audit_count(session: ReadSession, chosen: AuditFilter) -> int:
    """How many rows all pages have."""
    return int(await session.scalar(select(func.count()).select_from(AuditLog).where(*chosen.conditions())))
