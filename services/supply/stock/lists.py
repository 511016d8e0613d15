"""Levels, movements and what is to be ordered, a page or a list at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from db.engine import ReadSession
from db.postgres.reading import ColumnRows
from db.shared.enums import OrderDirection
from db.supply.enums import InventoryOrder
from db.supply.filters import InventoryFilter, MovementFilter
from db.supply.levels import level_page, levels_listed, levels_matching
from db.supply.movements import movement_page
from db.supply.pages import Place
from db.supply.stock_rows import LevelSeenRow
from services.shared.errors import BadRequest
from services.shared.iso_days import iso_day
from services.shared.paging import Page, ordered_page, page, page_size, parse_cursor, parse_place
from services.shared.quantities import plain, rounded_up
from services.supply.stock.days_of_supply import Lasting, days_of_supply

_CURSOR_ACCEPTED = "after is not a cursor of this list; accepted: an endCursor it gave"


async def list_levels(
    session: ReadSession,
    *,
    chosen: InventoryFilter,
    order: InventoryOrder,
    direction: OrderDirection,
    first: int | None,
    after: str | None,
    today: date,
) -> Page:
    """A page of levels; raises BadRequest for a bad page size or cursor."""
    size, place = page_size(first), parse_place(after, order, direction)
    if order is InventoryOrder.DAYS_OF_SUPPLY:
        rows = await _by_days(session, chosen, direction, after=place, size=size + 1, today=today)
    else:
        rows = await level_page(session, chosen, order=order, direction=direction, after=place, size=size + 1)
    return ordered_page(rows, size=size, after=after, order=order, direction=direction)


async def list_movements(session: ReadSession, *, chosen: MovementFilter, first: int | None, after: str | None) -> Page:
    """A page of movements, the latest first; raises BadRequest for a bad page size or cursor."""
    size, place = page_size(first), movement_place(after)
    rows = await movement_page(session, chosen, newest_first=True, after=place, size=size + 1)
    return page(rows, size=size, after=after, place=["occurred_on", "id"])


def movement_place(after: str | None) -> tuple[date, int] | None:
    """The place of a cursor of a list of movements; raises BadRequest."""
    cursor = parse_cursor(after, str, int)
    if cursor is None:
        return None
    try:
        return iso_day(cursor[0]), cursor[1]
    except ValueError:
        raise BadRequest(_CURSOR_ACCEPTED) from None


async def lasting_of(session: ReadSession, levels: Sequence[LevelSeenRow], today: date) -> dict[int, Lasting]:
    """How long levels last."""
    return await days_of_supply(session, {row.id: row.on_hand - row.allocated for row in levels}, today=today)


async def _by_days(
    session: ReadSession,
    chosen: InventoryFilter,
    direction: OrderDirection,
    *,
    after: Place | None,
    size: int,
    today: date,
) -> ColumnRows:
    """Levels by days of supply, those without a forecast last in both directions."""
    levels = list(await levels_matching(session, chosen))
    lasts = await lasting_of(session, levels, today)
    sign = -1 if direction is OrderDirection.DESC else 1

    def rank(days: str, id: int) -> tuple[bool, Decimal, int]:
        return (not days, sign * Decimal(days or 0), sign * id)

    places = [(plain(lasts[row.id].place) if row.id in lasts else "", row.id) for row in levels]
    places.sort(key=lambda place: rank(*place))
    if after is not None:
        try:
            here = rank(*after)
        except ArithmeticError:
            raise BadRequest(_CURSOR_ACCEPTED) from None
        places = [place for place in places if rank(*place) > here]
    return await levels_listed(session, places[:size])


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
