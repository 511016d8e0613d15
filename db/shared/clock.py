"""The database's clock."""

from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import func, select

from db.engine import Database, ReadSession
from db.postgres.writing import settled


async def current_time(session: ReadSession) -> datetime:
    """When the transaction began, by the database: what its other columns of this moment say too."""
    return cast(datetime, await session.scalar(select(func.now())))


async def moment(session: ReadSession) -> datetime:
    """What time it is by the database: of two that waited for each other, the second one's is later."""
    return cast(datetime, await session.scalar(select(func.statement_timestamp())))


async def settled_until(database: Database, tenant_id: UUID) -> datetime:
    """The moment before which nothing is changed that a later transaction does not see: see db/postgres/writing.py.

    Asked in a transaction of its own, since the one that reads must begin after it.
    """
    async with database.read(tenant_id) as session:
        return cast(datetime, await session.scalar(settled(tenant_id)))
