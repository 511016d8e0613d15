"""The work orders that movements name: they are there, and keep nothing put aside once they are over."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from db.supply.enums import MovementKind
from db.supply.shop_floor import OrderHeldRow
from services.shared.errors import NotAllowedInState, NotFound, Refusal
from services.supply.stock.checking import Path

OVER = ("COMPLETED", "CANCELLED")


class OfOrder(Protocol):
    """A movement as asked for."""

    @property
    def kind(self) -> MovementKind: ...
    @property
    def work_order_id(self) -> int | None: ...


def unfit_orders(asked: Iterable[tuple[OfOrder, Path]], orders: Mapping[int, OrderHeldRow]) -> Iterator[Refusal]:
    """What is wrong with the work orders of movements; `orders` are those that there are, held as they stand.

    NotFound for one that there is not, NotAllowedInState where something is put aside for one that is over.
    """
    for one, path in asked:
        if one.work_order_id is None:
            continue
        order, at = orders.get(one.work_order_id), (*path, "workOrderId")
        if order is None:
            yield NotFound("there is no such work order", at, "the id of a work order that workOrders lists")
        elif one.kind is MovementKind.ALLOCATION and order.status in OVER:
            yield NotAllowedInState(f"{order.number} is {order.status} and takes nothing more", at, state=order.status)
