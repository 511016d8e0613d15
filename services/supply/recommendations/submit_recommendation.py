"""Taking in what a program outside the service recommends; it changes nothing until somebody accepts it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from db.engine import WriteSession
from db.supply.bounds import CONFIDENCE
from db.supply.enums import RecommendationKind, RecommendationSource
from db.supply.plans import PLANS_BY_IDS
from db.supply.recommendations import insert_recommendation, recommendation_of_model
from db.supply.rows import ProductRow
from services.shared.errors import AlreadyExists, InvalidInput, NotFound
from services.shared.inputs import Inputs
from services.shared.text import key
from services.supply.locations import kept_locations
from services.supply.products.find_product import product_to_use
from services.supply.recommendations.content import About, check_content

AT_PLAN = ("input", "planId")
_NAMES = ("number", "product_id", "location", "planned_start", "planned_end")


async def submit_recommendation(session: WriteSession, *, given: Mapping[str, Any]) -> int:
    """Keep a recommendation from the values of its input; `plan_id` is a key, or None. Returns the id.

    Raises Refusals of InvalidInput for values and content, NotFound for product and plan, NotAllowedInState for a
    product that is inactive, AlreadyExists for a suggestion that the model, in whichever version, has made before.
    """
    inputs = Inputs("input")
    columns: dict[str, Any] = {
        "model_name": inputs.text("modelName", given["model_name"]),
        "model_version": inputs.text("modelVersion", given["model_version"]),
        "suggestion_id": inputs.text("suggestionId", given["suggestion_id"]),
        "reasoning": inputs.prose("reasoning", given["reasoning"]) or "",
        "confidence": _confidence(inputs, given["confidence"]),
    }
    location = inputs.text("location", given["location"])
    sku = inputs.text("sku", given["sku"])
    inputs.refuse()
    await _require_new(session, columns["model_name"], columns["suggestion_id"])
    product = await product_to_use(session, sku, "input", "sku")
    location = (await kept_locations(session, [location]))[key(location)]
    days = await _days_of_plan(session, given["kind"], given["plan_id"], product, location)
    content = check_content(given["kind"], given["content"], About(product.decimals, days), "input", "content")
    about = {"product_id": product.id, "location": location, "plan_id": given["plan_id"]}
    own = {"kind": given["kind"], "source": RecommendationSource.EXTERNAL, "content": content}
    return (await insert_recommendation(session, {**own, **about, **columns})).id


def _confidence(inputs: Inputs, value: float | None) -> float | None:
    return None if value is None else inputs.number("confidence", value, CONFIDENCE)


async def _days_of_plan(
    session: WriteSession, kind: RecommendationKind, plan_id: int | None, product: ProductRow, location: str
) -> tuple[date, date] | None:
    """First and last day of the plan that it is about, where it is about one; raises InvalidInput and NotFound."""
    if kind is not RecommendationKind.PRODUCTION_PLAN:
        if plan_id is not None:
            told = f"a recommendation of kind {kind.value} is about no plan"
            raise InvalidInput(told, AT_PLAN, accepted="no planId, or kind PRODUCTION_PLAN")
        return None
    if plan_id is None:
        raise InvalidInput("planId is missing", AT_PLAN, accepted="the id of the plan that the recommendation is about")
    rows = await session.read(PLANS_BY_IDS, _NAMES, {"keys": [plan_id]})
    if not len(rows):
        raise NotFound("there is no such plan", AT_PLAN, "the id of a plan that productionPlans lists")
    number, product_id, where, first, last = (rows.column(name)[0] for name in _NAMES)
    if (product_id, where) != (product.id, location):
        told = f"{number} is of another product or location"
        raise InvalidInput(told, AT_PLAN, accepted=f"a plan of {product.sku} at {location}")
    return first, last


async def _require_new(session: WriteSession, model_name: str, suggestion_id: str) -> None:
    existing = await recommendation_of_model(session, model_name, suggestion_id)
    if existing is not None:
        told = f"{model_name} has made suggestion {suggestion_id} before"
        raise AlreadyExists(told, ("input", "suggestionId"), "Recommendation", existing)
