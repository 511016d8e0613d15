"""Whether a pooler stands in between that lends another session to each transaction: the service does not work so."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.errors import DatabaseUnavailable
from db.postgres.connection import engine_for

ROUNDS = 3
ADVICE = "the service keeps prepared statements and LISTENs, so HEADROOM_DATABASE_URL must name the server itself"
_SESSION = text("SELECT pg_backend_pid()")


async def require_own_sessions(url: str) -> None:
    """Raise DatabaseUnavailable, with what to do as its cause, where two connections are lent the same session."""
    engine = engine_for(url)
    try:
        async with engine.connect() as one, engine.connect() as other:
            mine, others = set[int](), set[int]()
            for _ in range(ROUNDS):
                mine.add(await _session(one))
                others.add(await _session(other))
    except DatabaseUnavailable as error:
        if "unsupported startup parameter" in str(error.__cause__):
            raise DatabaseUnavailable from RuntimeError(f"a pooler in between refuses start-up parameters; {ADVICE}")
        raise
    finally:
        await engine.dispose()
    if mine & others or len(mine) > 1:
        raise DatabaseUnavailable from RuntimeError(
            f"a pooler in between lends another session to each transaction; {ADVICE}"
        )


async def _session(connection: AsyncConnection) -> int:
    return int(await connection.scalar(_SESSION) or 0)
