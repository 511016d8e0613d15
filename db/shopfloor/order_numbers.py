"""Numbers of work orders: drawn without gaps, but for those that were given by hand before."""

from collections.abc import Sequence

from sqlalchemy import text

from db.engine import ReadSession, WriteSession
from db.shared.counters import next_numbers
from db.shared.natural_order import natural_order

_COUNTER = "work_order"
_KEY = "'spk-' || lpad(CAST(n AS text), greatest(5, length(CAST(n AS text))), '0')"

# Of as many more numbers as orders have a later one, so many are left that no order has. With OFFSET 0 each is looked
# up by its key: joined, all orders are read, since the planner cannot know how few numbers there are.
_FREE = text(f"""
    SELECT n FROM generate_series(CAST(:first AS bigint), CAST(:first AS bigint) + CAST(:count AS bigint) - 1 + (
        SELECT count(*) FROM work_order
        WHERE number_sort >= {natural_order("CAST(:least AS text)")} AND number_sort < 'spk.')) AS n
    WHERE NOT EXISTS (SELECT FROM work_order WHERE number_key = {_KEY} OFFSET 0)
    ORDER BY n LIMIT CAST(:count AS bigint)""")


def shown_number(number: int) -> str:
    """A number as work orders have it."""
    return f"SPK-{number:05}"


async def draw_order_numbers(session: WriteSession, count: int) -> Sequence[str]:
    """So many numbers that no work order has; whoever else draws some waits until the transaction ends."""
    if count < 1:
        return []
    drawn = await next_numbers(session, _COUNTER, count=count)
    free = await free_order_numbers(session, drawn.start, count)
    await next_numbers(session, _COUNTER, count=free[-1] - drawn[-1])
    return list(map(shown_number, free))


async def free_order_numbers(session: ReadSession, first: int, count: int) -> Sequence[int]:
    """So many numbers from one on that no work order has."""
    values = {"first": first, "count": count, "least": shown_number(first).casefold()}
    return [row.n for row in await session.rows(_FREE, values)]
