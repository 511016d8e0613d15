"""The ledger as tables: every movement with what was on hand after it, and every day of a level that had one.

Levels are gone through in the order of their product's sku, and each level's entries in the order of day and entry,
over one index: what is on hand is summed while they are read. A page begins with what came before it, as one sum. A row
says that it has changed when it was entered, or when anything was that stands before it: then its balance is another.
What came before is looked up where somebody wants a balance, or that moment. Of few entries on some days, the levels
are looked up that have them, instead of all.
"""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from db.engine import ReadSession
from db.shared.keyed_pages import Span, Written
from db.supply.filters import Keys, MovementFilter
from db.supply.movements import DAY_SUMS

MOVEMENT_PLACE = ("sku_sort", "location", "occurred_on", "id")
DAY_PLACE = ("sku_sort", "location", "day")

_WANTED = """
    (CAST(:sku_keys AS text[]) IS NULL OR p.sku_key = ANY(CAST(:sku_keys AS text[])))
    AND (CAST(:location_keys AS text[]) IS NULL
         OR l.location IN (SELECT t.spelling FROM term t
                           WHERE t.kind = 'LOCATION' AND t.key = ANY(CAST(:location_keys AS text[]))))"""
_AT_AFTER = "l.sku_sort = CAST(:after_sku AS text) AND l.location = CAST(:after_location AS text)"

# A level of which something was entered since the moment; without one, every level.
_ENTERED_SINCE = """
    (CAST(:since AS timestamptz) IS NULL
     OR l.id IN (SELECT e.level_id FROM inventory_movement e WHERE e.created_at >= CAST(:since AS timestamptz)))"""

# In their order, so that a page ends with the level that fills it, whatever statistics there are. Entries after the
# start count: of the level that the page before ended in, those after its last row.
_OF_THEM = """
    (CAST(:ids AS bigint[]) IS NULL
     OR l.id = ANY(ARRAY(SELECT e.level_id FROM inventory_movement e WHERE e.id = ANY(CAST(:ids AS bigint[])))))"""
_MOVED = "(CAST(:levels AS bigint[]) IS NULL OR l.id = ANY(CAST(:levels AS bigint[])))"
_LEVELS = f"""
    SELECT l.id, l.sku_sort, l.location, p.sku,
           CASE WHEN {_AT_AFTER} THEN CAST(:after_day AS date)
                ELSE coalesce(CAST(:from_day AS date), '-infinity') END AS start_day,
           CASE WHEN {_AT_AFTER} THEN CAST(:after_id AS bigint) ELSE 0 END AS start_id
    FROM inventory_level l JOIN product p ON p.tenant_id = l.tenant_id AND p.id = l.product_id
    WHERE {_WANTED} AND {_OF_THEM} AND {_MOVED} AND {_ENTERED_SINCE}
      AND (CAST(:after_sku AS text) IS NULL
           OR (l.sku_sort, l.location) >= (CAST(:after_sku AS text), CAST(:after_location AS text)))
    ORDER BY l.sku_sort, l.location OFFSET 0"""

# The greatest id is found among the level's own, as the sum is: alone it would be looked for backwards among all ids.
_BEFORE = """
    SELECT before.balance, (SELECT e.created_at FROM inventory_movement e WHERE e.id = before.last) AS entered_at
    FROM (SELECT coalesce(sum(b.on_hand_change), 0) AS balance, max(b.id + 0) AS last
          FROM inventory_movement b
          WHERE b.level_id = level.id AND (b.occurred_on, b.id) <= (level.start_day, level.start_id)) AS before"""

# Wherever these are read their order is said, beside that of what is summed: of sums that nobody wants nothing is left,
# and all entries of a level would be sorted for the first of them.
_ENTRIES = """m.level_id = level.id AND (m.occurred_on, m.id) > (level.start_day, level.start_id)
              AND m.occurred_on <= coalesce(CAST(:to_day AS date), 'infinity')"""

_CHANGED_AT = "greatest(opening.entered_at, {of}.entered_at)"
# Said only since a moment: what is named here is looked up.
_CHANGED = f"{_CHANGED_AT.format(of='run')} >= CAST(:since AS timestamptz)"

_MOVEMENTS = f"""
    SELECT level.sku_sort, level.sku, level.location, entry.*, opening.balance + entry.moved AS on_hand_after,
           {_CHANGED_AT.format(of="entry")} AS updated_at
    FROM ({_LEVELS}) AS level
    LEFT JOIN LATERAL ({_BEFORE}) AS opening ON true
    CROSS JOIN LATERAL (
        SELECT run.* FROM (
            SELECT m.id, m.number, m.kind, m.occurred_on, m.quantity, m.on_hand_change, m.allocated_change,
                   m.in_transit_change, m.reference, m.reason, m.created_by, m.created_at,
                   sum(m.on_hand_change) OVER placed AS moved, max(m.created_at) OVER placed AS entered_at
            FROM inventory_movement m WHERE {_ENTRIES}
            WINDOW placed AS (ORDER BY m.occurred_on, m.id ROWS UNBOUNDED PRECEDING)
            ORDER BY m.occurred_on, m.id
        ) AS run
        WHERE (CAST(:kinds AS text[]) IS NULL OR run.kind = ANY(CAST(:kinds AS text[]))) AND {{changed}}
          AND (CAST(:ids AS bigint[]) IS NULL OR run.id = ANY(CAST(:ids AS bigint[])))
        ORDER BY run.occurred_on, run.id LIMIT CAST(:within AS bigint)
    ) AS entry"""

_DAYS = f"""
    SELECT level.sku_sort, level.sku, level.location, day.*, opening.balance + day.moved AS closing,
           opening.balance + day.moved - day.change AS opening, {_CHANGED_AT.format(of="day")} AS updated_at
    FROM ({_LEVELS}) AS level
    LEFT JOIN LATERAL ({_BEFORE}) AS opening ON true
    CROSS JOIN LATERAL (
        SELECT run.* FROM (
            SELECT m.occurred_on AS day, {DAY_SUMS}, sum(m.on_hand_change) AS change,
                   sum(sum(m.on_hand_change)) OVER placed AS moved, max(max(m.created_at)) OVER placed AS entered_at
            FROM inventory_movement m WHERE {_ENTRIES}
            GROUP BY m.occurred_on
            WINDOW placed AS (ORDER BY m.occurred_on ROWS UNBOUNDED PRECEDING)
            ORDER BY m.occurred_on
        ) AS run
        WHERE {{changed}}
        ORDER BY run.day LIMIT CAST(:within AS bigint)
    ) AS day"""

FEW = 10_000
"""Entries of some days at most whose levels are looked up."""
_LEVELS_MOVED = text(f"""
    SELECT coalesce(array_agg(DISTINCT found.level_id), '{{}}') AS levels, count(*) > {FEW} AS is_much
    FROM (SELECT e.level_id FROM inventory_movement e
          WHERE e.occurred_on >= coalesce(CAST(:from_day AS date), '-infinity')
            AND e.occurred_on <= coalesce(CAST(:to_day AS date), 'infinity')
          ORDER BY e.occurred_on DESC LIMIT {FEW + 1}) AS found""")

LATEST_ENTRY = 2**63 - 1
NUMBER = re.compile(r"MV-([1-9][0-9]{0,17})")


def ids_of(numbers: Keys) -> tuple[int, ...] | None:
    """The ids of movements that have some numbers, which are made of them."""
    return None if numbers is None else tuple(int(found[1]) for one in numbers if (found := NUMBER.fullmatch(one)))


async def levels_moved(session: ReadSession, chosen: MovementFilter) -> Sequence[int] | None:
    """The levels that have any entry on the days that are chosen; None without days, and where the entries are many."""
    if chosen.since is None and chosen.until is None:
        return None
    (found,) = await session.rows(_LEVELS_MOVED, {"from_day": chosen.since, "to_day": chosen.until})
    return None if found.is_much else found.levels


def movement_table(chosen: MovementFilter, span: Span, levels: Sequence[int] | None = None) -> Written:
    """Every movement with `sku`, `location`, `on_hand_after` and `updated_at`; its key ends with day and id."""
    *level, day, id = span.after or (None,) * 4
    kinds = None if chosen.kinds is None else [kind.value for kind in chosen.kinds]
    values = {**_values(chosen, span, level, day, id), "kinds": kinds, "levels": levels}
    return Written(_said(_MOVEMENTS, span), MOVEMENT_PLACE, values)


def day_table(chosen: MovementFilter, span: Span, levels: Sequence[int] | None = None) -> Written:
    """A row for every day of a level with a movement, opening and closing; its key ends with the day."""
    *level, day = span.after or (None,) * 3
    values = {**_values(chosen, span, level, day, LATEST_ENTRY), "levels": levels}
    return Written(_said(_DAYS, span), DAY_PLACE, values)


def _said(table: str, span: Span) -> str:
    return table.format(changed="true" if span.updated_since is None else _CHANGED)


def _values(chosen: MovementFilter, span: Span, level: list[Any], day: Any, id: int | None) -> dict[str, Any]:
    sku_sort, location = level
    return {
        "sku_keys": None if chosen.sku_keys is None else list(chosen.sku_keys),
        "location_keys": None if chosen.location_keys is None else list(chosen.location_keys),
        "ids": None if chosen.ids is None else list(chosen.ids),
        "from_day": chosen.since,
        "to_day": chosen.until,
        "since": span.updated_since,
        "within": span.within,
        "after_sku": sku_sort,
        "after_location": location,
        "after_day": day,
        "after_id": id,
    }
