"""The history log: appended to by commits, read by filters, by id, and change by change; never changed."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Select, func, insert, or_, select, text

from db.engine import ReadSession, WriteSession
from db.forecast.enums import ChangeType, HistoryOrder
from db.forecast.models import HistoryLog, HistoryLogChange, Report
from db.forecast.rows import CellNameRow, HistoryChangeRow, HistoryEntryRow
from db.postgres.reading import ReadingByKeys
from db.shared.columns import columns_of
from db.shared.combining import Combining, Conditions
from db.shared.enums import OrderDirection, TermKind
from db.shared.terms import spelled


class NewEntry(NamedTuple):
    """An entry as it is appended; `summary` has old and new totals, month by month."""

    id: UUID
    report_id: int
    change_type: ChangeType
    description: str
    user_notes: str | None
    records_modified: int
    summary: list[dict[str, Any]]
    reverts: UUID | None
    creates_report: bool = False
    source_file: str | None = None


class NewChange(NamedTuple):
    """One record of an entry; `months` by label: the four new values and new less old.

    `case_id_before` is None where the case id did not change.
    """

    main_lob: str
    state: str
    case_type: str
    case_id: str
    target_cph: Any
    target_cph_change: Any
    modified_fields: Sequence[str]
    months: dict[str, dict[str, int]]
    case_id_before: str | None = None


@dataclass(frozen=True, slots=True)
class HistoryFilter(Combining):
    """Which entries: of a report's month and year, of some change types, about a record, by whom, and when.

    Main LOB, state, case type and case id are those of one record.
    """

    month: int | None = None
    year: int | None = None
    change_types: tuple[ChangeType, ...] = ()
    main_lobs: tuple[str, ...] | None = None
    states: tuple[str, ...] | None = None
    case_types: tuple[str, ...] | None = None
    case_ids: tuple[str, ...] | None = None
    users: tuple[str, ...] | None = None
    since: date | None = None
    until: date | None = None

    def own_conditions(self, *beside: Any) -> Conditions:
        """Its own fields as conditions on entries, with their report beside them."""
        conditions: Conditions = [_is_about(record)] if (record := self._record()) else []
        if self.month is not None:
            conditions.append(Report.month == self.month)
        if self.year is not None:
            conditions.append(Report.year == self.year)
        if self.change_types:
            conditions.append(HistoryLog.change_type.in_(self.change_types))
        if self.users is not None:
            conditions.append(HistoryLog.created_by == func.any(list(self.users)))
        if self.since is not None:
            conditions.append(HistoryLog.created_at >= _midnight(self.since))
        if self.until is not None and self.until < date.max:
            conditions.append(HistoryLog.created_at < _midnight(self.until + timedelta(days=1)))
        return conditions

    def _record(self) -> Conditions:
        conditions: Conditions = []
        if self.main_lobs is not None:
            conditions.append(HistoryLogChange.main_lob.in_(spelled(TermKind.MAIN_LOB, self.main_lobs)))
        if self.states is not None:
            conditions.append(HistoryLogChange.state == func.any(list(self.states)))
        if self.case_types is not None:
            conditions.append(HistoryLogChange.case_type.in_(spelled(TermKind.CASE_TYPE, self.case_types)))
        if self.case_ids is not None:
            named = func.any(list(self.case_ids))
            before, after = HistoryLogChange.case_id_before, HistoryLogChange.case_id
            # Said as an operator: a comparison of two calls is turned round, and no list may stand on its left.
            conditions.append(or_(*(func.lower(one).bool_op("=")(named) for one in (before, after))))
        return conditions


def _is_about(record: Conditions) -> ColumnElement[bool]:
    """A record that meets conditions is among those that an entry changed."""
    changes = select(HistoryLogChange.history_log_id).where(*record)
    return HistoryLog.id.in_(changes)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


# Lists of lists flatten in unnest: the fields of each change travel as one text, which JSON takes apart.
_INSERT_CHANGES = text("""
    INSERT INTO history_log_change (tenant_id, history_log_id, place, main_lob, state, case_type, case_id, target_cph,
                                    target_cph_change, modified_fields, months, case_id_before)
    SELECT :tenant, :history_log_id, place, main_lob, state, case_type, case_id, target_cph, target_cph_change,
           ARRAY(SELECT json_array_elements_text(modified_fields::json)), months::json, case_id_before
    FROM unnest(CAST(:main_lob AS text[]), CAST(:state AS text[]), CAST(:case_type AS text[]),
                CAST(:case_id AS text[]), CAST(:target_cph AS numeric[]), CAST(:target_cph_change AS numeric[]),
                CAST(:modified_fields AS text[]), CAST(:months AS text[]), CAST(:case_id_before AS text[]))
         WITH ORDINALITY AS new (main_lob, state, case_type, case_id, target_cph, target_cph_change, modified_fields,
                                 months, case_id_before, place)""")

_entries: Select[*tuple[Any, ...]] = select(
    *HistoryLog.__table__.columns, Report.month, Report.year, Report.first_month
).join(Report, HistoryLog.report_id == Report.id)
_changes: Select[*tuple[Any, ...]] = select(*HistoryLogChange.__table__.columns)

CHANGES_BY_ENTRY_IDS = ReadingByKeys(
    _changes.order_by(HistoryLogChange.history_log_id, HistoryLogChange.place), HistoryLogChange.history_log_id
)


async def append_entry(session: WriteSession, entry: NewEntry, changes: Sequence[NewChange]) -> None:
    """Append an entry with its changes."""
    values = {**entry._asdict(), "tenant_id": session.tenant_id, "created_by": session.subject}
    # The moment of appending: the transaction began before it waited for the plan.
    await session.run(insert(HistoryLog).values(**values, created_at=func.clock_timestamp()))
    columns = columns_of(NewChange, changes)
    for name in ("modified_fields", "months"):
        columns[name] = [orjson.dumps(value).decode() for value in columns[name]]
    await session.run(_INSERT_CHANGES, {"tenant": session.tenant_id, "history_log_id": entry.id, **columns})


async def entries_page(
    session: ReadSession,
    chosen: HistoryFilter,
    *,
    order: HistoryOrder = HistoryOrder.COMMITTED,
    direction: OrderDirection = OrderDirection.DESC,
    offset: int,
    limit: int,
) -> Sequence[HistoryEntryRow]:
    """Entries in an order, with their report's month, year and first month."""
    columns = [HistoryLog.number]
    if order is HistoryOrder.RECORDS_MODIFIED:
        columns.insert(0, HistoryLog.records_modified)
    ordered = [column.desc() for column in columns] if direction is OrderDirection.DESC else columns
    query = _entries.where(*chosen.conditions()).order_by(*ordered)
    return await session.rows(query.offset(offset).limit(limit))


async def entries_count(session: ReadSession, chosen: HistoryFilter) -> int:
    """How many entries all pages have."""
    counted = select(func.count()).select_from(HistoryLog).join(Report, HistoryLog.report_id == Report.id)
    return int(await session.scalar(counted.where(*chosen.conditions())))


async def entries_by_numbers(session: ReadSession, numbers: Collection[int]) -> Sequence[HistoryEntryRow]:
    """Entries by number."""
    return await session.rows(_entries.where(HistoryLog.number == func.any(list(numbers))))


async def entry_by_id(session: ReadSession, id: UUID) -> HistoryEntryRow | None:
    """One entry."""
    return await session.row(_entries.where(HistoryLog.id == id))


async def entries_by_ids(session: ReadSession, ids: Collection[UUID]) -> Sequence[HistoryEntryRow]:
    """Entries by id, newest first."""
    query = _entries.where(HistoryLog.id == func.any(list(ids)))
    return await session.rows(query.order_by(HistoryLog.number.desc()))


async def changes_by_entry_ids(session: ReadSession, ids: Collection[UUID]) -> Sequence[HistoryChangeRow]:
    """The changes of some entries, each entry's in order."""
    query = _changes.where(HistoryLogChange.history_log_id == func.any(list(ids)))
    return await session.rows(query.order_by(HistoryLogChange.history_log_id, HistoryLogChange.place))


async def changes_of_entry(session: ReadSession, id: UUID, *, batch: int) -> AsyncIterator[Sequence[HistoryChangeRow]]:
    """The changes of an entry in order, streamed in batches."""
    query = _changes.where(HistoryLogChange.history_log_id == id).order_by(HistoryLogChange.place)
    async for rows in session.stream(query, batch=batch):
        yield rows


# Where nothing was entered by hand, no change is opened; else those since the first that was.
_CELLS_BY_HAND = text("""
    WITH entry AS (
        SELECT h.id, h.number, h.change_type = ANY(:by_hand) AND NOT EXISTS (
                   SELECT 1 FROM allocation_execution e WHERE e.history_log_id IN (h.id, h.reverts)) AS is_by_hand
        FROM history_log h WHERE h.report_id = :report_id)
    SELECT main_lob, state, case_type, label
    FROM (
        SELECT DISTINCT ON (c.main_lob, c.state, c.case_type, m.key)
               c.main_lob, c.state, c.case_type, m.key AS label, entry.is_by_hand
        FROM entry
        JOIN history_log_change c ON c.history_log_id = entry.id
        CROSS JOIN LATERAL json_each(c.months) AS m
        WHERE entry.number >= (SELECT min(number) FROM entry WHERE is_by_hand)
          AND (m.value ->> 'fte_avail_change')::int <> 0
        ORDER BY c.main_lob, c.state, c.case_type, m.key, entry.number DESC) AS latest
    WHERE is_by_hand""")
BY_HAND = (ChangeType.MANUAL_UPDATE, ChangeType.FORECAST_REALLOCATION)


async def cells_by_hand(session: ReadSession, report_id: int) -> Sequence[CellNameRow]:
    """The cells of a report whose people available were last changed by hand, not by an allocation or its revert."""
    return await session.rows(_CELLS_BY_HAND, {"report_id": report_id, "by_hand": [kind.value for kind in BY_HAND]})
