"""What figures say of alerts: the border of each kind, from both sides."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from db.shopfloor.enums import AlertKind, AlertSeverity
from services.shared.floor_rules import AlertThresholds
from services.shopfloor.alerts.findings import (
    DebtFigures,
    Finding,
    LevelFigures,
    OrderFigures,
    of_debt,
    of_level,
    of_order,
)

K = AlertKind
USUAL = AlertThresholds()
TODAY = date(2025, 6, 9)
# Under way, well in time, and worked on yesterday: nothing is wrong with it.
FINE: dict[str, Any] = {
    "is_cancelled": False,
    "deadline": date(2025, 6, 30),
    "target": Decimal(1000),
    "made": Decimal(400),
    "points_behind": Fraction(0),
    "working_days_left": 16,
    "has_late_entry": True,
    "idle_days": 0,
}


def order(**other: Any) -> dict[AlertKind, Finding]:
    found = of_order(OrderFigures(**{**FINE, **other}), as_of=TODAY, thresholds=USUAL)
    return {finding.kind: finding for finding in found}


def opened(found: dict[AlertKind, Finding]) -> set[AlertKind]:
    return {kind for kind, finding in found.items() if finding.opens}


def closed(found: dict[AlertKind, Finding]) -> set[AlertKind]:
    return {kind for kind, finding in found.items() if finding.closes}


ORDERS: dict[str, tuple[dict[str, Any], set[AlertKind]]] = {
    "fine": ({}, set()),
    "on its deadline": ({"deadline": TODAY, "working_days_left": 1}, {K.NEAR_DEADLINE}),
    "a day past it": ({"deadline": date(2025, 6, 8), "working_days_left": 0}, {K.DELAYED}),
    "past it and completed": ({"deadline": date(2025, 6, 8), "made": Decimal(1000)}, set()),
    "past it and cancelled": ({"deadline": date(2025, 6, 8), "is_cancelled": True}, set()),
    "four days left": ({"working_days_left": 4}, set()),
    "three days left": ({"working_days_left": 3}, {K.NEAR_DEADLINE}),
    "three days left and completed": ({"working_days_left": 3, "made": Decimal(1001)}, set()),
    "idle": ({"has_late_entry": False, "idle_days": 4}, {K.STUCK}),
    "idle and not started": ({"has_late_entry": False, "made": Decimal(0), "idle_days": 4}, set()),
    "idle and completed": ({"has_late_entry": False, "made": Decimal(1000), "idle_days": 4}, set()),
    "idle and cancelled": ({"has_late_entry": False, "is_cancelled": True, "idle_days": 4}, set()),
    "exactly ten points behind": ({"points_behind": Fraction(10)}, set()),
    "a little more": ({"points_behind": Fraction(10) + Fraction(1, 1_000_000)}, {K.VARIANCE}),
    "behind and cancelled": ({"points_behind": Fraction(50), "is_cancelled": True}, set()),
    "completed today": ({"made": Decimal(1000), "completed_on": TODAY}, {K.COMPLETED_TODAY}),
    "completed yesterday": ({"made": Decimal(1000), "completed_on": date(2025, 6, 8)}, set()),
    "opened again today": ({"completed_on": TODAY}, set()),
}


@pytest.mark.parametrize(("figures", "kinds"), ORDERS.values(), ids=ORDERS)
def test_a_work_order_says_which_alerts_open(figures: dict[str, Any], kinds: set[AlertKind]) -> None:
    found = order(**figures)
    assert list(found) == [K.DELAYED, K.STUCK, K.NEAR_DEADLINE, K.VARIANCE, K.COMPLETED_TODAY]
    assert opened(found) == kinds
    assert not opened(found) & closed(found)


@pytest.mark.parametrize(
    ("behind", "says"), (("8", "closes"), ("8.000001", "stays"), ("10", "stays"), ("10.000001", "opens"))
)
def test_between_opening_and_closing_a_variance_stays_as_it_is(behind: str, says: str) -> None:
    variance = order(points_behind=Fraction(behind))[K.VARIANCE]
    assert (variance.opens, variance.closes) == (says == "opens", says == "closes")
    assert (variance.figure, variance.threshold) == (Decimal(behind).quantize(Decimal("0.01")), Decimal(10))


def test_whatever_ends_an_order_closes_all_but_the_news_of_it() -> None:
    late = {"deadline": date(2025, 6, 2), "points_behind": Fraction(60), "has_late_entry": False, "idle_days": 5}
    assert opened(order(**late)) == {K.DELAYED, K.STUCK, K.VARIANCE}
    assert closed(order(**late, is_cancelled=True)) == set(order())
    done = order(**{**late, "points_behind": Fraction(0)}, made=Decimal(1000), completed_on=TODAY)
    assert closed(done) == set(order()) - {K.COMPLETED_TODAY}


def level(on_hand: int, available: Any = None, **more: Any) -> dict[AlertKind, Finding]:
    given = {"safety_stock": Decimal(100), "is_planned": True, **more}
    what_is_free = Decimal(on_hand if available is None else available)
    figures = LevelFigures(on_hand=Decimal(on_hand), available=what_is_free, **given)
    return {finding.kind: finding for finding in of_level(figures, thresholds=USUAL)}


@pytest.mark.parametrize(
    ("found", "opens", "closes"),
    (
        (level(1), {K.LOW_STOCK}, {K.STOCKOUT}),
        (level(0), {K.STOCKOUT, K.LOW_STOCK}, set()),
        (level(-40), {K.STOCKOUT, K.LOW_STOCK}, set()),
        (level(0, safety_stock=None, is_planned=False), set(), {K.STOCKOUT, K.LOW_STOCK}),
        (level(0, safety_stock=None), {K.STOCKOUT}, {K.LOW_STOCK}),  # of a forecast alone
        (level(99), {K.LOW_STOCK}, {K.STOCKOUT}),
        (level(100), set(), {K.STOCKOUT}),
        (level(200, "104.9999"), set(), {K.STOCKOUT}),
        (level(200, 105), set(), {K.STOCKOUT, K.LOW_STOCK}),
        (level(200, 50), {K.LOW_STOCK}, {K.STOCKOUT}),  # the rest is put aside
        (level(0, safety_stock=Decimal(0)), {K.STOCKOUT}, {K.LOW_STOCK}),
        (level(10, -1, safety_stock=Decimal(0)), {K.LOW_STOCK}, {K.STOCKOUT}),
    ),
)
def test_stock_says_which_alerts_open_and_close(
    found: dict[AlertKind, Finding], opens: set[AlertKind], closes: set[AlertKind]
) -> None:
    assert (opened(found), closed(found)) == (opens, closes)


@pytest.mark.parametrize(
    ("age", "opens", "severity"),
    (
        (14, False, AlertSeverity.WARNING),
        (15, True, AlertSeverity.WARNING),
        (29, True, AlertSeverity.WARNING),
        (30, True, AlertSeverity.CRITICAL),
    ),
)
def test_a_debt_is_overdue_after_two_weeks_and_critical_after_thirty_days(
    age: int, opens: bool, severity: AlertSeverity
) -> None:
    (found,) = of_debt(DebtFigures(is_approved=True, open_quantity=Decimal(1), age_days=age), thresholds=USUAL)
    assert (found.opens, found.closes, found.severity) == (opens, not opens, severity)


@pytest.mark.parametrize(("is_approved", "left"), ((True, 0), (False, 5)))
def test_a_debt_that_is_settled_or_not_approved_is_not_overdue(is_approved: bool, left: int) -> None:
    debt = DebtFigures(is_approved=is_approved, open_quantity=Decimal(left), age_days=40)
    (found,) = of_debt(debt, thresholds=USUAL)
    assert (found.opens, found.closes) == (False, True)
