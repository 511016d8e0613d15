"""What an alert says in a sentence, from its kind, its state, its figures and the names beside it.

One that is closed says what is over, with the figure that closed it: what opened it does not hold any more.
"""

from decimal import Decimal

from db.shopfloor.enums import AlertKind, AlertState
from services.shared.quantities import plain


def message(
    kind: AlertKind,
    state: AlertState,
    figure: Decimal | None,
    threshold: Decimal | None,
    sku: str,
    order_number: str | None,
    location: str | None,
    debt_number: str | None,
) -> str:
    """A sentence that names the subject, as of when it was last evaluated."""
    shown, than = plain(figure or Decimal(0)), plain(threshold or Decimal(0))
    subject = order_number or debt_number or f"{sku} at {location}"
    if state is AlertState.CLOSED:
        return _over(kind, subject, shown, than)
    match kind:
        case AlertKind.DELAYED:
            return f"{subject} is {_days(shown)} past its deadline and not completed."
        case AlertKind.STUCK:
            return f"{subject} is in progress and had no entry on the last {than} working days."
        case AlertKind.NEAR_DEADLINE:
            return f"{subject} has {_days(shown, 'working day')} left and is not completed."
        case AlertKind.VARIANCE:
            return f"{subject} is {shown} percentage points behind."
        case AlertKind.COMPLETED_TODAY:
            return f"{subject} is completed: {shown} of {than} were made."
        case AlertKind.STOCKOUT:
            return f"{subject} is out of stock: {shown} on hand."
        case AlertKind.LOW_STOCK:
            return f"{subject} is below its safety stock of {than}: {shown} available."
        case AlertKind.DEBT_OVERDUE:
            return f"{subject} has been open for {_days(shown)}: {sku} is owed."


def _over(kind: AlertKind, subject: str, shown: str, than: str) -> str:
    match kind:
        case AlertKind.DELAYED:
            return f"{subject} is no longer delayed."
        case AlertKind.STUCK:
            return f"{subject} is no longer stuck."
        case AlertKind.NEAR_DEADLINE:
            return f"{subject} is no longer about to be late."
        case AlertKind.VARIANCE:
            return f"{subject} is no longer reported as behind: {shown} percentage points."
        case AlertKind.COMPLETED_TODAY:
            return f"{subject} is no longer reported as completed today: {shown} of {than} were made."
        case AlertKind.STOCKOUT:
            return f"{subject} is no longer reported as out of stock: {shown} on hand."
        case AlertKind.LOW_STOCK:
            return f"{subject} is no longer reported as below its safety stock: {shown} available."
        case AlertKind.DEBT_OVERDUE:
            return f"{subject} is no longer overdue."


def _days(count: str, noun: str = "day") -> str:
    return f"{count} {noun}{'' if count == '1' else 's'}"
