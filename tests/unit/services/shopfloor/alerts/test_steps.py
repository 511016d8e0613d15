"""From an alert's state to the next: one alert of a kind and subject, and who listens is told of events alone."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest

from db.shopfloor.enums import AlertEvent, AlertKind, AlertSeverity, AlertState
from services.shared.floor_rules import AlertThresholds
from services.shopfloor.alerts.findings import Finding, OrderFigures, of_order
from services.shopfloor.alerts.steps import Step, next_step
from tests.unit.services.shopfloor.alerts.test_findings import FINE, TODAY

E, S = AlertEvent, AlertState
WARNING, CRITICAL = AlertSeverity.WARNING, AlertSeverity.CRITICAL


def found(says: str, severity: AlertSeverity = WARNING, figure: int = 20) -> Finding:
    return Finding(AlertKind.DEBT_OVERDUE, says == "opens", says == "closes", severity, Decimal(figure), Decimal(14))


def standing(state: AlertState, severity: AlertSeverity = WARNING, figure: int = 20) -> Step:
    return Step(state, severity, Decimal(figure), Decimal(14), None)


STEPS = (
    (None, found("closes"), None, None),
    (None, found("stays"), None, None),
    (None, found("opens"), S.OPEN, E.OPENED),
    (standing(S.OPEN), found("opens"), None, None),
    (standing(S.OPEN), found("stays"), None, None),
    (standing(S.OPEN), found("opens", figure=21), S.OPEN, None),
    (standing(S.OPEN), found("closes"), S.CLOSED, E.CLOSED),
    (standing(S.OPEN), found("opens", CRITICAL), S.OPEN, E.ESCALATED),
    (standing(S.OPEN, CRITICAL), found("opens", WARNING), S.OPEN, E.EASED),
    (standing(S.ACKNOWLEDGED), found("opens"), None, None),
    (standing(S.ACKNOWLEDGED), found("opens", figure=21), S.ACKNOWLEDGED, None),
    (standing(S.ACKNOWLEDGED), found("opens", CRITICAL), S.OPEN, E.ESCALATED),
    (standing(S.ACKNOWLEDGED, CRITICAL), found("stays", WARNING), S.ACKNOWLEDGED, E.EASED),
    (standing(S.ACKNOWLEDGED), found("closes"), S.CLOSED, E.CLOSED),
    (standing(S.CLOSED), found("closes", figure=3), None, None),
    (standing(S.CLOSED), found("stays"), None, None),
    (standing(S.CLOSED, CRITICAL), found("opens"), S.OPEN, E.REOPENED),
)


@pytest.mark.parametrize(("before", "finding", "state", "event"), STEPS)
def test_a_finding_leads_to_a_step(
    before: Step | None, finding: Finding, state: AlertState | None, event: AlertEvent | None
) -> None:
    step = next_step(before, finding)
    assert (step.state if step else None, step.event if step else None) == (state, event)
    if step is not None:
        assert step.figure == finding.figure
        closes = event is E.CLOSED and before is not None
        assert step.severity == (before.severity if closes and before else finding.severity)


def told(behind: Sequence[str]) -> tuple[int, list[AlertEvent]]:
    """How many alerts an order has that is so far behind one day after another, and what is told of them."""
    alert: Step | None = None
    opened, events = 0, []
    for points in behind:
        figures = OrderFigures(**{**FINE, "points_behind": Fraction(points)})
        findings = {one.kind: one for one in of_order(figures, as_of=TODAY, thresholds=AlertThresholds())}
        step = next_step(alert, findings[AlertKind.VARIANCE])
        if step is not None:
            opened += alert is None
            events += [step.event] if step.event else []
            alert = step
    return opened, events


def test_a_figure_that_goes_up_and_down_is_one_alert_and_three_events() -> None:
    behind = ["8", "9", "11", "12", "9", "8.5", "8", "11"]
    assert told(behind) == (1, [E.OPENED, E.CLOSED, E.REOPENED])


def test_a_figure_between_the_thresholds_is_told_by_where_it_came_from() -> None:
    assert told(["9", "9.5", "10"]) == (0, [])
    assert told(["11", "9", "10", "9"]) == (1, [E.OPENED])
