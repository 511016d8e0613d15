"""Daily production: entries read with what was made until them, written with what they said before."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, select, text

from db.engine import ReadSession, WriteSession
from db.errors import ConcurrentChange
from db.postgres.reading import ColumnRows, ReadingByKeys
from db.shared.columns import columns_of
from db.shared.pages import Ordering, Window, page
from db.shared.statistics import take_statistics
from db.shopfloor.enums import DailyProductionOrder
from db.shopfloor.models import DailyProduction, DailyProductionRevision, WorkOrder
from db.shopfloor.production_filter import DailyProductionFilter
from db.shopfloor.production_rows import DailyProductionRow, ReachedRow

_AT_ORDER = and_(WorkOrder.tenant_id == DailyProduction.tenant_id, WorkOrder.id == DailyProduction.work_order_id)

# Of a whole work order a window; of single entries, whose work orders have others, a sum each.
_until = DailyProduction.__table__.alias("until")
_window = func.sum(DailyProduction.quantity).over(
    partition_by=DailyProduction.work_order_id, order_by=DailyProduction.production_date
)
_single = (
    select(func.sum(_until.c.quantity))
    .where(
        _until.c.tenant_id == DailyProduction.tenant_id,
        _until.c.work_order_id == DailyProduction.work_order_id,
        _until.c.production_date <= DailyProduction.production_date,
    )
    .correlate(DailyProduction)
    .scalar_subquery()
)


def _entries(cumulative: Any) -> Select[*tuple[Any, ...]]:
    columns = (*DailyProduction.__table__.columns, cumulative.label("cumulative_qty"), WorkOrder.target_qty)
    return select(*columns).join(WorkOrder, _AT_ORDER)


_single_entries = _entries(_single)

ENTRIES_BY_IDS = ReadingByKeys(_single_entries, DailyProduction.id)

ENTRIES_BY_WORK_ORDER_IDS = ReadingByKeys(
    _entries(_window).order_by(DailyProduction.work_order_id, DailyProduction.production_date),
    DailyProduction.work_order_id,
)

REVISIONS_BY_ENTRY_IDS = ReadingByKeys(
    select(*DailyProductionRevision.__table__.columns).order_by(
        DailyProductionRevision.daily_production_id, DailyProductionRevision.id
    ),
    DailyProductionRevision.daily_production_id,
)


class EntryKey(NamedTuple):
    """A work order and a day: there is at most one entry of it."""

    work_order_id: int
    production_date: date


class NewEntry(NamedTuple):
    """What was made of a work order that is held, on a day that has no entry."""

    work_order_id: int
    production_date: date
    quantity: Decimal
    scrap_quantity: Decimal
    notes: str


class Replacement(NamedTuple):
    """What an entry says from now on, and why it was wrong before."""

    id: int
    quantity: Decimal
    scrap_quantity: Decimal
    notes: str
    reason: str


_ON_DAYS = text("""
    SELECT e.* FROM unnest(CAST(:work_order_id AS bigint[]), CAST(:production_date AS date[]))
        AS given (work_order_id, production_date)
    JOIN daily_production e USING (work_order_id, production_date)""")

_INSERT = text("""
    WITH written AS (
        INSERT INTO daily_production (tenant_id, work_order_id, production_date, quantity, scrap_quantity, notes,
                                      entered_by)
        SELECT :tenant, work_order_id, production_date, quantity, scrap_quantity, notes, :subject
        FROM unnest(CAST(:work_order_id AS bigint[]), CAST(:production_date AS date[]), CAST(:quantity AS numeric[]),
                    CAST(:scrap_quantity AS numeric[]), CAST(:notes AS text[])) WITH ORDINALITY
            AS new (work_order_id, production_date, quantity, scrap_quantity, notes, place)
        ORDER BY place
        RETURNING id
    )
    SELECT id FROM written ORDER BY id""")

# What stood there is kept as it was entered, by whom and when.
_REPLACE = text("""
    WITH given AS (
        SELECT * FROM unnest(CAST(:id AS bigint[]), CAST(:quantity AS numeric[]), CAST(:scrap_quantity AS numeric[]),
                             CAST(:notes AS text[]), CAST(:reason AS text[]))
            AS given (id, quantity, scrap_quantity, notes, reason)
    ), kept AS (
        INSERT INTO daily_production_revision (tenant_id, daily_production_id, quantity, scrap_quantity, notes,
                                               entered_by, entered_at, replaced_by, reason)
        SELECT :tenant, e.id, e.quantity, e.scrap_quantity, e.notes, e.entered_by, e.entered_at, :subject, given.reason
        FROM given JOIN daily_production e USING (id)
    )
    UPDATE daily_production e
    SET quantity = given.quantity, scrap_quantity = given.scrap_quantity, notes = given.notes, entered_by = :subject,
        entered_at = now()
    FROM given WHERE e.id = given.id""")

# The first day on which work orders had reached their targets.
_REACHED = text("""
    SELECT made.work_order_id, min(made.production_date) AS reached_on
    FROM (
        SELECT e.work_order_id, e.production_date, o.target_qty,
               sum(e.quantity) OVER (PARTITION BY e.work_order_id ORDER BY e.production_date) AS cumulative
        FROM daily_production e JOIN work_order o ON o.id = e.work_order_id
        WHERE e.work_order_id = ANY(CAST(:ids AS bigint[]))
    ) AS made
    WHERE made.cumulative >= made.target_qty
    GROUP BY made.work_order_id""")


async def entries_on_days(session: ReadSession, keys: Collection[EntryKey]) -> Sequence[DailyProductionRow]:
    """The entries there are of some work orders on some days."""
    return await session.rows(_ON_DAYS, columns_of(EntryKey, sorted(set(keys)))) if keys else []


async def insert_entries(session: WriteSession, entries: Sequence[NewEntry]) -> list[int]:
    """Write entries of work orders that are held; returns their ids in the order given."""
    if not entries:
        return []
    given = {"tenant": session.tenant_id, "subject": session.subject, **columns_of(NewEntry, entries)}
    ids = [row.id for row in await session.rows(_INSERT, given)]
    await take_statistics(session, "daily_production", len(ids))
    return ids


async def replace_entries(session: WriteSession, replacements: Sequence[Replacement]) -> None:
    """Let entries say something else, and keep what they said."""
    if not replacements:
        return
    given = {"tenant": session.tenant_id, "subject": session.subject, **columns_of(Replacement, replacements)}
    if await session.run(_REPLACE, given) != len(replacements):
        raise ConcurrentChange


async def reached_on(session: ReadSession, work_order_ids: Collection[int]) -> dict[int, date]:
    """Of work orders that have reached their targets, the day of the entry that did."""
    if not work_order_ids:
        return {}
    rows: Sequence[ReachedRow] = await session.rows(_REACHED, {"ids": sorted(work_order_ids)})
    return {row.work_order_id: row.reached_on for row in rows}


ENTRY_ORDERINGS = {
    DailyProductionOrder.DATE: Ordering(DailyProduction.production_date, DailyProduction.id),
    DailyProductionOrder.CREATED: Ordering(DailyProduction.id),
}


async def entry_page(session: ReadSession, chosen: DailyProductionFilter, window: Window) -> ColumnRows:
    """Entries in an order, those in a window."""
    return await session.table(page(_single_entries.where(*chosen.conditions()), window))


async def entry_count(session: ReadSession, chosen: DailyProductionFilter) -> int:
    """How many entries a filter keeps."""
    kept = select(func.count()).select_from(DailyProduction).join(WorkOrder, _AT_ORDER).where(*chosen.conditions())
    return int(await session.scalar(kept))
