"""What a change of a work order must keep to, when it is asked for and again when it is carried out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from db.engine import WriteSession
from db.shopfloor.enums import WorkOrderField
from db.shopfloor.rows import WorkOrderMadeRow
from db.supply.bounds import POSITIVE_QUANTITY
from db.supply.plans import locked_plan
from services.shared.errors import InvalidInput, QuantityExceeded
from services.shared.quantities import plain, require_quantity
from services.shopfloor.orders.figures import limit_qty
from services.shopfloor.orders.order_values import wrong_days
from services.shopfloor.orders.plan_of_order import require_within_plan


@dataclass(frozen=True, slots=True, kw_only=True)
class NewValue:
    """What a field is to be: a quantity or a day, and the parts of the request that refusals are about."""

    field: WorkOrderField
    quantity: Decimal | None
    day: date | None
    path: tuple[str, ...]


async def require_rules(session: WriteSession, order: WorkOrderMadeRow, new: NewValue, *, today: date) -> None:
    """Check the new value of a work order that is held, whose plan is held then as well.

    Raises InvalidInput, and QuantityExceeded for a target of which more was made than it allows, or that takes its plan
    past what that may make.
    """
    if new.quantity is not None:
        _require_target(order, new.quantity, new.path)
        await _require_within_plan(session, order, new.quantity, new.path)
    if new.day is not None:
        require_deadline(order, new.day, today=today, path=new.path)


def require_deadline(order: WorkOrderMadeRow, day: date, *, today: date, path: tuple[str, ...]) -> None:
    """Raise InvalidInput for a deadline that is past, before the planned start, or too long after it."""
    earliest = max(today, order.planned_start)
    wrong = f"{earliest} or later" if day < earliest else wrong_days(order.planned_start, day)
    if wrong is not None:
        raise InvalidInput(f"the new deadline is {day}", path, accepted=wrong)


def approvals_needed(order: WorkOrderMadeRow, new: NewValue, *, large: Decimal) -> int:
    """How many must approve: two for a target that is farther from the original one than a fraction of it."""
    if new.quantity is None:
        return 1
    moved = abs(Fraction(new.quantity) - Fraction(order.original_target_qty))
    return 2 if moved > Fraction(large) * Fraction(order.original_target_qty) else 1


def _require_target(order: WorkOrderMadeRow, target: Decimal, path: tuple[str, ...]) -> None:
    require_quantity("the new target", target, bound=POSITIVE_QUANTITY, decimals=order.decimals, path=path)
    limit, made = limit_qty(target, order.overproduction_allowance, order.decimals), order.cumulative_qty
    if made > limit:
        told = f"{plain(made)} were made of {order.number}, and a target of {plain(target)} allows {plain(limit)}"
        raise QuantityExceeded(told, path, limit=limit, attempted=made)


async def _require_within_plan(
    session: WriteSession, order: WorkOrderMadeRow, target: Decimal, path: tuple[str, ...]
) -> None:
    # Less than now takes no plan past anything, and must be possible where others have done so.
    if order.plan_id is None or not order.produces_stock or target <= order.target_qty:
        return
    plan = await locked_plan(session, order.plan_id)
    assert plan is not None  # the order refers to it
    await require_within_plan(
        session, plan, target=target, allowance=order.overproduction_allowance, decimals=order.decimals, path=path,
        but=order.id,
    )  # fmt: skip
