"""Questions about recommendations."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from db.supply.filters import RecommendationFilter
from db.supply.recommendations import recommendation_count
from resolvers.connections import connection
from resolvers.context import Info
from resolvers.permissions import root_field
from resolvers.shared.arguments import combined, keys
from resolvers.supply import mapping
from resolvers.supply.arguments import members
from schema.shared.page import LISTED_BY, After, Before, Direction, First, Last
from schema.supply import filters as nouns
from schema.supply.enums import OrderDirection, RecommendationOrder
from schema.supply.recommendation import RecommendationConnection, RecommendationEdge
from services.shared.paging import Turn
from services.supply.recommendations.list_recommendations import list_recommendations

VIEW = Permission.SUPPLY_VIEW
Chosen = Annotated[
    nouns.RecommendationFilter | None, strawberry.argument(description="Which recommendations; all unless given.")
]

OrderBy = Annotated[RecommendationOrder, strawberry.argument(description=LISTED_BY)]


@strawberry.type
class RecommendationQuery:
    """Root fields of recommendations."""

    @root_field(VIEW, "Recommendations, usually the newest first.", versioned=True)
    async def recommendations(
        self,
        info: Info,
        filter: Chosen = None,
        order_by: OrderBy = RecommendationOrder.CREATED,
        direction: Direction = OrderDirection.DESC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> RecommendationConnection:
        chosen, turn = _chosen(filter), Turn(order_by, direction, first, after, last, before)
        async with info.context.read() as session:
            page = await list_recommendations(session, chosen=chosen, turn=turn)
        return connection(
            RecommendationConnection,
            RecommendationEdge,
            page,
            shape=mapping.recommendation,
            context=info.context,
            count=lambda session: recommendation_count(session, chosen),
        )


def _chosen(filter: nouns.RecommendationFilter | None) -> RecommendationFilter:
    return RecommendationFilter() if filter is None else combined(filter, _own)


def _own(filter: nouns.RecommendationFilter) -> RecommendationFilter:
    return RecommendationFilter(kinds=members(filter.kind), statuses=members(filter.status), sku_keys=keys(filter.sku))
