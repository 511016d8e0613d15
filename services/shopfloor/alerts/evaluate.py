"""Evaluating subjects: alerts open, change and close in the transaction that asks, and listeners are told of events."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from db.engine import WriteSession
from db.postgres.notifications import Channel
from db.shopfloor.alert_rows import AlertRow
from db.shopfloor.alerts import (
    ChangedAlert,
    NewAlert,
    change_alerts,
    hold_named,
    open_alerts,
    standing_alerts,
)
from db.shopfloor.enums import AlertEvent, AlertKind
from db.touched import Touched
from services.shared.floor_rules import AlertThresholds
from services.shared.locks import ALERTS
from services.shopfloor.alerts.gather import Found, Subjects, gather
from services.shopfloor.alerts.steps import Step, next_step

MOST_HELD = 200  # subjects that are held each by its name: the database's table of locks has an end
TOLD_AT_ONCE = 200  # events in one message, which holds 8,000 bytes


class Happened(NamedTuple):
    """An event, and the alert it is of."""

    alert_id: int
    event: AlertEvent


async def evaluate(
    session: WriteSession, subjects: Subjects | None, *, as_of: date, thresholds: AlertThresholds
) -> list[Happened]:
    """Let the alerts of some subjects follow from their figures, or without any named those of all; returns events.

    Whoever else evaluates one of them waits until this transaction ends, and then sees what it wrote: so what two
    transactions change of a subject at once is seen together by the second.
    """
    await hold_subjects(session, subjects)
    found = await gather(session, subjects, as_of=as_of, thresholds=thresholds)
    rows = await standing_alerts(session, subjects, reopening=timedelta(hours=thresholds.reopening_hours))
    standing = {(row.kind, row.subject_id): row for row in rows}
    steps = list(_steps(found, standing))
    opened = [_new(one, step) for one, row, step in steps if row is None]
    changed = [ChangedAlert(row.id, *step) for _, row, step in steps if row is not None]
    happened = [Happened(id, AlertEvent.OPENED) for id in await open_alerts(session, opened)]
    await change_alerts(session, changed)
    happened += [Happened(alert.id, alert.event) for alert in changed if alert.event is not None]
    await tell(session, happened)
    return happened


async def tell(session: WriteSession, happened: Sequence[Happened]) -> None:
    """Tell who listens of events, once the transaction has committed."""
    for start in range(0, len(happened), TOLD_AT_ONCE):
        events = [[one.alert_id, one.event.value] for one in happened[start : start + TOLD_AT_ONCE]]
        await session.notify(Channel.ALERTS, events=events)


async def hold_subjects(session: WriteSession, subjects: Subjects | None) -> None:
    """Hold the alerts of some subjects, or without any named those of all: nobody else opens, changes or closes one."""
    if subjects is None or sum(map(len, subjects.values())) > MOST_HELD:
        await session.lock(ALERTS)
    else:
        names = [f"{ALERTS}/{kind}/{id}" for kind in sorted(subjects) for id in sorted(subjects[kind])]
        await hold_named(session, ALERTS, names)


def _steps(
    found: Sequence[Found], standing: Mapping[tuple[AlertKind, int], AlertRow]
) -> Iterator[tuple[Found, AlertRow | None, Step]]:
    """What changes: a finding, the alert that stands, and how it stands next."""
    for one in found:
        row = standing.get((one.finding.kind, one.id))
        if (step := next_step(row, one.finding)) is not None:
            yield one, row, step


def _new(found: Found, step: Step) -> NewAlert:
    return NewAlert(
        found.finding.kind,
        found.id if found.subject is Touched.WORK_ORDERS else None,
        found.id if found.subject is Touched.LEVELS else None,
        found.id if found.subject is Touched.MATERIAL_DEBTS else None,
        found.product_id,
        step.severity,
        step.figure,
        step.threshold,
    )
