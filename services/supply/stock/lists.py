"""Levels, movements and what is to be ordered, a page or a list at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from db.engine import ReadSession
from db.postgres.reading import ColumnRows
from db.shared.enums import OrderDirection
from db.shared.pages import Place, Window
from db.supply.enums import InventoryOrder, MovementOrder
from db.supply.filters import InventoryFilter, MovementFilter
from db.supply.levels import level_ordering, level_page, levels_listed, levels_matching
from db.supply.movements import MOVEMENT_ORDERINGS, movement_page
from db.supply.stock_rows import LevelSeenRow
from services.shared.paging import Page, Turn, turned
from services.shared.quantities import rounded_up
from services.supply.stock.days_of_supply import Lasting, days_of_supply


async def list_levels(
    session: ReadSession, *, chosen: InventoryFilter, turn: Turn[InventoryOrder], today: date
) -> Page:
    """A page of levels; raises BadRequest for a bad page size or cursor."""
    read = partial(level_page, session, chosen)
    if turn.order is InventoryOrder.DAYS_OF_SUPPLY:
        read = partial(_by_days, session, chosen, today=today)
    return await turned(read, turn, level_ordering(turn.order, turn.direction))


async def list_movements(session: ReadSession, *, chosen: MovementFilter, turn: Turn[MovementOrder]) -> Page:
    """A page of movements; raises BadRequest for a bad page size or cursor."""
    return await turned(partial(movement_page, session, chosen), turn, MOVEMENT_ORDERINGS[turn.order])


async def lasting_of(session: ReadSession, levels: Sequence[LevelSeenRow], today: date) -> dict[int, Lasting]:
    """How long levels last."""
    return await days_of_supply(session, {row.id: row.on_hand - row.allocated for row in levels}, today=today)


async def _by_days(session: ReadSession, chosen: InventoryFilter, window: Window, *, today: date) -> ColumnRows:
    """Levels by days of supply, those without a forecast last in both directions."""
    levels = list(await levels_matching(session, chosen))
    lasts = await lasting_of(session, levels, today)
    sign = -1 if window.direction is OrderDirection.DESC else 1

    def rank(place: Place) -> tuple[bool, Decimal, int]:
        days, id = place
        return (days is None, sign * (days or Decimal(0)), sign * id)

    places: list[Place] = [(lasts[row.id].place if row.id in lasts else None, row.id) for row in levels]
    places.sort(key=rank, reverse=window.is_backward)
    if window.after is not None:
        places = [place for place in places if rank(place) > rank(window.after)]
    if window.before is not None:
        places = [place for place in places if rank(place) < rank(window.before)]
    return await levels_listed(session, places[: window.size])


@dataclass(frozen=True, slots=True)
class Order:
    """A level that needs reorder: how much, and by when."""

    level: LevelSeenRow
    reorder_point: Decimal
    order_up_to: Decimal
    suggested_quantity: Decimal
    order_by: date


async def replenishment(session: ReadSession, *, chosen: InventoryFilter, today: date) -> list[Order]:
    """What is to be ordered, by sku and location.

    Order-up-to, without review days the reorder point, less the position, rounded up to the product's decimals; by
    today + days of supply − lead time, at least today, and today without a forecast.
    """
    levels = [row for row in await levels_matching(session, chosen) if row.needs_reorder]
    lasts = await lasting_of(session, levels, today)
    return [order_of(row, lasts.get(row.id), today) for row in levels]


def order_of(row: LevelSeenRow, lasts: Lasting | None, today: date) -> Order:
    """What is to be ordered of a level that needs reorder, by how long it lasts."""
    reorder_point, lead_time = row.reorder_point or Decimal(0), row.safety_lead_time_days or Decimal(0)
    up_to = row.order_up_to if row.order_up_to is not None else reorder_point
    spare = 0 if lasts is None else max(lasts.whole_days_less(lead_time), 0)
    order_by = today + timedelta(days=min(spare, (date.max - today).days))
    return Order(row, reorder_point, up_to, rounded_up(up_to - row.position, row.decimals), order_by)
