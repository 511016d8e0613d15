"""Which entries of daily production may be made: those of held work orders are gone through one after another.

What an entry may be follows from those before it, since the status of a work order follows from what was made.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from db.shopfloor.enums import WorkOrderStatus
from db.shopfloor.production import EntryKey
from db.shopfloor.production_rows import DailyProductionRow
from db.shopfloor.rows import WorkOrderMadeRow
from services.shared.errors import (
    AlreadyExists,
    InvalidInput,
    NotAllowedInState,
    NotFound,
    QuantityExceeded,
)
from services.shared.quantities import plain
from services.shopfloor.orders.figures import limit_qty, status_of
from services.supply.stock.checking import Days, Path


class Doing(Enum):
    """What comes of an entry that is asked for."""

    NOTHING = "nothing"  # it says that already
    ENTER = "enter"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Produced:
    """What was made of a work order on a day, as it is to be kept; `path` is where that stands in the request."""

    order: WorkOrderMadeRow
    day: date
    quantity: Decimal
    scrap: Decimal
    notes: str = ""
    replace: bool = False
    reason: str = ""
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """An entry that may be made, what stands there now, what comes of it, and whether its order was completed then."""

    produced: Produced
    before: DailyProductionRow | None
    doing: Doing
    was_completed: bool

    @property
    def is_moving_stock(self) -> bool:
        """Whether other figures are entered than stand there."""
        given, before = self.produced, self.before
        if self.doing is Doing.NOTHING:
            return False
        return before is None or (given.quantity, given.scrap) != (before.quantity, before.scrap_quantity)

    @property
    def told(self) -> tuple[object, ...]:
        """All that it says and would do, and over what, to be compared."""
        given, before = self.produced, self.before
        stands = None if before is None else (before.id, before.quantity, before.scrap_quantity, before.notes)
        entry = (given.order.id, given.day, given.quantity, given.scrap, given.notes)
        return *entry, self.doing.value, stands, self.was_completed


class Floor:
    """What was made of some work orders, entry by entry."""

    def __init__(self, orders: Iterable[WorkOrderMadeRow], entries: Iterable[DailyProductionRow], days: Days) -> None:
        self._days = days
        self.made = {order.id: order.cumulative_qty for order in orders}
        self._entries = {EntryKey(row.work_order_id, row.production_date): row for row in entries}

    def judge(self, given: Produced) -> Judged:
        """What comes of an entry, which then counts for those after it.

        Raises InvalidInput for a day that may not be entered, and for a missing reason; AlreadyExists, NotFound,
        NotAllowedInState and QuantityExceeded.
        """
        self._require_day(given)
        before = self._entries.get(EntryKey(given.order.id, given.day))
        if given.order.status is WorkOrderStatus.CANCELLED:
            message = f"{given.order.number} is CANCELLED: nothing can be recorded of it"
            raise NotAllowedInState(message, (*given.path, "productionDate"), state=given.order.status.value)
        was_completed = self.status(given.order) is WorkOrderStatus.COMPLETED
        doing = self._enter(given) if before is None else self._replace(given, before)
        if doing is not Doing.NOTHING:
            self._add(given, before)
        return Judged(given, before, doing, was_completed)

    def status(self, order: WorkOrderMadeRow) -> WorkOrderStatus:
        """Where a work order stands by now."""
        return status_of(self.made[order.id], order.target_qty)

    def _require_day(self, given: Produced) -> None:
        first = max(given.order.planned_start, self._days.earliest)
        if first <= given.day <= self._days.today:
            return
        accepted = f"{first} to {self._days.today}"
        if first > self._days.today:
            accepted = f"a day from {first} on, when {given.order.number} begins, once it has come"
        message = f"productionDate is {given.day}"
        raise InvalidInput(message, (*given.path, "productionDate"), accepted=accepted)

    def _enter(self, given: Produced) -> Doing:
        order, path = given.order, given.path
        if given.replace:
            message = f"{order.number} has no entry for {given.day}"
            raise NotFound(message, (*path, "productionDate"), "a day that has one, or replace: false")
        if self.status(order) is WorkOrderStatus.COMPLETED:
            message = f"{order.number} is COMPLETED: it has reached its target of {plain(order.target_qty)}"
            raise NotAllowedInState(message, (*path, "productionDate"), state=WorkOrderStatus.COMPLETED.value)
        return Doing.ENTER

    def _replace(self, given: Produced, before: DailyProductionRow) -> Doing:
        order, path = given.order, given.path
        is_same = (given.quantity, given.scrap) == (before.quantity, before.scrap_quantity)
        if is_same and (not given.replace or given.notes == before.notes):
            return Doing.NOTHING
        if not given.replace:
            scrap = f" and {plain(before.scrap_quantity)} scrap" if before.scrap_quantity else ""
            message = (
                f"{order.number} has an entry of {plain(before.quantity)}{scrap} for {given.day};"
                " replace: true lets it say something else"
            )
            raise AlreadyExists(message, (*path, "productionDate"), kind="DailyProduction", existing_key=before.id)
        if not given.reason and self.status(order) is WorkOrderStatus.COMPLETED:
            message = f"{order.number} is COMPLETED, and reason is empty"
            raise InvalidInput(message, (*path, "reason"), accepted="why its entry was wrong, in words")
        return Doing.REPLACE

    def _add(self, given: Produced, before: DailyProductionRow | None) -> None:
        """Count an entry, which may not lead above the limit."""
        order = given.order
        limit = limit_qty(order.target_qty, order.overproduction_allowance, order.decimals)
        added = given.quantity - (before.quantity if before is not None else 0)
        made = self.made[order.id] + added
        if added > 0 and made > limit:
            message = (
                f"{plain(made)} of {order.number} would be made by then, {plain(limit)} may be; request a target change"
            )
            raise QuantityExceeded(message, (*given.path, "quantity"), limit=limit, attempted=made)
        self.made[order.id] = made
