"""Acknowledging an alert: somebody knows, and it is off the open list until it grows worse or comes back."""

from collections.abc import Collection

from db.engine import WriteSession
from db.shopfloor.alert_rows import AlertRow
from db.shopfloor.alerts import acknowledge, alert_by_id
from db.shopfloor.enums import AlertEvent, AlertKind, AlertState
from db.touched import Touched
from services.shared.errors import NotAllowedInState, NotFound
from services.shared.inputs import Inputs
from services.shopfloor.alerts.evaluate import Happened, hold_subjects, tell

PATH = ("id",)


async def acknowledge_alert(
    session: WriteSession, *, id: int | None, note: str | None, kinds: Collection[AlertKind]
) -> int:
    """Acknowledge an open alert of one of the kinds that the caller sees, as the caller; returns its id.

    Of two at once one does, and whoever evaluates its subject waits, or is waited for. Raises NotFound,
    NotAllowedInState for one that is closed or acknowledged already, and InvalidInput for a note that is too long.
    """
    inputs = Inputs()
    kept = inputs.optional_text("note", note)
    alert = None if id is None else await _held(session, id)
    if alert is None or alert.kind not in kinds:
        raise NotFound("there is no such alert", PATH, "the id of an alert that alerts lists")
    if alert.state is not AlertState.OPEN:
        by = f" by {alert.acknowledged_by}" if alert.state is AlertState.ACKNOWLEDGED else ""
        told = f"the alert is {alert.state}{by}; only an open one can be acknowledged"
        raise NotAllowedInState(told, PATH, state=alert.state.value)
    inputs.refuse()
    await acknowledge(session, alert.id, kept)
    await tell(session, [Happened(alert.id, AlertEvent.ACKNOWLEDGED)])
    return alert.id


async def _held(session: WriteSession, id: int) -> AlertRow | None:
    """An alert as it stands once its subject is held."""
    found = await alert_by_id(session, id)
    if found is None:
        return None
    subjects = {
        Touched.WORK_ORDERS: found.work_order_id,
        Touched.LEVELS: found.level_id,
        Touched.MATERIAL_DEBTS: found.material_debt_id,
    }
    await hold_subjects(session, {kind: [one] for kind, one in subjects.items() if one is not None})
    return await alert_by_id(session, id)
