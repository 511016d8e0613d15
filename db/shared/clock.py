"""The database's clock."""

from datetime import datetime
from typing import cast

from sqlalchemy import func, select

from db.engine import ReadSession


async def current_time(session: ReadSession) -> datetime:
    """When the transaction began, by the database: what its other columns of this moment say too."""
    return cast(datetime, await session.scalar(select(func.now())))
