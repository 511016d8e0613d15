"""What a new work order may say: the rules that requests and files share."""

from datetime import date
from decimal import Decimal

from db.shopfloor.bounds import ALLOWANCE
from db.supply.bounds import POSITIVE_QUANTITY
from services.shared.bounds import told
from services.shared.errors import noted
from services.shared.inputs import Inputs
from services.shared.numbers import exact
from services.shared.quantities import require_quantity

MOST_DAYS = 3_660  # from the planned start to the deadline: ten years


class OrderInputs(Inputs):
    """The values of one work order, whose product has so many decimals; `place` is where they stand in the request."""

    def __init__(self, *place: str, decimals: int) -> None:
        super().__init__(*place)
        self._place = place
        self._decimals = decimals

    def target(self, value: Decimal) -> None:
        """How much is to be made, above 0."""
        check, path = require_quantity, (*self._place, "targetQty")
        noted(self.refusals, check, "targetQty", value, bound=POSITIVE_QUANTITY, decimals=self._decimals, path=path)

    def days(self, start: date, deadline: date) -> None:
        """The first day and the last."""
        if (wrong := wrong_days(start, deadline)) is not None:
            self.note(f"plannedStart is {start} and deadline {deadline}", "deadline", accepted=wrong)

    def allowance(self, value: float) -> Decimal:
        """How much more may be made, as a fraction of the target."""
        if not ALLOWANCE.holds(exact(value)):
            self.note(
                f"overproductionAllowance is {told(value)}", "overproductionAllowance", accepted=ALLOWANCE.accepted
            )
        return exact(value)


def wrong_days(start: date, deadline: date) -> str | None:
    """What would be accepted in the place of a deadline that does not go with a start; None where it does."""
    if start > deadline:
        return f"a day not before the planned start, {start}"
    if (deadline - start).days >= MOST_DAYS:
        return f"at most {MOST_DAYS:,} days from the planned start to the deadline"
    return None
