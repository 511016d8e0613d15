"""Movements: written in batches together with the sums of their levels, found again by key, page and day."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, func, select, text, true

from db.engine import ReadSession, WriteSession
from db.errors import ConcurrentChange
from db.postgres.reading import ColumnRows, ReadingByKeys
from db.shared.columns import columns_of
from db.shared.ledger import AllowanceStep, Since, closing_balances, first_short_days
from db.shared.pages import Ordering, Window, bounds, page, with_place
from db.shared.rows import ClosingRow, ShortDayRow
from db.shared.statistics import take_statistics
from db.supply.enums import MovementKind, MovementOrder
from db.supply.filters import MovementFilter
from db.supply.ledgers import ON_HAND
from db.supply.models import InventoryLevel, InventoryMovement
from db.supply.stock_rows import ClosingDayRow, InventoryDayRow, MovementThereRow, NextCountRow

_CLOSING, _SHORT_DAYS = ON_HAND.closing, ON_HAND.short_days

# Beside a movement stand the product and location of its level.
MOVEMENTS: Select[*tuple[Any, ...]] = select(
    *InventoryMovement.__table__.columns, InventoryLevel.product_id, InventoryLevel.location
).join(
    InventoryLevel,
    and_(InventoryLevel.tenant_id == InventoryMovement.tenant_id, InventoryLevel.id == InventoryMovement.level_id),
)

MOVEMENTS_BY_IDS = ReadingByKeys(MOVEMENTS, InventoryMovement.id)

MOVEMENTS_BY_REVERSED_IDS = ReadingByKeys(MOVEMENTS, InventoryMovement.reverses_id)

MOVEMENTS_BY_CLIENT_KEYS = ReadingByKeys(MOVEMENTS, InventoryMovement.client_key)


MOVEMENT_ORDERINGS = {
    MovementOrder.OCCURRED: Ordering(InventoryMovement.occurred_on, InventoryMovement.id),
    MovementOrder.ENTERED: Ordering(InventoryMovement.id),
}


class NewMovement(NamedTuple):
    """A movement of a level that is held, with its signed effects.

    The two sides of a transfer share a `transfer` of the caller's making; `counted` is what a count found.
    """

    level_id: int
    kind: MovementKind
    quantity: Decimal
    on_hand_change: Decimal
    allocated_change: Decimal
    in_transit_change: Decimal
    occurred_on: date
    reference: str = ""
    reason: str = ""
    client_key: str | None = None
    reverses_id: int | None = None
    restates_id: int | None = None
    transfer: UUID | None = None
    counted: Decimal | None = None
    work_order_id: int | None = None
    daily_production_id: int | None = None


_COLUMNS = ", ".join(NewMovement._fields)
_TYPES = dict(zip(
    NewMovement._fields,
    ("bigint", "text", "numeric", "numeric", "numeric", "numeric", "date", "text", "text", "text", "bigint", "bigint",
     "uuid", "numeric", "bigint", "bigint"),
    strict=True,
))  # fmt: skip
_ARRAYS = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in _TYPES.items())
_ENUMS = {"kind": InventoryMovement.kind.type}

# A count that was reversed is none any more; those that are reversed just now, the statement does not see yet.
_LAST_STANDING = """
    SELECT max(m.occurred_on) FROM inventory_movement m
    WHERE m.level_id = l.id AND m.counted IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM inventory_movement r WHERE r.reverses_id = m.id)
      AND NOT EXISTS (SELECT 1 FROM written w WHERE w.reverses_id = m.id)"""

# Rows are numbered as they are given; their levels change in the same statement.
_INSERT = text(f"""
    WITH written AS (
        INSERT INTO inventory_movement (tenant_id, {_COLUMNS}, created_by)
        SELECT :tenant, {_COLUMNS}, :subject
        FROM unnest({_ARRAYS}) WITH ORDINALITY AS new ({_COLUMNS}, place)
        ORDER BY place
        RETURNING *
    ), summed AS (
        UPDATE inventory_level l
        SET on_hand = l.on_hand + s.on_hand, allocated = l.allocated + s.allocated,
            in_transit = l.in_transit + s.in_transit,
            last_counted_on = greatest(CASE WHEN s.reverses THEN ({_LAST_STANDING}) ELSE l.last_counted_on END,
                                       s.counted_on)
        FROM (SELECT level_id, sum(on_hand_change) AS on_hand, sum(allocated_change) AS allocated,
                     sum(in_transit_change) AS in_transit, bool_or(reverses_id IS NOT NULL) AS reverses,
                     max(occurred_on) FILTER (WHERE counted IS NOT NULL) AS counted_on
              FROM written GROUP BY level_id) AS s
        WHERE l.id = s.level_id
    )
    SELECT written.*, l.product_id, l.location
    FROM written JOIN inventory_level l ON l.id = written.level_id ORDER BY written.id""").columns(**_ENUMS)

# The first count of a later day: whatever is entered for a day before it is taken back on its day. A count that was
# reversed says nothing any more.
_NEXT_COUNTS = text("""
    SELECT given.account AS level_id, given.since AS day, count.occurred_on AS counted_on
    FROM unnest(CAST(:account AS bigint[]), CAST(:since AS date[])) AS given (account, since)
    CROSS JOIN LATERAL (
        SELECT m.occurred_on FROM inventory_movement m
        WHERE m.level_id = given.account AND m.counted IS NOT NULL AND m.occurred_on > given.since
          AND NOT EXISTS (SELECT 1 FROM inventory_movement r WHERE r.reverses_id = m.id)
        ORDER BY m.occurred_on, m.id LIMIT 1
    ) AS count""")

# What was written with some movements: the other side of a transfer, and what they restated.
_TOGETHER = text("""
    WITH given AS (
        SELECT id, transfer FROM inventory_movement WHERE id = ANY(CAST(:ids AS bigint[]))
    ), sides AS (
        SELECT id FROM given
        UNION SELECT m.id FROM given JOIN inventory_movement m ON m.transfer = given.transfer
    )
    SELECT m.*, l.product_id, l.location
    FROM inventory_movement m JOIN inventory_level l ON l.id = m.level_id
    WHERE m.id IN (SELECT id FROM sides) OR m.restates_id = ANY(ARRAY(SELECT id FROM sides))
    ORDER BY m.id""").columns(**_ENUMS)

_CLOSING_DAYS = text("""
    SELECT given.account AS level_id, given.since AS day, l.on_hand - coalesce(later.entered, 0) AS closing
    FROM unnest(CAST(:account AS bigint[]), CAST(:since AS date[])) AS given (account, since)
    JOIN inventory_level l ON l.id = given.account
    CROSS JOIN LATERAL (
        SELECT sum(m.on_hand_change) AS entered FROM inventory_movement m
        WHERE m.level_id = given.account AND m.occurred_on > given.since
    ) AS later""")

DAY_SUMS = """coalesce(sum(m.on_hand_change) FILTER (WHERE m.kind IN ('RECEIPT', 'ARRIVAL')), 0) AS received,
               coalesce(-sum(m.on_hand_change) FILTER (WHERE m.kind = 'CONSUMPTION'), 0) AS consumed,
               coalesce(sum(m.on_hand_change) FILTER (WHERE m.kind = 'ADJUSTMENT'), 0) AS adjusted,
               coalesce(sum(m.on_hand_change) FILTER (WHERE m.kind IN ('TRANSFER_IN', 'TRANSFER_OUT')), 0)
                   AS transferred"""
"""What came between opening and closing of a day, of movements `m` grouped by day."""

_DAILY = text(f"""
    WITH given AS (
        SELECT l.id, l.on_hand FROM inventory_level l WHERE l.id = ANY(CAST(:ids AS bigint[]))
    )
    SELECT given.id AS level_id, day.day, day.opening, day.received, day.consumed, day.adjusted, day.transferred,
           day.opening + day.change AS closing
    FROM given
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(m.on_hand_change), 0) AS entered FROM inventory_movement m
        WHERE m.level_id = given.id AND m.occurred_on >= :since
    ) AS later
    CROSS JOIN LATERAL (
        SELECT m.occurred_on AS day, sum(m.on_hand_change) AS change,
               given.on_hand - later.entered
               + coalesce(sum(sum(m.on_hand_change)) OVER (ORDER BY m.occurred_on ROWS BETWEEN UNBOUNDED PRECEDING
                                                           AND 1 PRECEDING), 0) AS opening,
               {DAY_SUMS}
        FROM inventory_movement m
        WHERE m.level_id = given.id AND m.occurred_on BETWEEN :since AND :until
        GROUP BY m.occurred_on
    ) AS day
    ORDER BY given.id, day.day""")


async def insert_movements(session: WriteSession, movements: Sequence[NewMovement]) -> Sequence[MovementThereRow]:
    """Write movements and change their levels, in one statement; returns the rows in the order given.

    Whoever calls holds the levels (`lock_levels`). Raises ConcurrentChange where a client key was used, or a movement
    reversed, meanwhile: its `constraint` is "uq_inventory_movement_client_key" or "…_reverses_id".
    """
    if not movements:
        return []
    given = {"tenant": session.tenant_id, "subject": session.subject, **columns_of(NewMovement, movements)}
    rows = await session.rows(_INSERT, given)
    if len(rows) != len(movements):
        raise ConcurrentChange
    await take_statistics(session, "inventory_movement", len(rows))
    return rows


async def short_days(
    session: ReadSession, levels: Sequence[Since], *, steps: Sequence[AllowanceStep] = ()
) -> Sequence[ShortDayRow]:
    """The first day from a day on that a level closes below nothing and what is allowed; asked once all is written."""
    return await first_short_days(session, _SHORT_DAYS, levels, steps=steps)


async def next_counts(session: ReadSession, levels: Sequence[Since]) -> Sequence[NextCountRow]:
    """Of levels and days, the day of the first count after that day; nothing for those that none follows."""
    return await session.rows(_NEXT_COUNTS, columns_of(Since, levels)) if levels else []


async def closing_on_days(session: ReadSession, levels: Sequence[Since]) -> Sequence[ClosingDayRow]:
    """What is on hand at the end of days, whatever was entered for later ones."""
    return await session.rows(_CLOSING_DAYS, columns_of(Since, levels)) if levels else []


async def ids_by_client_keys(session: ReadSession, client_keys: Sequence[str]) -> dict[str, int]:
    """The movements that were entered under some keys of callers."""
    if not client_keys:
        return {}
    rows = await session.read(MOVEMENTS_BY_CLIENT_KEYS, ("client_key", "id"), {"keys": list(client_keys)})
    return dict(zip(rows.column("client_key"), rows.column("id"), strict=True))


async def movements_together(session: ReadSession, ids: Collection[int]) -> Sequence[MovementThereRow]:
    """Some movements with what was written with them, by entry: other sides of transfers, and what they restated."""
    return await session.rows(_TOGETHER, {"ids": sorted(ids)}) if ids else []


async def closing_of_movements(
    session: ReadSession, ids: Sequence[int], *, from_now: bool = False
) -> Sequence[ClosingRow]:
    """What was on hand right after each movement; `from_now` where they are recent ones."""
    return await closing_balances(session, _CLOSING, ids, from_now=from_now)


async def daily_balances(
    session: ReadSession, level_ids: Collection[int], *, since: date, until: date
) -> Sequence[InventoryDayRow]:
    """A row for each day with a movement: opening and closing, and what came between, by level and day."""
    if not level_ids:
        return []
    return await session.rows(_DAILY, {"ids": sorted(level_ids), "since": since, "until": until})


async def movement_page(session: ReadSession, chosen: MovementFilter, window: Window) -> ColumnRows:
    """Movements in an order, those in a window."""
    return await session.table(page(MOVEMENTS.where(*chosen.conditions()), window))


async def latest_movement(session: ReadSession) -> int:
    """The latest movement there is; 0 where there is none."""
    return int(await session.scalar(select(func.coalesce(func.max(InventoryMovement.id), 0))))


async def movements_heard(
    session: ReadSession, chosen: MovementFilter, *, ids: Sequence[int] | None, since: int, most: int
) -> ColumnRows:
    """Movements by their ids, or without ids those that came after one; by entry, those that a filter keeps."""
    heard = InventoryMovement.id > since if ids is None else InventoryMovement.id == func.any(list(ids))
    kept = MOVEMENTS.where(heard, *chosen.conditions()).order_by(InventoryMovement.id)
    return await session.table(kept.limit(most) if ids is None else kept)


async def movements_of_levels(
    session: ReadSession, level_ids: Sequence[int], chosen: MovementFilter, window: Window
) -> ColumnRows:
    """Of each level the movements in a window; by level."""
    of_one = (
        select(InventoryMovement.id)
        .where(InventoryMovement.level_id == InventoryLevel.id, *chosen.conditions(), *bounds(window))
        .order_by(*window.reading_order)
        .limit(window.size)
        .correlate(InventoryLevel)
    )
    part = of_one.lateral("of_one")
    levels = select(part.c.id).select_from(InventoryLevel).join(part, true())
    ids = levels.where(InventoryLevel.id == func.any(list(level_ids)))
    placed = with_place(MOVEMENTS.where(InventoryMovement.id.in_(ids)), window.ordering)
    return await session.table(placed.order_by(InventoryMovement.level_id, *window.reading_order))


async def movement_counts(session: ReadSession, level_ids: Sequence[int], chosen: MovementFilter) -> Mapping[int, int]:
    """How many movements of each level a filter keeps."""
    level = InventoryMovement.level_id
    kept = select(level, func.count()).where(level == func.any(list(level_ids)), *chosen.conditions()).group_by(level)
    return {row[0]: row[1] for row in await session.rows(kept)}


async def movement_count(session: ReadSession, chosen: MovementFilter) -> int:
    """How many movements a filter keeps."""
    kept = select(func.count()).select_from(InventoryMovement).where(*chosen.conditions())
    return int(await session.scalar(kept))
