"""What all figures of some subjects say, as findings by kind and subject."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from db.engine import ReadSession
from db.shopfloor.alert_figures import debt_figures, level_figures, order_figures
from db.shopfloor.alert_rows import OrderFiguresRow
from db.shopfloor.enums import ApprovalStatus, WorkOrderStatus
from db.touched import Touched
from services.shared.floor_rules import AlertThresholds
from services.shared.working_days import count_working_days, is_working_day
from services.shopfloor.alerts.findings import (
    DebtFigures,
    Finding,
    LevelFigures,
    OrderFigures,
    of_debt,
    of_level,
    of_order,
)
from services.shopfloor.health.health import OrderSoFar, days_left, expected_share

Subjects = Mapping[Touched, Collection[int]]


class Found(NamedTuple):
    """A finding, of which subject, and whose product that is."""

    subject: Touched
    id: int
    product_id: int
    finding: Finding


async def gather(
    session: ReadSession, subjects: Subjects | None, *, as_of: date, thresholds: AlertThresholds
) -> list[Found]:
    """Findings of some subjects, or without any named of all that an alert may open or close of."""
    return [
        *await _of_orders(session, _named(subjects, Touched.WORK_ORDERS), as_of, thresholds),
        *await _of_levels(session, _named(subjects, Touched.LEVELS), thresholds),
        *await _of_debts(session, _named(subjects, Touched.MATERIAL_DEBTS), as_of, thresholds),
    ]


def _named(subjects: Subjects | None, kind: Touched) -> Collection[int] | None:
    return None if subjects is None else subjects.get(kind, ())


async def _of_orders(
    session: ReadSession, ids: Collection[int] | None, as_of: date, thresholds: AlertThresholds
) -> list[Found]:
    late_days = [as_of, *days_before(as_of, thresholds.working_days_without_entry)]
    rows = await order_figures(session, ids, as_of=as_of, late_days=late_days)
    return [
        Found(Touched.WORK_ORDERS, row.id, row.product_id, finding)
        for row in rows
        for finding in of_order(_order(row, as_of), as_of=as_of, thresholds=thresholds)
    ]


async def _of_levels(session: ReadSession, ids: Collection[int] | None, thresholds: AlertThresholds) -> list[Found]:
    found = []
    for row in await level_figures(session, ids):
        level = LevelFigures(
            on_hand=row.on_hand,
            available=row.available,
            safety_stock=row.safety_stock,
            is_planned=row.is_planned,
        )
        found += [
            Found(Touched.LEVELS, row.id, row.product_id, finding) for finding in of_level(level, thresholds=thresholds)
        ]
    return found


async def _of_debts(
    session: ReadSession, ids: Collection[int] | None, as_of: date, thresholds: AlertThresholds
) -> list[Found]:
    found = []
    for row in await debt_figures(session, ids):
        debt = DebtFigures(
            is_approved=row.status is ApprovalStatus.APPROVED,
            open_quantity=row.open_quantity,
            age_days=max((as_of - row.open_since).days, 0) if row.open_since is not None else 0,
        )
        found += [
            Found(Touched.MATERIAL_DEBTS, row.id, row.product_id, finding)
            for finding in of_debt(debt, thresholds=thresholds)
        ]
    return found


def _order(row: OrderFiguresRow, as_of: date) -> OrderFigures:
    so_far = OrderSoFar(planned_start=row.planned_start, deadline=row.deadline, target=row.target_qty, made=row.made)
    idle_since = row.planned_start if row.last_worked_on is None else row.last_worked_on + timedelta(days=1)
    return OrderFigures(
        is_cancelled=row.status is WorkOrderStatus.CANCELLED,
        deadline=row.deadline,
        target=row.target_qty,
        made=row.made,
        points_behind=100 * (expected_share(so_far, as_of) - Fraction(row.made) / Fraction(row.target_qty)),
        working_days_left=days_left(so_far, as_of),
        has_late_entry=row.has_late_entry,
        idle_days=count_working_days(idle_since, as_of - timedelta(days=1)),
        completed_on=row.completed_date,
    )


def days_before(day: date, count: int) -> Sequence[date]:
    """The last so many working days before a day."""
    found: list[date] = []
    while len(found) < count:
        day -= timedelta(days=1)
        if is_working_day(day):
            found.append(day)
    return found
