"""Statistics of what was just filled, for the planner: autovacuum takes them a minute later, and imports go on now."""

from sqlalchemy import text

from db.engine import WriteSession

MANY = 200  # rows, of which a wrong plan reads each for each

_TAKE = text("SELECT take_statistics(CAST(:filled AS regclass), :written)")


async def take_statistics(session: WriteSession, table: str, written: int) -> None:
    """Let the planner know a table that so many rows were written into, where it knows of fewer.

    A table whose rows were rolled back counts as empty, and so does one whose rows are not committed: foreign keys are
    then checked, and rows looked up, over any index that begins with the tenant, row by row.
    """
    if written >= MANY:
        await session.scalar(_TAKE, {"filled": table, "written": written})
