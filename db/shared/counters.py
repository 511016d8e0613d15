"""Numbers without gaps: drawn from a counter's row, which others wait for until the transaction ends."""

from sqlalchemy import text

from db.engine import WriteSession

_DRAW = text("""
    INSERT INTO number_counter AS counter (tenant_id, kind, last_number)
    VALUES (:tenant, :kind, CAST(:count AS bigint))
    ON CONFLICT (tenant_id, kind) DO UPDATE SET last_number = counter.last_number + excluded.last_number
    RETURNING last_number - CAST(:count AS bigint) + 1""")


async def next_numbers(session: WriteSession, kind: str, *, count: int = 1) -> range:
    """So many numbers of a kind, one after another; a transaction that is rolled back leaves no gap.

    Draw them last, or early in every transaction that draws: whoever else draws of the kind waits.
    """
    if count < 1:
        return range(0)
    first = int(await session.scalar(_DRAW, {"tenant": session.tenant_id, "kind": kind, "count": count}))
    return range(first, first + count)
