"""From an alert as it stands and what figures say now to how it stands next, and what is told of that."""

from decimal import Decimal
from typing import NamedTuple, Protocol

from db.shopfloor.enums import AlertEvent, AlertSeverity, AlertState
from services.shopfloor.alerts.findings import Finding

GRAVITY = {AlertSeverity.INFO: 0, AlertSeverity.WARNING: 1, AlertSeverity.CRITICAL: 2}


class Standing(Protocol):
    """An alert of a kind and subject that is not closed, or was closed so lately that it would be opened again."""

    @property
    def state(self) -> AlertState: ...
    @property
    def severity(self) -> AlertSeverity: ...
    @property
    def figure(self) -> Decimal | None: ...
    @property
    def threshold(self) -> Decimal | None: ...


class Step(NamedTuple):
    """How an alert stands next. Without an `event` only figures have moved, and nobody is told."""

    state: AlertState
    severity: AlertSeverity
    figure: Decimal | None
    threshold: Decimal | None
    event: AlertEvent | None


def next_step(standing: Standing | None, found: Finding) -> Step | None:
    """The step that a finding leads to; None where nothing changes.

    An acknowledged alert stays so while it eases or moves; what grows worse or comes back is open again.
    """
    if standing is None:
        return _step(found, AlertState.OPEN, AlertEvent.OPENED) if found.opens else None
    if standing.state is AlertState.CLOSED:
        return _step(found, AlertState.OPEN, AlertEvent.REOPENED) if found.opens else None
    if found.closes:
        return _step(found, AlertState.CLOSED, AlertEvent.CLOSED)._replace(severity=standing.severity)
    graver = GRAVITY[found.severity] - GRAVITY[standing.severity]
    if graver > 0:
        return _step(found, AlertState.OPEN, AlertEvent.ESCALATED)
    if graver < 0:
        return _step(found, standing.state, AlertEvent.EASED)
    if (found.figure, found.threshold) == (standing.figure, standing.threshold):
        return None
    return _step(found, standing.state, None)


def _step(found: Finding, state: AlertState, event: AlertEvent | None) -> Step:
    return Step(state, found.severity, found.figure, found.threshold, event)
