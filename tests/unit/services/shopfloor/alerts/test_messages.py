"""Sentences of alerts: one that is closed never says what does not hold any more."""

from decimal import Decimal

import pytest

from db.shopfloor.enums import AlertKind, AlertState
from services.shopfloor.alerts.messages import message

NAMES = ("FELT", "SPK-1", "MAIN", None)


def said(kind: AlertKind, state: AlertState, figure: int) -> str:
    return message(kind, state, Decimal(figure), Decimal(7), *NAMES)


@pytest.mark.parametrize("kind", AlertKind)
@pytest.mark.parametrize("figure", [0, 1, 8, 120])
def test_a_closed_alert_says_what_is_over(kind: AlertKind, figure: int) -> None:
    opened, closed = said(kind, AlertState.OPEN, figure), said(kind, AlertState.CLOSED, figure)
    assert said(kind, AlertState.ACKNOWLEDGED, figure) == opened
    assert closed.startswith("SPK-1 is no longer ")
    assert "no longer" not in opened
