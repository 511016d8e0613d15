"""Alerts: held by name while a subject is evaluated, opened and changed in sets, acknowledged, and when all were."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select, text

from db.engine import NO_TENANT, Database, ReadSession, WriteSession
from db.shared.columns import columns_of
from db.shopfloor.alert_rows import AlertRow
from db.shopfloor.enums import AlertEvent, AlertKind, AlertSeverity, AlertState
from db.shopfloor.models import Alert
from db.touched import Touched

_SUBJECTS = {
    Touched.WORK_ORDERS: "work_order_id",
    Touched.LEVELS: "level_id",
    Touched.MATERIAL_DEBTS: "material_debt_id",
}
# In one statement, and the names one after another: `unnest` gives them in their order.
_HOLD = text("""
    SELECT CASE WHEN nth = 1 THEN pg_advisory_xact_lock_shared(hashtextextended(name, 0))
                ELSE pg_advisory_xact_lock(hashtextextended(name, 0)) END
    FROM unnest(CAST(:names AS text[])) WITH ORDINALITY AS held (name, nth)""")
_STANDING = """
    SELECT DISTINCT ON (a.kind, a.subject_id) a.* FROM alert a
    WHERE (a.state <> 'CLOSED' OR a.closed_at > statement_timestamp() - CAST(:reopening AS interval)) {which}
    ORDER BY a.kind, a.subject_id, a.state = 'CLOSED', a.id DESC"""
_MEMBERS: dict[str, Any] = {name: Alert.__table__.c[name].type for name in ("kind", "severity", "state", "event")}
_ALL_STANDING = text(_STANDING.format(which="")).columns(**_MEMBERS)
_NAMED_STANDING = text(
    _STANDING.format(
        which="AND (" + " OR ".join(f"a.{name} = ANY (CAST(:{name} AS bigint[]))" for name in _SUBJECTS.values()) + ")"
    )
).columns(**_MEMBERS)


class NewAlert(NamedTuple):
    """An alert that opens: of one of the three subjects."""

    kind: AlertKind
    work_order_id: int | None
    level_id: int | None
    material_debt_id: int | None
    product_id: int
    severity: AlertSeverity
    figure: Decimal | None
    threshold: Decimal | None


class ChangedAlert(NamedTuple):
    """How an alert stands next; without an event only its figures have moved."""

    id: int
    state: AlertState
    severity: AlertSeverity
    figure: Decimal | None
    threshold: Decimal | None
    event: AlertEvent | None


_OPEN = text("""
    INSERT INTO alert (tenant_id, kind, work_order_id, level_id, material_debt_id, product_id, severity, figure,
                       threshold, state, event)
    SELECT :tenant, *, 'OPEN', 'OPENED' FROM unnest(
        CAST(:kind AS text[]), CAST(:work_order_id AS bigint[]), CAST(:level_id AS bigint[]),
        CAST(:material_debt_id AS bigint[]), CAST(:product_id AS bigint[]), CAST(:severity AS text[]),
        CAST(:figure AS numeric[]), CAST(:threshold AS numeric[]))
    RETURNING id""")
# What is open again was not seen by whoever acknowledged it before.
_CHANGE = text("""
    UPDATE alert a SET
        state = next.state, severity = next.severity, figure = next.figure, threshold = next.threshold,
        event = coalesce(next.event, a.event),
        changed_at = CASE WHEN next.event IS NULL THEN a.changed_at ELSE statement_timestamp() END,
        closed_at = CASE WHEN next.state = 'CLOSED' THEN statement_timestamp() END,
        times_reopened = a.times_reopened + CAST(next.event IS NOT DISTINCT FROM 'REOPENED' AS int),
        acknowledged_by = CASE WHEN next.state <> 'OPEN' THEN a.acknowledged_by END,
        acknowledged_at = CASE WHEN next.state <> 'OPEN' THEN a.acknowledged_at END,
        note = CASE WHEN next.state <> 'OPEN' THEN a.note END
    FROM unnest(CAST(:id AS bigint[]), CAST(:state AS text[]), CAST(:severity AS text[]), CAST(:figure AS numeric[]),
                CAST(:threshold AS numeric[]), CAST(:event AS text[]))
         AS next (id, state, severity, figure, threshold, event)
    WHERE a.id = next.id""")
_ACKNOWLEDGE = text("""
    UPDATE alert SET state = 'ACKNOWLEDGED', event = 'ACKNOWLEDGED', changed_at = statement_timestamp(),
                     acknowledged_by = :by, acknowledged_at = statement_timestamp(), note = :note
    WHERE id = :id""")
_BY_ID = select(*Alert.__table__.columns).where(Alert.id == bindparam("id"))
_BEGIN_ROUND = text("""
    INSERT INTO alert_round (tenant_id) VALUES (:tenant)
    ON CONFLICT (tenant_id) DO UPDATE SET evaluated_at = now()
        WHERE alert_round.evaluated_at <= now() - CAST(:since AS interval)
    RETURNING 1""")
_TENANTS_DUE = text("SELECT due FROM tenants_due_for_alerts(CAST(:since AS interval)) AS due")


async def hold_named(session: WriteSession, within: str, names: Sequence[str]) -> None:
    """Hold names alone until the transaction ends, and the one that they are `within` together with others.

    Names are the tenant's, as those of `WriteSession.lock`, and are held in the order given.
    """
    await session.rows(_HOLD, {"names": [f"{session.tenant_id}/{name}" for name in (within, *names)]})


async def standing_alerts(
    session: ReadSession, subjects: Mapping[Touched, Collection[int]] | None, *, reopening: timedelta
) -> Sequence[AlertRow]:
    """Of each kind and subject the alert that is not closed, or was for so short that it would be opened again.

    Of some subjects, or without any named of all.
    """
    if subjects is None:
        return await session.rows(_ALL_STANDING, {"reopening": reopening})
    ids = {name: sorted(subjects.get(kind, ())) for kind, name in _SUBJECTS.items()}
    return await session.rows(_NAMED_STANDING, {"reopening": reopening, **ids})


async def open_alerts(session: WriteSession, alerts: Sequence[NewAlert]) -> list[int]:
    """Open alerts; returns their ids in the same order. One that is there already is a ConcurrentChange."""
    if not alerts:
        return []
    rows = await session.rows(_OPEN, {"tenant": session.tenant_id, **columns_of(NewAlert, alerts)})
    return [row.id for row in rows]


async def change_alerts(session: WriteSession, alerts: Sequence[ChangedAlert]) -> None:
    """Let alerts stand as is said of each."""
    if alerts:
        await session.run(_CHANGE, columns_of(ChangedAlert, alerts))


async def alert_by_id(session: ReadSession, id: int) -> AlertRow | None:
    """An alert; whoever changes it holds its subject by name."""
    return await session.row(_BY_ID, {"id": id})


async def acknowledge(session: WriteSession, id: int, note: str | None) -> None:
    """Let an open alert be known to whom the transaction is of."""
    await session.run(_ACKNOWLEDGE, {"id": id, "by": session.subject, "note": note})


async def begin_round(session: WriteSession, *, since: timedelta) -> bool:
    """Take the next evaluation of all alerts; False where one began since then. Who comes second waits for the first.

    If the transaction is rolled back, as that of a server that is killed, it was not taken.
    """
    return bool(await session.scalar(_BEGIN_ROUND, {"tenant": session.tenant_id, "since": since}))


async def tenants_due(database: Database, since: timedelta) -> list[UUID]:
    """The tenants whose last round lies so long back, those that wait longest first."""
    async with database.read(NO_TENANT) as session:
        return [row.due for row in await session.rows(_TENANTS_DUE, {"since": since})]
