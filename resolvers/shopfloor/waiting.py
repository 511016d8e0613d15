"""Pages of what waits for a decision: they are of twenty where nobody says otherwise."""

from enum import Enum
from typing import Annotated, TypeVar

import strawberry

from db.shared.enums import OrderDirection
from services.shared.paging import Turn

Order = TypeVar("Order", bound=Enum)
WAITING = 20
FirstWaiting = Annotated[
    int,
    strawberry.argument(
        description=f"How many, from the beginning or after a cursor: {WAITING} unless given, at most 500."
    ),
]


def waiting_turn(
    order: Order, direction: OrderDirection, first: int, after: str | None, last: int | None, before: str | None
) -> Turn[Order]:
    """How these pages are turned; `first` is never null, and says nothing where it is what it is by itself."""
    return Turn(order, direction, None if first == WAITING else first, after, last, before, usual=WAITING)
