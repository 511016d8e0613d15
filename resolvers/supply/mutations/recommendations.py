"""Recommendations: sent by programs outside, made by models of the service, and decided."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.permissions import mutation_field
from resolvers.supply.arguments import Location, Sku
from resolvers.supply.plan_arguments import NOBODYS, plan_key
from schema.shared.node import parse_key
from schema.shared.relations import load
from schema.supply.recommendation import RecommendationInput, RecommendationPayload
from services.supply.recommendations.decide_recommendation import accept_recommendation, reject_recommendation
from services.supply.recommendations.recommend_plan import recommend_plan
from services.supply.recommendations.recommend_safety_stock import recommend_safety_stock
from services.supply.recommendations.submit_recommendation import submit_recommendation

EDIT = Permission.SUPPLY_EDIT
RecommendationId = Annotated[strawberry.ID, strawberry.argument(description="Its id.")]


@strawberry.type
class RecommendationMutation:
    """Mutations of recommendations."""

    @mutation_field(
        EDIT,
        "Recommend a safety stock: EMPIRICAL_LEAD_TIME_DEMAND goes by what was asked for while an order was under way.",
    )
    async def recommend_safety_stock(
        self,
        info: Info,
        sku: Sku,
        location: Location = "MAIN",
        service_level: Annotated[
            float, strawberry.argument(description="The share of orders that it should cover, 0.5 to 0.9999.")
        ] = 0.95,
    ) -> RecommendationPayload:
        async with info.context.write() as session:
            key = await recommend_safety_stock(
                session, sku=sku, location=location, service_level=service_level, today=info.context.today()
            )
        return await _payload(info, key)

    @mutation_field(
        EDIT,
        "Recommend quantity and schedule of a plan: BACKWARD_LEVELLING makes as late as capacity allows, so that each"
        " week ends at the safety stock.",
    )
    async def recommend_production_plan(
        self, info: Info, plan_id: Annotated[strawberry.ID, strawberry.argument(description="The plan.")]
    ) -> RecommendationPayload:
        async with info.context.write() as session:
            key = await recommend_plan(session, plan_id=plan_key(plan_id), today=info.context.today())
        return await _payload(info, key)

    @mutation_field(EDIT, "Send what a program recommends; it changes nothing until somebody accepts it.")
    async def submit_recommendation(
        self,
        info: Info,
        input: Annotated[RecommendationInput, strawberry.argument(description="What is recommended.")],
    ) -> RecommendationPayload:
        given = dict(vars(input))
        if given["plan_id"] is not None:
            given["plan_id"] = parse_key("ProductionPlan", given["plan_id"]) or NOBODYS
        async with info.context.write() as session:
            key = await submit_recommendation(session, given=given)
        return await _payload(info, key)

    @mutation_field(
        EDIT,
        "Accept a recommendation, once: it makes a draft of a forecast, the active safety stock, or quantity and"
        " schedule of a plan that is a draft.",
    )
    async def accept_recommendation(self, info: Info, id: RecommendationId) -> RecommendationPayload:
        async with info.context.write() as session:
            key = await accept_recommendation(session, id=_key(id), today=info.context.today())
        return await _payload(info, key)

    @mutation_field(EDIT, "Reject a recommendation, once, and say why.")
    async def reject_recommendation(
        self,
        info: Info,
        id: RecommendationId,
        reason: Annotated[str, strawberry.argument(description="Why.")],
    ) -> RecommendationPayload:
        async with info.context.write() as session:
            key = await reject_recommendation(session, id=_key(id), reason=reason)
        return await _payload(info, key)


def _key(id: strawberry.ID) -> int | None:
    return parse_key("Recommendation", id)


async def _payload(info: Info, key: int) -> RecommendationPayload:
    return RecommendationPayload(recommendation=await load(info, "supply.recommendation_by_id", key))
