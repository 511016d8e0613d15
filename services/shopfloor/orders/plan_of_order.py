"""The production plan that a work order is made for: which may be named, and how much its orders may make together."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from db.engine import WriteSession
from db.shopfloor.orders_of_plans import target_into_stock
from db.shopfloor.rows import WorkOrderRow
from db.supply.enums import ProductionPlanStatus
from db.supply.plan_rows import ProductionPlanRow
from db.supply.plans import locked_plan
from db.supply.products import skus_of
from db.supply.rows import ProductRow
from services.shared.errors import Incompatible, NotAllowedInState, NotFound, QuantityExceeded
from services.shared.quantities import at_most, plain
from services.supply.plans.heard import touch_plans

MADE_FOR = (ProductionPlanStatus.APPROVED, ProductionPlanStatus.IN_PROGRESS)


async def plan_to_make(
    session: WriteSession, plan_id: int, product: ProductRow, *, path: tuple[str, ...]
) -> ProductionPlanRow:
    """A plan that a work order of a product may be made for, held alone until the transaction ends.

    Raises NotFound, NotAllowedInState for one that is not to be made now, and Incompatible for another product's.
    """
    plan = await locked_plan(session, plan_id)
    if plan is None:
        raise NotFound("there is no such plan", path, "the id of a plan that productionPlans lists")
    if plan.product_id != product.id:
        sku = (await skus_of(session, [plan.product_id]))[plan.product_id]
        told = f"{plan.number} is of {sku}, and the work order of {product.sku}"
        raise Incompatible(told, path, reasons=[told])
    if plan.status not in MADE_FOR:
        told = f"{plan.number} is {plan.status}; work orders are for plans that are {' or '.join(MADE_FOR)}"
        raise NotAllowedInState(told, path, state=plan.status.value)
    return plan


def touch_plans_of(session: WriteSession, orders: Iterable[WorkOrderRow]) -> None:
    """Let who listens be told of the plans whose completion follows from some work orders, which are changed."""
    touch_plans(session, {order.plan_id for order in orders if order.plan_id is not None and order.produces_stock})


async def require_within_plan(
    session: WriteSession,
    plan: ProductionPlanRow,
    *,
    target: Decimal,
    allowance: Decimal,
    decimals: int,
    path: tuple[str, ...],
    but: int | None = None,
) -> None:
    """Raise QuantityExceeded where a target takes a plan's stock-producing orders past its quantity and allowance.

    The plan is held. `allowance` is that of the work order, `but` the order itself where it is one of the plan's. The
    limit is that of this target: what the others leave of floor(quantity × (1 + allowance)).
    """
    others = await target_into_stock(session, plan.id, but=but)
    most = at_most(Fraction(plan.quantity) * (1 + Fraction(allowance)), decimals)
    if others + target > most:
        limit = max(most - others, Decimal(0))
        told = (
            f"{plan.number} makes {plain(plan.quantity)}, so its stock-producing work orders at most {plain(most)};"
            f" others make {plain(others)}, and {plain(limit)} is left"
        )
        raise QuantityExceeded(told, path, limit=limit, attempted=target)
