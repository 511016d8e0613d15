"""The demand history of one product, as a query asks for it."""

from datetime import date

from db.engine import ReadSession
from db.supply.enums import TimeBucket
from db.supply.levels import LevelKey
from db.supply.products import products_by_sku_keys
from services.shared.errors import BadRequest
from services.shared.text import key
from services.supply.demand.history import History, history_of
from services.supply.locations import spelled_location

MOST_DAYS = 3_660


async def show_history(
    session: ReadSession, *, sku: str, location: str, since: date, until: date, bucket: TimeBucket
) -> tuple[LevelKey, History] | None:
    """A product at a location and its history; None where there is no such product. Raises BadRequest."""
    if until < since:
        raise BadRequest(f"to {until} lies before from {since}; accepted: days in order")
    if (until - since).days >= MOST_DAYS:
        raise BadRequest(f"{since} to {until} are too many days; accepted: at most {MOST_DAYS:,}")
    products = await products_by_sku_keys(session, [key(sku)])
    if not products:
        return None
    place = LevelKey(products[0].id, await spelled_location(session, location))
    return place, await history_of(session, place, since=since, until=until, bucket=bucket)
