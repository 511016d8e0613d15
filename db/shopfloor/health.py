"""How work orders are getting on as of a date, as SQL over any number of them; `services/shopfloor/health` says the rules.

Everything is a whole multiple of something, so that the comparisons are exact, and so is what is rounded.
"""

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Lateral,
    Numeric,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
)

from db.shopfloor.enums import WorkOrderHealth, WorkOrderStatus
from db.shopfloor.models import DailyProduction, WorkOrder
from db.shopfloor.thresholds import HealthThresholds

RECENT_ENTRIES = 5
"""Of so many entries, the last ones, the mean says what is made of late."""
_A_MONDAY = date(1, 1, 1)
_DAYS, _WORKED = 7, 5


def weekdays_between(first: ColumnElement[date], last: ColumnElement[date]) -> ColumnElement[int]:
    """How many days from Monday to Friday there are from one day to another, both included; 0 where there are none."""
    return func.greatest(_weekdays_until(last, 0) - _weekdays_until(first, 1), 0)


def is_weekday(day: ColumnElement[date]) -> ColumnElement[bool]:
    """Whether a day is one from Monday to Friday."""
    return func.extract("isodow", day) <= _WORKED


def nearest(numerator: ColumnElement[Decimal], denominator: ColumnElement[Decimal], places: int) -> Any:
    """An exact ratio with a denominator above 0, rounded to some places, a half going away from zero."""
    scaled = 2 * 10**places * func.abs(numerator) + denominator
    whole = func.div(scaled, 2 * denominator, type_=Numeric)
    return func.round(func.sign(numerator) * whole / 10**places, places, type_=Numeric)


class Standing:
    """A work order as of a date: add `made` to a statement over work orders (`joined`), then any of the columns."""

    def __init__(self, as_of: date | ColumnElement[date], thresholds: HealthThresholds) -> None:
        self._as_of = literal(as_of, Date) if isinstance(as_of, date) else as_of
        self._thresholds = thresholds

    @cached_property
    def sums(self) -> Lateral:
        """What was made up to the date: `made`, `scrap`, `entries`, and `recent_sum` of the last `recent_entries`."""
        entry = DailyProduction
        nth = func.row_number().over(order_by=entry.production_date.desc())
        entries = (
            select(entry.quantity, entry.scrap_quantity, nth.label("nth"))
            .where(
                entry.tenant_id == WorkOrder.tenant_id,
                entry.work_order_id == WorkOrder.id,
                entry.production_date <= self._as_of,
            )
            .correlate(WorkOrder)
            .subquery("entry")
        )
        is_recent = entries.c.nth <= RECENT_ENTRIES
        return select(
            _sum(func.sum(entries.c.quantity)).label("made"),
            _sum(func.sum(entries.c.scrap_quantity)).label("scrap"),
            func.count().label("entries"),
            _sum(func.sum(entries.c.quantity).filter(is_recent)).label("recent_sum"),
            func.count().filter(is_recent).label("recent_entries"),
        ).lateral("sums")

    def joined(self, statement: Any) -> Any:
        """A statement over work orders with the sums of each beside it."""
        return statement.join(self.sums, true())

    @property
    def status(self) -> ColumnElement[WorkOrderStatus]:
        """Where it stood by what was made until then; cancelled is cancelled."""
        status, made = WorkOrder.status, self.sums.c.made
        found = case(
            (status == WorkOrderStatus.CANCELLED, status),
            (made >= WorkOrder.target_qty, literal(WorkOrderStatus.COMPLETED, status.type)),
            (made > 0, literal(WorkOrderStatus.IN_PROGRESS, status.type)),
            else_=literal(WorkOrderStatus.NOT_STARTED, status.type),
        )
        return type_coerce(found, status.type)

    @property
    def health(self) -> ColumnElement[WorkOrderHealth | None]:
        """Which health; NULL for one that is cancelled."""
        least = self._thresholds
        return case(
            (WorkOrder.status == WorkOrderStatus.CANCELLED, None),
            (self.sums.c.made >= WorkOrder.target_qty, _health(WorkOrderHealth.COMPLETED)),
            (WorkOrder.deadline < self._as_of, _health(WorkOrderHealth.DELAYED)),
            (self._is_behind(least.off_track_points), _health(WorkOrderHealth.OFF_TRACK)),
            (or_(self._is_behind(least.at_risk_points), self._is_short), _health(WorkOrderHealth.AT_RISK)),
            else_=_health(WorkOrderHealth.ON_TRACK),
        )

    @property
    def points_behind(self) -> Any:
        """Expected less progress in points, to two places; NULL for one that is cancelled."""
        behind = nearest(*self._behind, 2)
        return case((WorkOrder.status != WorkOrderStatus.CANCELLED, behind))

    @property
    def days_left(self) -> ColumnElement[int]:
        """Working days from the date, or the planned start where that is later, to the deadline."""
        return weekdays_between(func.greatest(self._as_of, WorkOrder.planned_start), WorkOrder.deadline)

    @property
    def _behind(self) -> tuple[Any, Any]:
        """By how many points it is behind, as a ratio."""
        planned = weekdays_between(WorkOrder.planned_start, WorkOrder.deadline)
        until = func.least(self._as_of - 1, WorkOrder.deadline)
        # Without a working day in its span all is expected.
        elapsed = case((planned == 0, 1), else_=weekdays_between(WorkOrder.planned_start, until))
        planned = func.greatest(planned, 1)
        behind = 100 * (elapsed * WorkOrder.target_qty - planned * self.sums.c.made)
        return behind, planned * WorkOrder.target_qty

    def _is_behind(self, points: Decimal) -> ColumnElement[bool]:
        behind, of = self._behind
        return behind > literal(points, Numeric) * of

    @property
    def _is_short(self) -> ColumnElement[bool]:
        """Whether few days are left, and more is needed a day than was made of late."""
        remaining = WorkOrder.target_qty - self.sums.c.made
        needed = remaining * func.greatest(self.sums.c.recent_entries, 1)
        return and_(self.days_left <= self._thresholds.at_risk_days, needed > self.sums.c.recent_sum * self.days_left)


def _health(health: WorkOrderHealth) -> ColumnElement[Any]:
    return literal(health.value, Text)


def _sum(total: Any) -> Any:
    return func.coalesce(total, cast(0, Numeric(28, 4)), type_=Numeric)


def _weekdays_until(day: Any, less: int) -> Any:
    """How many days from Monday to Friday there were until a day, less some days."""
    days = type_coerce(day - literal(_A_MONDAY, Date), Integer) - less
    return days // _DAYS * _WORKED + func.least(days % _DAYS + 1, _WORKED)
