"""How far the targets of several work orders may change, each within what its plan has room for."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from db.engine import ReadSession
from db.shopfloor.orders_of_plans import targets_into_stock
from db.shopfloor.rows import WorkOrderMadeRow
from services.shared.quantities import at_most


class PlannedChange(NamedTuple):
    """Another target of a work order, of which `allowance` is a fraction, in so many decimals."""

    id: int
    plan_id: int | None
    is_counted: bool
    before: Decimal
    after: Decimal
    allowance: Decimal
    decimals: int

    @classmethod
    def of(cls, order: WorkOrderMadeRow, target: Decimal) -> "PlannedChange":
        """Of a work order that is stored."""
        allowance, decimals = order.overproduction_allowance, order.decimals
        return cls(order.id, order.plan_id, order.produces_stock, order.target_qty, target, allowance, decimals)


async def beyond_plans(session: ReadSession, changes: Sequence[PlannedChange]) -> dict[int, Decimal]:
    """The work orders whose new target goes past what their plan has room for, and the most that it may be.

    Those that are to make less are looked at first.
    """
    counted = [one for one in changes if one.is_counted and one.plan_id is not None and one.after != one.before]
    plans = await targets_into_stock(session, {one.plan_id for one in counted if one.plan_id is not None})
    totals = {plan.id: plan.target for plan in plans}
    quantities = {plan.id: plan.quantity for plan in plans}
    beyond = {}
    for one in sorted(counted, key=lambda one: one.after - one.before):
        assert one.plan_id is not None
        most = at_most(Fraction(quantities[one.plan_id]) * (1 + Fraction(one.allowance)), one.decimals)
        others = totals[one.plan_id] - one.before
        if one.after > one.before and others + one.after > most:
            beyond[one.id] = max(most - others, Decimal(0))
        else:
            totals[one.plan_id] = others + one.after
    return beyond
