"""What must hold of the ledger of stock beside its sums: days, counts, and movements that belong together."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from sqlalchemy import text

from db.engine import ReadSession
from db.shared.ledger import Since
from db.shared.rows import ShortDayRow
from db.supply.movements import short_days
from db.supply.shop_floor import allowance_steps


class UntrueCountRow(Protocol):
    """A count, and what its day came to instead of it: what was entered later for earlier days is taken back on it."""

    @property
    def number(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def counted(self) -> Decimal: ...
    @property
    def balance(self) -> Decimal: ...


class LastCountRow(Protocol):
    """A level, and when it was counted last: as it is kept, and by the counts that stand."""

    @property
    def level_id(self) -> int: ...
    @property
    def kept(self) -> date | None: ...
    @property
    def recomputed(self) -> date | None: ...


class UnlikePairRow(Protocol):
    """Two movements that are to be each other's opposite, and are not."""

    @property
    def number(self) -> str: ...
    @property
    def of(self) -> str: ...


_STANDS = "m.counted IS NOT NULL AND NOT EXISTS (SELECT 1 FROM inventory_movement r WHERE r.reverses_id = m.id)"

# Of a day, what takes back earlier movements comes first, whenever it was entered.
_UNTRUE_COUNTS = text("""
    SELECT found.number, found.day, found.counted, found.balance
    FROM (
        SELECT m.id, m.number, m.occurred_on AS day, m.counted,
               sum(m.on_hand_change) OVER (PARTITION BY m.level_id
                                           ORDER BY m.occurred_on, m.restates_id IS NULL, m.id) AS balance
        FROM inventory_movement m
    ) AS found
    WHERE found.counted <> found.balance
      AND NOT EXISTS (SELECT 1 FROM inventory_movement r WHERE r.reverses_id = found.id)
    ORDER BY found.id""")

_LAST_COUNTS = text(f"""
    SELECT l.id AS level_id, l.last_counted_on AS kept, stands.day AS recomputed
    FROM inventory_level l
    CROSS JOIN LATERAL (SELECT max(m.occurred_on) AS day FROM inventory_movement m
                        WHERE m.level_id = l.id AND {_STANDS}) AS stands
    WHERE l.last_counted_on IS DISTINCT FROM stands.day
    ORDER BY l.id""")

# A reversal mirrors its movement. What leaves one level by a transfer comes to another, or is under way to it.
_UNLIKE_PAIRS = text("""
    SELECT r.number, m.number AS of
    FROM inventory_movement r JOIN inventory_movement m ON m.id = r.reverses_id
    WHERE (r.level_id, r.kind, r.occurred_on, -r.on_hand_change, -r.allocated_change, -r.in_transit_change)
          IS DISTINCT FROM
          (m.level_id, m.kind, m.occurred_on, m.on_hand_change, m.allocated_change, m.in_transit_change)
    UNION ALL
    SELECT max(m.number), min(m.number)
    FROM inventory_movement m WHERE m.transfer IS NOT NULL
    GROUP BY m.transfer
    HAVING sum(m.on_hand_change + m.in_transit_change) <> 0 OR count(*) <> 2 OR min(m.kind) = max(m.kind)
        OR min(m.occurred_on) <> max(m.occurred_on)
    ORDER BY 1""")


async def levels_short(session: ReadSession) -> Sequence[ShortDayRow]:
    """Of levels, the first day that closes below nothing and what is allowed."""
    ids = [row.id for row in await session.rows(text("SELECT id FROM inventory_level"))]
    return await short_days(session, [Since(id, date.min) for id in ids], steps=await allowance_steps(session, ids))


async def untrue_counts(session: ReadSession) -> Sequence[UntrueCountRow]:
    """Counts that stand and of which the balance of their day is another."""
    return await session.rows(_UNTRUE_COUNTS)


async def differing_last_counts(session: ReadSession) -> Sequence[LastCountRow]:
    """Levels that were counted last on another day than is kept."""
    return await session.rows(_LAST_COUNTS)


async def unlike_pairs(session: ReadSession) -> Sequence[UnlikePairRow]:
    """Reversals that do not mirror their movement, and transfers whose sides do not fit."""
    return await session.rows(_UNLIKE_PAIRS)
