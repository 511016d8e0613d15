"""Lines of a database: it may go on from a backup, or without its last commits, and count from there once more.

What a client, a file or a process has kept of the other line would then name something else on this one. So the first
transaction that may write on another timeline, or in restored tables, sets every sequence further on by a number
that is drawn, and the versions that are counted grow by steps of the line's own (decision 93).
"""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

KEEP_IDS_APART = "SELECT keep_ids_apart()"
"""What every transaction that may write begins with; it does nothing but on a new line."""

VERSION_STEP = "(SELECT last_value FROM version_step)::int"
"""By how much a version grows, in a statement: 1 on the first line."""

_IS_KNOWN = text("SELECT to_regprocedure('public.keep_ids_apart()') IS NOT NULL")


async def keep_ids_apart(owner: AsyncConnection) -> None:
    """The same for the database's owner, who may have one before him that does not know it yet."""
    if (await owner.execute(_IS_KNOWN)).scalar_one():
        await owner.execute(text(KEEP_IDS_APART))
