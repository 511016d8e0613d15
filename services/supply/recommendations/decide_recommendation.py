"""Deciding about recommendations, once: what is accepted becomes a draft or a safety stock, what is rejected nothing.

Whoever decides holds the recommendation first; who decides about it at the same time waits, and then meets it decided.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from db.engine import WriteSession
from db.supply.enums import ForecastMethod, RecommendationStatus, SafetyStockPolicy
from db.supply.products import PRODUCTS_BY_IDS
from db.supply.recommendations import decide_recommendation, locked_recommendation
from db.supply.rows import RecommendationRow
from services.shared.errors import NotFound, Refusal, Refusals
from services.shared.inputs import Inputs
from services.supply.forecasts.create_forecast import Draft, create_forecast
from services.supply.plans.replace_schedule import replace_schedule
from services.supply.recommendations.content import ForecastContent, PlanContent, SafetyStockContent, read_content
from services.supply.recommendations.transitions import RECOMMENDATION_TRANSITIONS
from services.supply.safety_stock.set_safety_stock import create_safety_stock

PATH = ("id",)
_AS_RECOMMENDED = {
    "policy": SafetyStockPolicy.AI_OPTIMIZED,
    "exact_z": False,
    "lead_time_deviation": Decimal(0),
    "is_active": True,
}
_MODEL = ("model_name", "model_version", "suggestion_id", "confidence", "reasoning")


async def accept_recommendation(session: WriteSession, *, id: int | None, today: date) -> int:
    """Do what a recommendation says; returns its id.

    FORECAST makes a draft, SAFETY_STOCK the active one of its product and location, PRODUCTION_PLAN gives its plan
    quantity and schedule. Raises NotFound, NotAllowedInState for a recommendation that is decided and a plan that is no
    draft, and Refusals for what has become impossible since; then the recommendation stays proposed.
    """
    found = await _held(session, id, "be accepted")
    try:
        result = await _done(session, found, today)
    except Refusal as refusal:
        raise _at_id([refusal]) from refusal
    except Refusals as refused:
        raise _at_id(refused.refusals) from refused
    await decide_recommendation(session, found.id, RecommendationStatus.ACCEPTED, reason=None, result_id=result)
    return found.id


async def reject_recommendation(session: WriteSession, *, id: int | None, reason: str) -> int:
    """Decide against a recommendation, and keep why; returns its id.

    Raises NotFound, NotAllowedInState for one that is decided, InvalidInput without a reason.
    """
    found = await _held(session, id, "be rejected", reason=reason)
    inputs = Inputs()
    kept = inputs.prose("reason", reason)
    inputs.refuse()
    await decide_recommendation(session, found.id, RecommendationStatus.REJECTED, reason=kept, result_id=None)
    return found.id


async def _held(session: WriteSession, id: int | None, action: str, *, reason: str | None = None) -> RecommendationRow:
    found = None if id is None else await locked_recommendation(session, id)
    if found is None:
        raise NotFound("there is no such recommendation", PATH, "the id of one that recommendations lists")
    RECOMMENDATION_TRANSITIONS.advance(found.status, action, reason=reason, path=PATH)
    return found


async def _done(session: WriteSession, found: RecommendationRow, today: date) -> int:
    """What comes of a recommendation; returns the id of that."""
    match read_content(found.kind, found.content, *PATH):
        case PlanContent(quantity, schedule):
            return await replace_schedule(session, id=found.plan_id, quantity=quantity, schedule=schedule, place=PATH)
        case ForecastContent() as forecast:
            return await create_forecast(session, draft=await _draft(session, found, forecast), path=PATH)
        case SafetyStockContent() as stock:
            return await _keep(session, found, stock, today)


async def _draft(session: WriteSession, found: RecommendationRow, forecast: ForecastContent) -> Draft:
    return Draft(
        sku=await _sku(session, found),
        location=found.location,
        name=forecast.name,
        bucket=forecast.horizon.bucket,
        horizon_start=forecast.horizon.start,
        horizon_end=forecast.horizon.end,
        values=forecast.values,
        method=ForecastMethod.AI,
        **_model(found),
    )


async def _keep(session: WriteSession, found: RecommendationRow, stock: SafetyStockContent, today: date) -> int:
    given = {**_AS_RECOMMENDED, **stock._asdict(), **_model(found)}
    sku, reorder_point = await _sku(session, found), given.pop("reorder_point")
    written = await create_safety_stock(
        session, sku=sku, location=found.location, given=given, today=today, reorder_point=reorder_point
    )
    return written.id


def _model(found: RecommendationRow) -> dict[str, Any]:
    """Who recommends it, and why."""
    return {name: getattr(found, name) for name in _MODEL}


async def _sku(session: WriteSession, found: RecommendationRow) -> str:
    rows = await session.read(PRODUCTS_BY_IDS, ("sku",), {"keys": [found.product_id]})
    return str(rows.column("sku")[0])


def _at_id(refusals: list[Refusal]) -> Refusals:
    """What is refused follows from what the recommendation says, wherever else it would stand in a request."""
    for refusal in refusals:
        refusal.path = PATH
    return Refusals(refusals)
