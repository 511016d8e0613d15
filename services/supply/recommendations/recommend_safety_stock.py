"""Recommending a safety stock from what was asked for while an order was under way."""

from datetime import date
from decimal import Decimal

from db.engine import WriteSession
from db.supply.enums import RecommendationKind, TimeBucket
from db.supply.levels import LevelKey
from db.supply.rows import ProductRow
from services.shared.errors import Incompatible, InsufficientHistory
from services.shared.inputs import Inputs
from services.shared.quantities import plain
from services.shared.text import key
from services.supply.demand.buckets import FIRST_DAY, starts_between
from services.supply.demand.history import History, history_of
from services.supply.locations import kept_locations
from services.supply.products.find_product import product_to_use
from services.supply.recommendations.built_in import Model, propose
from services.supply.recommendations.content import About, SafetyStockContent
from services.supply.recommendations.lead_time_demand import (
    LEAST_DAYS,
    MODEL,
    VERSION,
    LeadTimeDemand,
    TooFew,
    lead_time_demand,
)
from services.supply.safety_stock.checking import check_service_level

EMPIRICAL = Model(RecommendationKind.SAFETY_STOCK, MODEL, VERSION)
PATH = ("sku",)


async def recommend_safety_stock(
    session: WriteSession, *, sku: str, location: str, service_level: float, today: date
) -> int:
    """Recommend a safety stock from the daily history of a product at a location; returns the id.

    Raises InvalidInput for the service level, NotFound and NotAllowedInState for the product, Incompatible where it has
    no lead time, InsufficientHistory.
    """
    inputs = Inputs()
    check_service_level(inputs, service_level)
    code = inputs.text("location", location)
    inputs.refuse()
    product = await product_to_use(session, sku)
    at = LevelKey(product.id, (await kept_locations(session, [code]))[key(code)])
    lead_time = _lead_time(product)
    history = await history_of(session, at, since=FIRST_DAY, until=today)
    found = lead_time_demand(_daily(history, at), lead_time_days=lead_time, service_level=service_level)
    if isinstance(found, TooFew):
        told = f"{product.sku} at {at.location} has {found.found} {found.what} of daily history"
        raise InsufficientHistory(
            f"{told}, and {found.needed} are needed", PATH, needed=found.needed, found=found.found
        )
    content = SafetyStockContent(
        found.safety_stock, found.reorder_point, found.mean_daily_demand, history.per_day.deviation, Decimal(found.days)
    )
    return await propose(
        session,
        EMPIRICAL,
        product_id=product.id,
        location=at.location,
        content=content.stored(),
        about=About(product.decimals),
        path=PATH,
        reasoning=_reasoning(found, service_level),
        confidence=found.confidence,
    )


def _lead_time(product: ProductRow) -> Decimal:
    if product.lead_time_days is None:
        reasons = [f"{product.sku} has no lead time"]
        raise Incompatible(f"{reasons[0]}: updateProduct with leadTimeDays gives it one", PATH, reasons=reasons)
    return product.lead_time_days


def _daily(history: History, at: LevelKey) -> list[Decimal | None]:
    """The demand of every day from the first to the last that has a figure; raises InsufficientHistory for longer ones.

    A day without a figure is zero, one without data None.
    """
    if history.bucket is not TimeBucket.DAY:
        told = f"the history at {at.location} is kept by {history.bucket.value}, and {LEAST_DAYS} days are needed"
        raise InsufficientHistory(told, PATH, needed=LEAST_DAYS, found=0)
    figures = {point.day: None if point.is_no_data else point.quantity for point in history.points}
    if not figures:
        return []
    return [figures.get(day, Decimal(0)) for day in starts_between(min(figures), max(figures), TimeBucket.DAY)]


def _reasoning(found: LeadTimeDemand, service_level: float) -> str:
    return (
        f"Of {found.windows} overlapping sums of {found.days} days of demand, {plain(found.reorder_point)} covers"
        f" {plain(Decimal(str(service_level)) * 100)} %; {plain(found.mean_daily_demand)} a day were asked for. A fit"
        f" on the first 70 % of them covers {plain(Decimal(f'{found.confidence * 100:.1f}'))} % of the rest."
    )
