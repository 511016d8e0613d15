"""Closed sets of words about products, plans and stock."""

from db.supply.enums import (
    CompletionSource,
    DemandSource,
    ForecastMethod,
    ForecastModel,
    InventoryOrder,
    MovementKind,
    MovementOrder,
    PlanConstraintKind,
    ProductionPlanOrder,
    ProductionPlanStatus,
    ProductKind,
    ProductOrder,
    RecommendationKind,
    RecommendationOrder,
    RecommendationSource,
    RecommendationStatus,
    SafetyStockOrder,
    SafetyStockPolicy,
    SupplyForecastOrder,
    SupplyForecastStatus,
    TimeBucket,
)
from schema.shared.enums import OrderDirection, describe

__all__ = [
    "CompletionSource",
    "DemandSource",
    "ForecastMethod",
    "ForecastModel",
    "InventoryOrder",
    "MovementKind",
    "MovementOrder",
    "OrderDirection",
    "PlanConstraintKind",
    "ProductKind",
    "ProductOrder",
    "ProductionPlanOrder",
    "ProductionPlanStatus",
    "RecommendationKind",
    "RecommendationOrder",
    "RecommendationSource",
    "RecommendationStatus",
    "SafetyStockOrder",
    "SafetyStockPolicy",
    "SupplyForecastOrder",
    "SupplyForecastStatus",
    "TimeBucket",
]

describe(
    ProductKind,
    "What is made to be sold, or what is used up for it.",
    FINISHED_GOOD="Made to be sold.",
    MATERIAL="Used up to make something.",
)
describe(
    TimeBucket,
    "How long a figure of demand lasts.",
    DAY="A day.",
    WEEK="An ISO week, from Monday.",
    MONTH="A calendar month.",
)
describe(
    DemandSource,
    "Where a figure of demand is from.",
    IMPORT="A file.",
    LEDGER="Consumption in the ledger of movements, less what was reversed.",
)
describe(
    SupplyForecastStatus,
    "Where a forecast stands.",
    DRAFT="It can be edited.",
    ACTIVE="The one that counts for its product and location.",
    SUPERSEDED="Another became active in its place.",
    ARCHIVED="Put away.",
)
describe(
    ForecastMethod,
    "Who made a forecast.",
    MANUAL="Somebody, or a file.",
    STATISTICAL="The built-in generator.",
    AI="A model that recommended it.",
)
describe(
    ForecastModel,
    "What the generator forecasts by.",
    AUTO="Whichever of the others was best on the last buckets of the history.",
    ETS_SEASONAL="Exponential smoothing with additive error and season.",
    ETS="Exponential smoothing with additive error, without a season.",
    SEASONAL_NAIVE="The same bucket a season ago.",
    MOVING_AVERAGE="The mean of the last six buckets.",
    CROSTON_SBA="Croston's method for demand with gaps, as Syntetos and Boylan corrected it.",
)
describe(
    ProductionPlanStatus,
    "Where a plan stands.",
    DRAFT="It can be edited and submitted.",
    PENDING_APPROVAL="Submitted; an edit takes the submission back.",
    APPROVED="It can be started.",
    IN_PROGRESS="It is being made.",
    COMPLETED="All of it was made.",
    CANCELLED="It will not be made.",
)
describe(
    PlanConstraintKind,
    "Why a plan will be short.",
    CAPACITY="More is scheduled than can be made.",
    MATERIAL="A component is short.",
    LATE_START="Its start is past, and nothing has begun.",
    NO_FORECAST="There is no forecast to plan for.",
)
describe(
    CompletionSource,
    "Where a plan's completion is from.",
    MANUAL="Set by hand.",
    WORK_ORDERS="What its work orders have produced.",
)
describe(
    SafetyStockPolicy,
    "What a safety stock is computed by.",
    FIXED_QUANTITY="A quantity.",
    FIXED_DAYS="Days of mean demand.",
    SERVICE_LEVEL="The share of replenishments that meet all demand.",
    AI_OPTIMIZED="What a model recommends.",
)
describe(
    MovementKind,
    "What happened to stock.",
    RECEIPT="It came in.",
    CONSUMPTION="It was used or sold: demand of its day.",
    ADJUSTMENT="It was counted or put right; may be negative.",
    TRANSFER_OUT="It left for another location.",
    TRANSFER_IN="It came from another location.",
    ALLOCATION="It was put aside.",
    RELEASE="It is no longer put aside.",
    EXPECTED="It is under way.",
    ARRIVAL="What was under way came in.",
)
describe(
    RecommendationKind,
    "What a recommendation is about.",
    FORECAST="A forecast.",
    SAFETY_STOCK="A safety stock.",
    PRODUCTION_PLAN="A plan's quantity and schedule.",
)
describe(
    RecommendationSource,
    "Who recommends.",
    BUILT_IN="An optimiser of this service.",
    EXTERNAL="A program outside it.",
)
describe(
    RecommendationStatus,
    "Where a recommendation stands.",
    PROPOSED="Nobody has decided.",
    ACCEPTED="A draft, or a safety stock, was made of it.",
    REJECTED="Somebody declined it.",
)
describe(
    SupplyForecastOrder,
    "What forecasts are listed by.",
    CREATED="When they were made.",
    HORIZON_START="The first day of their horizon.",
    SKU="Their product's sku, numbers as numbers.",
    WAPE="Their measured WAPE; those that have none count as the worst.",
)
describe(
    ProductionPlanOrder,
    "What plans are listed by.",
    SUBMITTED="When they were submitted; those that never were come last.",
    PLANNED_START="Their first day.",
    NUMBER="Their number.",
    QUANTITY="How much they make.",
)
describe(
    InventoryOrder,
    "What levels are listed by.",
    SKU="Their product's sku, numbers as numbers.",
    AVAILABLE="What is available.",
    DAYS_OF_SUPPLY="How many days it lasts.",
    VALUE="What is on hand at unit cost; those without a cost come last.",
)
describe(
    ProductOrder,
    "What products are listed by.",
    SKU="Their sku, numbers in it as numbers.",
    NAME="Their name; letter case does not matter.",
    CREATED="When they were made.",
    UNIT_COST="What one costs; those without a cost come last.",
)
describe(
    SafetyStockOrder,
    "What safety stocks are listed by.",
    SKU="Their product's sku, numbers as numbers.",
    CREATED="When they were made.",
    QUANTITY="How much is to be kept.",
)
describe(
    MovementOrder,
    "What movements are listed by.",
    OCCURRED="The day they count for, then as they were entered.",
    ENTERED="When they were entered.",
)
describe(
    RecommendationOrder,
    "What recommendations are listed by.",
    CREATED="When they were made.",
    CONFIDENCE="How sure who recommends is; those that do not say come last.",
    DECIDED="When they were decided; those that nobody decided come last.",
)
