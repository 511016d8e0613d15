"""Calls of reads about material debts and what is put aside for work orders, on rows for them to find."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import text

from db.engine import WriteSession
from db.shopfloor import debts, materials, work_orders
from db.shopfloor.debt_filters import MaterialDebtFilter
from db.shopfloor.enums import ApprovalStatus
from db.supply import levels, movements, products, shop_floor
from db.supply.enums import MovementKind
from tests.support.shop_floor_rows import order_of
from tests.support.stock import add_product, moved
from tests.support.supply_rows import DAY, ONE, of_product

FEW = Decimal("0.5")
BILL = text("""
    INSERT INTO bom_line (tenant_id, product_id, component_id, place, quantity_per_unit, scrap)
    VALUES (:tenant, :product, :component, 0, 2, 0.1)""")


class Short(NamedTuple):
    """A debt that is partly settled, its work order, the level it is of, and the receipt that settles it."""

    debt: int
    order: int
    material: int
    level: int
    receipt: int


Find = Callable[[WriteSession, Short], Awaitable[Any]]


async def short(session: WriteSession, product: int) -> Short:
    """A work order that something is put aside for, and that may take more."""
    material = await add_product(session, "FABRIC")
    await session.run(BILL, {"tenant": session.tenant_id, "product": product, "component": material})
    order = (await work_orders.insert_work_order(session, order_of(product))).id
    key = levels.LevelKey(material, "MAIN")
    level = (await levels.lock_levels(session, [key]))[key].id
    put = movements.NewMovement(level, MovementKind.ALLOCATION, ONE, Decimal(0), ONE, Decimal(0), DAY)
    entered = await movements.insert_movements(
        session,
        [moved(level, MovementKind.RECEIPT, 5, DAY), put._replace(work_order_id=order), put],
    )
    asked = {"number": "MD-00001", "work_order_id": order, "material_id": material, "location": "MAIN"}
    debt = await debts.insert_debt(session, {**asked, "quantity": ONE, "needed_on": DAY, "reason": "it is late"})
    await debts.decide_debts(session, [debt], ApprovalStatus.APPROVED, note="yes")
    came = {"material_debt_id": debt, "movement_id": entered[0].id, "received_qty": FEW, "received_on": DAY}
    await debts.insert_settlement(session, {**came, "notes": ""})
    found = await debts.debt_by_id(session, debt)
    assert found is not None
    await debts.add_settled(session, found, FEW)
    return Short(debt, order, material, level, entered[0].id)


def of_debt(find: Find) -> Callable[[Any], Awaitable[Any]]:
    """What is found of a debt."""

    async def on(session: WriteSession, product: int) -> Any:
        return await find(session, await short(session, product))

    return of_product(on)


async def _over(session: WriteSession, has: Short) -> Any:
    await session.run(text("UPDATE work_order SET status = 'COMPLETED'"))
    return await materials.wrongly_allocated(session)


CALLS_ABOUT_DEBTS: dict[str, Callable[[Any], Awaitable[Any]]] = {
    "db.shopfloor.debts.debt_by_id": of_debt(lambda session, has: debts.debt_by_id(session, has.debt)),
    "db.shopfloor.debts.locked_debt": of_debt(lambda session, has: debts.locked_debt(session, has.debt)),
    "db.shopfloor.debts.locked_debts_of_orders": of_debt(
        lambda session, has: debts.locked_debts_of_orders(session, [has.order])
    ),
    "db.shopfloor.debts.debt_totals": of_debt(lambda session, _: debts.debt_totals(session, MaterialDebtFilter())),
    "db.shopfloor.materials.materials_of_orders": of_debt(
        lambda session, has: materials.materials_of_orders(session, [has.order])
    ),
    "db.shopfloor.materials.allocated_for": of_debt(lambda session, has: materials.allocated_for(session, [has.order])),
    "db.shopfloor.materials.wrongly_allocated": of_debt(_over),
    "db.supply.products.products_by_ids": of_debt(
        lambda session, has: products.products_by_ids(session, [has.material])
    ),
    "db.supply.shop_floor.held_orders": of_debt(lambda session, has: shop_floor.held_orders(session, [has.order])),
    "db.supply.shop_floor.allocated_for_orders": of_debt(
        lambda session, has: shop_floor.allocated_for_orders(session, [has.order], [has.level])
    ),
    "db.supply.shop_floor.allocated_for_none": of_debt(
        lambda session, has: shop_floor.allocated_for_none(session, [has.level])
    ),
    "db.supply.shop_floor.debts_settled_by": of_debt(
        lambda session, has: shop_floor.debts_settled_by(session, [has.receipt])
    ),
}
