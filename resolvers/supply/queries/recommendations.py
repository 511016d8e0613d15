"""Questions about recommendations."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from db.supply.filters import RecommendationFilter
from db.supply.recommendations import recommendation_count
from resolvers.connections import connection
from resolvers.context import Info
from resolvers.permissions import root_field
from resolvers.shared.arguments import keys
from resolvers.supply import mapping
from resolvers.supply.arguments import After, First, members
from schema.supply import filters as nouns
from schema.supply.recommendation import RecommendationConnection, RecommendationEdge
from services.supply.recommendations.list_recommendations import list_recommendations

VIEW = Permission.SUPPLY_VIEW
Chosen = Annotated[
    nouns.RecommendationFilter | None, strawberry.argument(description="Which recommendations; all unless given.")
]


@strawberry.type
class RecommendationQuery:
    """Root fields of recommendations."""

    @root_field(VIEW, "Recommendations, the newest first.", versioned=True)
    async def recommendations(
        self, info: Info, filter: Chosen = None, first: First = None, after: After = None
    ) -> RecommendationConnection:
        chosen = _chosen(filter)
        async with info.context.read() as session:
            page = await list_recommendations(session, chosen=chosen, first=first, after=after)
        return connection(
            RecommendationConnection,
            RecommendationEdge,
            page,
            shape=mapping.recommendation,
            context=info.context,
            count=lambda session: recommendation_count(session, chosen),
        )


def _chosen(filter: nouns.RecommendationFilter | None) -> RecommendationFilter:
    if filter is None:
        return RecommendationFilter()
    return RecommendationFilter(kinds=members(filter.kind), statuses=members(filter.status), sku_keys=keys(filter.sku))
