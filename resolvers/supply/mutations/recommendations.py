"""Recommendations: sent by programs outside, made by models of the service, and decided."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.permissions import mutation_field
from resolvers.supply.plan_arguments import NOBODYS
from schema.shared.node import parse_key
from schema.shared.relations import load
from schema.supply.recommendation import RecommendationInput, RecommendationPayload
from services.supply.recommendations.decide_recommendation import accept_recommendation, reject_recommendation
from services.supply.recommendations.submit_recommendation import submit_recommendation

EDIT = Permission.SUPPLY_EDIT
RecommendationId = Annotated[strawberry.ID, strawberry.argument(description="Its id.")]


@strawberry.type
class RecommendationMutation:
    """Mutations of recommendations."""

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
