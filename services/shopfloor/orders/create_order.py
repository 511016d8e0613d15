"""Creating a work order, by itself or for a production plan."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from db.engine import WriteSession
from db.shared.enums import TermKind
from db.shopfloor.enums import WorkOrderStatus
from db.shopfloor.order_numbers import draw_order_numbers
from db.shopfloor.work_orders import WORK_ORDERS_BY_NUMBER_KEYS, insert_work_order
from db.supply.rows import ProductRow
from db.touched import Touched
from services.shared.errors import AlreadyExists
from services.shared.text import key
from services.shared.vocabulary import kept_spellings
from services.shopfloor.orders.order_values import OrderInputs
from services.shopfloor.orders.plan_of_order import plan_to_make, require_within_plan, touch_plans_of
from services.supply.products.find_product import product_to_use

CODES = {"department": TermKind.DEPARTMENT, "stage": TermKind.STAGE, "location": TermKind.LOCATION}


async def create_order(session: WriteSession, *, order: Mapping[str, Any], allowance: Decimal) -> int:
    """Create a work order of which nothing is made yet; returns the id.

    From number, sku, plan_id, department, stage, location, target_qty, planned_start, deadline,
    overproduction_allowance, produces_stock and consumption. Without a number the next one is drawn that no order has;
    without an allowance it has `allowance`. Raises Refusals of InvalidInput for bad values, NotFound for product and
    plan, AlreadyExists for a number in use whatever its letter case, NotAllowedInState for an inactive product or a
    plan that is not to be made now, Incompatible for a plan of another product, and QuantityExceeded past the plan's.
    """
    product = await product_to_use(session, order["sku"], "input", "sku")
    values = _checked(OrderInputs("input", decimals=product.decimals), order, allowance)
    if order["plan_id"] is not None:
        await _require_plan(session, order["plan_id"], product, values)
    values |= await _kept_codes(session, values)
    number = values["number"]
    if number is not None:
        await _require_new(session, number)
    else:
        (number,) = await draw_order_numbers(session, 1)
    values |= {"number": number, "number_key": key(number), "product_id": product.id, "plan_id": order["plan_id"]}
    row = await insert_work_order(session, {**values, "status": WorkOrderStatus.NOT_STARTED})
    touch_orders(session, [row.id])
    touch_plans_of(session, [row])
    return row.id


def touch_orders(session: WriteSession, ids: Collection[int]) -> None:
    """Let follow what follows from work orders that are changed: who listens is told, and alerts are looked at."""
    session.touched.note(Touched.WORK_ORDERS, ids)


def _checked(inputs: OrderInputs, order: Mapping[str, Any], allowance: Decimal) -> dict[str, Any]:
    """The columns that follow from the values alone; raises Refusals."""
    target, start, deadline = order["target_qty"], order["planned_start"], order["deadline"]
    given = order["overproduction_allowance"]
    values = {name: inputs.text(name, order[name]) for name in CODES}
    number = inputs.optional_text("number", order["number"])
    inputs.target(target)
    inputs.days(start, deadline)
    kept = allowance if given is None else inputs.allowance(given)
    inputs.refuse()
    return {
        **values,
        "number": number,
        "target_qty": target,
        "original_target_qty": target,
        "planned_start": start,
        "deadline": deadline,
        "original_deadline": deadline,
        "overproduction_allowance": kept,
        "produces_stock": order["produces_stock"],
        "consumption": order["consumption"],
    }


async def _require_plan(session: WriteSession, plan_id: int, product: ProductRow, values: Mapping[str, Any]) -> None:
    plan = await plan_to_make(session, plan_id, product, path=("input", "planId"))
    if values["produces_stock"]:
        await require_within_plan(
            session,
            plan,
            target=values["target_qty"],
            allowance=values["overproduction_allowance"],
            decimals=product.decimals,
            path=("input", "targetQty"),
        )


async def _kept_codes(session: WriteSession, values: Mapping[str, Any]) -> dict[str, str]:
    """Department, stage and location as they were spelled first."""
    spelled = await kept_spellings(session, [(kind, values[name]) for name, kind in CODES.items()])
    return {name: spelled[kind, key(values[name])] for name, kind in CODES.items()}


async def _require_new(session: WriteSession, number: str) -> None:
    rows = await session.read(WORK_ORDERS_BY_NUMBER_KEYS, ("id", "number"), {"keys": [key(number)]})
    if len(rows):
        told = f"{rows.column('number')[0]} exists already"
        raise AlreadyExists(told, ("input", "number"), "WorkOrder", rows.column("id")[0])
