"""Asking for leave to use material that is not there."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.engine import WriteSession
from db.shared.counters import next_numbers
from db.shopfloor.debts import debt_by_client_key, debt_by_id, insert_debt
from db.shopfloor.work_orders import locked_work_order
from db.supply.bounds import POSITIVE_QUANTITY
from db.supply.enums import ProductKind
from db.supply.rows import ProductRow
from db.touched import Touched
from services.shared.access import Caller
from services.shared.errors import Incompatible, NotFound, noted
from services.shared.text import key, shown
from services.shopfloor.asking.reasons import checked_reason
from services.shopfloor.debts.holding import require_open_order
from services.shopfloor.orders.departments import require_department
from services.supply.locations import kept_locations
from services.supply.products.find_product import product_to_use
from services.supply.stock.checking import Days, StockInputs

COUNTER = "material debt"
PATH = ("input",)


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtAsked:
    """A debt as asked for; without a day it is needed today."""

    work_order_id: int | None
    material_sku: str
    location: str
    quantity: Decimal
    needed_on: date | None
    reason: str
    client_key: str | None = None


async def request_debt(
    session: WriteSession, *, caller: Caller, asked: DebtAsked, days: Days, large_value: Decimal
) -> int:
    """Ask for a debt as the caller; returns its id. A client key that was used answers with the debt of then.

    It needs two approvals where it is worth more than `large_value` (quantity × unit cost), or nobody knows. Raises
    NotFound for work order and material, NotAllowedInState for an order that is over or a material that is inactive,
    Incompatible for another department's order or what is no material, and InvalidInput.
    """
    if (before := await _asked_before(session, asked.client_key, caller)) is not None:
        return before
    order = None if asked.work_order_id is None else await locked_work_order(session, asked.work_order_id)
    if order is None:
        accepted = "the id of a work order that workOrders lists"
        raise NotFound("there is no such work order", (*PATH, "workOrderId"), accepted)
    require_department(caller, order, path=(*PATH, "workOrderId"))
    require_open_order(order, (*PATH, "workOrderId"))
    material = await product_to_use(session, asked.material_sku, *PATH, "materialSku")
    values = _checked(asked, material, days)
    at = (await kept_locations(session, [asked.location]))[key(asked.location)]
    (number,) = await next_numbers(session, COUNTER)
    id = await insert_debt(
        session,
        {
            **values,
            "number": f"MD-{number:05}",
            "work_order_id": order.id,
            "material_id": material.id,
            "location": at,
            "approvals_needed": approvals_needed(material, asked.quantity, large_value),
        },
    )
    session.touched.note(Touched.MATERIAL_DEBTS, [id])
    return id


async def _asked_before(session: WriteSession, client_key: str | None, caller: Caller) -> int | None:
    """The debt that was asked for with a key; raises Incompatible where it is of another department."""
    id = await debt_by_client_key(session, shown(client_key)) if client_key else None
    debt = None if id is None else await debt_by_id(session, id)
    order = None if debt is None else await locked_work_order(session, debt.work_order_id)
    if order is not None:
        require_department(caller, order, path=(*PATH, "clientKey"))
    return id


def approvals_needed(material: ProductRow, quantity: Decimal, large_value: Decimal) -> int:
    """How many must approve a debt: two where it is worth more than a value, or what it is worth is not known."""
    return 2 if material.unit_cost is None or quantity * material.unit_cost > large_value else 1


def _checked(asked: DebtAsked, material: ProductRow, days: Days) -> dict[str, object]:
    """The columns that follow from the input alone; raises Refusals with everything that is wrong."""
    inputs = StockInputs(PATH, {}, days)
    inputs.quantity("quantity", asked.quantity, POSITIVE_QUANTITY, material)
    inputs.text("location", asked.location)
    values = {
        "quantity": asked.quantity,
        "needed_on": inputs.day("neededOn", asked.needed_on),
        "reason": checked_reason(inputs, asked.reason),
        "client_key": inputs.caller_key(asked.client_key),
    }
    noted(inputs.refusals, _require_material, material)
    inputs.refuse()
    return values


def _require_material(material: ProductRow) -> None:
    if material.kind is not ProductKind.MATERIAL:
        message = f"{material.sku} is a {material.kind}: debts are of materials"
        raise Incompatible(message, (*PATH, "materialSku"), [f"accepted: a product of kind {ProductKind.MATERIAL}"])
