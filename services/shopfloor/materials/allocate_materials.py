"""Putting material aside for a work order: what the rest of its target takes, as far as it is available."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from db.engine import WriteSession
from db.shopfloor.enums import WorkOrderStatus
from db.shopfloor.rows import WorkOrderRow
from db.shopfloor.work_orders import locked_work_order
from db.supply.enums import MovementKind
from db.supply.levels import LevelKey
from db.supply.products import products_by_ids
from services.shared.errors import NotAllowedInState, NotFound
from services.shopfloor.materials.requirements import requirements_of_orders
from services.supply.plans.materials import Requirement
from services.supply.stock.effects import effect
from services.supply.stock.entering import Entered, Entry, Held, enter, new_movement
from services.supply.stock.holding import hold

PATH = ("workOrderId",)
OPEN = (WorkOrderStatus.NOT_STARTED, WorkOrderStatus.IN_PROGRESS)


async def allocate_materials(session: WriteSession, *, id: int | None, today: date) -> Entered:
    """Put aside min(need of the rest, available) of each component, less what is put aside for the order already.

    Nothing is entered where nothing is missing or available. Raises NotFound, and NotAllowedInState for an order that
    is completed or cancelled.
    """
    order = None if id is None else await locked_work_order(session, id)
    if order is None:
        raise NotFound("there is no such work order", PATH, "the id of a work order that workOrders lists")
    if order.status not in OPEN:
        message = f"{order.number} is {order.status} and takes nothing more"
        raise NotAllowedInState(message, PATH, state=order.status.value)
    needs = (await requirements_of_orders(session, [order.id])).get(order.id, [])
    products = await products_by_ids(session, {need.component_id for need in needs})
    levels = await hold(session, {LevelKey(product.id, order.location): product for product in products})
    entries = [
        entry(levels[LevelKey(need.component_id, order.location)], MovementKind.ALLOCATION, missing, order, today)
        for need in needs
        if (missing := _missing(need, levels[LevelKey(need.component_id, order.location)])) > 0
    ]
    return await put_in(session, entries, levels)


def entry(level: Held, kind: MovementKind, quantity: Decimal, order: WorkOrderRow, day: date) -> Entry:
    """An allocation of a work order, or a release."""
    change = effect(kind, quantity)
    movement = new_movement(
        level.id, kind, quantity, change, day, reference=order.number, work_order_id=order.id
    )  # fmt: skip
    return Entry(movement, PATH)


async def put_in(session: WriteSession, entries: Sequence[Entry], levels: Mapping[LevelKey, Held]) -> Entered:
    """Enter allocations, or releases, of levels that are held: nothing on hand changes."""
    if not entries:
        return Entered()
    return await enter(session, entries, levels={level.id: level for level in levels.values()}, counts={})


def _missing(need: Requirement, level: Held) -> Decimal:
    return min(need.gross - need.allocated_here, level.on_hand - level.allocated)
