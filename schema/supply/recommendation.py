"""What models recommend."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.scalars import JSON

from db.shared.enums import Permission
from db.supply.enums import SupplyScope
from schema.shared.node import Node
from schema.shared.noun import list_field, noun
from schema.shared.page import PageInfo
from schema.shared.problems import Payload
from schema.shared.relations import loaded
from schema.supply.enums import RecommendationKind, RecommendationSource, RecommendationStatus
from schema.supply.product import Product

if TYPE_CHECKING:
    from schema.supply.plan import ProductionPlan


@noun(
    description="A proposal of a model; it changes nothing until somebody accepts it, and then makes a draft.",
    scopes=(SupplyScope.SUPPLY,),
    node="supply.recommendation_by_id",
    permission=Permission.SUPPLY_VIEW,
)
class Recommendation(Node):
    """One proposal, decided once."""

    product_id: strawberry.Private[int]
    plan_id: strawberry.Private[int | None]
    kind: RecommendationKind = strawberry.field(description="What it is about.")
    source: RecommendationSource = strawberry.field(description="Who recommends.")
    model_name: str = strawberry.field(description="The model.")
    model_version: str = strawberry.field(description="The model's version.")
    suggestion_id: str = strawberry.field(description="The model's own id of it; unique per model.")
    confidence: float | None = strawberry.field(description="How sure the model is, 0 to 1.")
    reasoning: str = strawberry.field(description="Why, in the model's words.")
    product: Product = loaded("supply.product_by_id", by="product_id", description="The product.")
    location: str = strawberry.field(description="Where.")
    plan: Annotated["ProductionPlan", strawberry.lazy("schema.supply.plan")] | None = loaded(
        "supply.production_plan_by_id", by="plan_id", description="The plan it is about, where it is about one."
    )
    content: JSON = strawberry.field(description="What is recommended, in the form of its kind.")
    status: RecommendationStatus = strawberry.field(description="Where it stands.")
    created_by: str = strawberry.field(description="Who asked for it, or sent it.")
    created_at: datetime = strawberry.field(description="When.")
    decided_by: str | None = strawberry.field(description="Who accepted or rejected it.")
    decided_at: datetime | None = strawberry.field(description="When.")
    decision_reason: str | None = strawberry.field(description="Why it was rejected.")
    result_id: strawberry.ID | None = strawberry.field(
        description="The forecast, safety stock or plan that came of it; use it with node."
    )


@noun(description="A recommendation and its place in the list.", scopes=(SupplyScope.SUPPLY,))
class RecommendationEdge:
    """Relay's edge."""

    node: Recommendation = strawberry.field(description="The recommendation.")
    cursor: str = strawberry.field(description="Ask with after to go on from here.")


@noun(description="A page of recommendations.", scopes=(SupplyScope.SUPPLY,))
class RecommendationConnection:
    """Relay's connection."""

    count: strawberry.Private[Callable[[], Awaitable[int]]]
    edges: list[RecommendationEdge] = list_field(description="The recommendations with their cursors.", size=1)
    nodes: list[Recommendation] = list_field(description="The recommendations alone.", size=1)
    page_info: PageInfo = strawberry.field(description="Where the page lies.")

    @strawberry.field(description="How many there are over all pages; counted only when asked for.")
    async def total_count(self) -> int:
        """The count of the whole list."""
        return await self.count()


@strawberry.input(description="What a program outside recommends.")
class RecommendationInput:
    """A proposal."""

    kind: RecommendationKind = strawberry.field(description="What it is about.")
    sku: str = strawberry.field(description="The product.")
    location: str = strawberry.field(default="MAIN", description="Where.")
    plan_id: strawberry.ID | None = strawberry.field(default=None, description="With PRODUCTION_PLAN: the plan.")
    model_name: str = strawberry.field(description="The model.")
    model_version: str = strawberry.field(description="The model's version.")
    suggestion_id: str = strawberry.field(description="The model's own id of it; unique per model, over its versions.")
    confidence: float | None = strawberry.field(default=None, description="How sure the model is, 0 to 1.")
    reasoning: str = strawberry.field(description="Why, in the model's words.")
    content: JSON = strawberry.field(
        description="What is recommended. FORECAST: name, bucket, horizonStart, horizonEnd, values of start, quantity,"
        " lower and upper. SAFETY_STOCK: recommendedQuantity, and reorderPoint, meanDailyDemand, demandDeviation,"
        " leadTimeDays. PRODUCTION_PLAN: quantity, schedule of start and quantity. At most 100 kB."
    )


@strawberry.type(description="A recommendation as it stands after a change.")
class RecommendationPayload(Payload):
    """The answer of everything that makes or decides a recommendation."""

    recommendation: Recommendation | None = strawberry.field(default=None, description="The recommendation.")
