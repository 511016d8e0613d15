"""Closed sets of the supply tables, stored by name, and of the orders of their lists."""

from enum import StrEnum

MOST_BUCKETS = 800  # of one forecast
MOST_MOVEMENTS = 500  # of one batch


class ProductKind(StrEnum):
    """What is made to be sold, or what is used up for it."""

    FINISHED_GOOD = "FINISHED_GOOD"
    MATERIAL = "MATERIAL"


class TimeBucket(StrEnum):
    """How long a value of a history or a forecast lasts: a day, an ISO week, a calendar month."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"


class DemandSource(StrEnum):
    """Where a figure of demand is from: a file, or consumption in the ledger."""

    IMPORT = "IMPORT"
    LEDGER = "LEDGER"


class SupplyForecastStatus(StrEnum):
    """Where a forecast stands."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    SUPERSEDED = "SUPERSEDED"
    ARCHIVED = "ARCHIVED"


class ForecastMethod(StrEnum):
    """Who made a forecast: somebody, the built-in generator, or a model."""

    MANUAL = "MANUAL"
    STATISTICAL = "STATISTICAL"
    AI = "AI"


class ForecastModel(StrEnum):
    """What the generator forecasts by."""

    AUTO = "AUTO"
    ETS_SEASONAL = "ETS_SEASONAL"
    ETS = "ETS"
    SEASONAL_NAIVE = "SEASONAL_NAIVE"
    MOVING_AVERAGE = "MOVING_AVERAGE"
    CROSTON_SBA = "CROSTON_SBA"


class ProductionPlanStatus(StrEnum):
    """Where a production plan stands."""

    DRAFT = "DRAFT"
    PENDING_APPROVAL = "PENDING_APPROVAL"
    APPROVED = "APPROVED"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


class PlanConstraintKind(StrEnum):
    """Why a plan will be short."""

    CAPACITY = "CAPACITY"
    MATERIAL = "MATERIAL"
    LATE_START = "LATE_START"
    NO_FORECAST = "NO_FORECAST"


class CompletionSource(StrEnum):
    """Whether a plan's completion was set by hand or follows from its work orders."""

    MANUAL = "MANUAL"
    WORK_ORDERS = "WORK_ORDERS"


class SafetyStockPolicy(StrEnum):
    """What a safety stock is computed by."""

    FIXED_QUANTITY = "FIXED_QUANTITY"
    FIXED_DAYS = "FIXED_DAYS"
    SERVICE_LEVEL = "SERVICE_LEVEL"
    AI_OPTIMIZED = "AI_OPTIMIZED"


class MovementKind(StrEnum):
    """What happened to stock."""

    RECEIPT = "RECEIPT"
    CONSUMPTION = "CONSUMPTION"
    ADJUSTMENT = "ADJUSTMENT"
    TRANSFER_OUT = "TRANSFER_OUT"
    TRANSFER_IN = "TRANSFER_IN"
    ALLOCATION = "ALLOCATION"
    RELEASE = "RELEASE"
    EXPECTED = "EXPECTED"
    ARRIVAL = "ARRIVAL"


class RecommendationKind(StrEnum):
    """What a recommendation is about."""

    FORECAST = "FORECAST"
    SAFETY_STOCK = "SAFETY_STOCK"
    PRODUCTION_PLAN = "PRODUCTION_PLAN"


class RecommendationSource(StrEnum):
    """Who recommends: a model of the service, or a program outside it."""

    BUILT_IN = "BUILT_IN"
    EXTERNAL = "EXTERNAL"


class RecommendationStatus(StrEnum):
    """Where a recommendation stands."""

    PROPOSED = "PROPOSED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"


class SupplyForecastOrder(StrEnum):
    """What forecasts are listed by."""

    CREATED = "CREATED"
    HORIZON_START = "HORIZON_START"
    SKU = "SKU"
    WAPE = "WAPE"


class ProductionPlanOrder(StrEnum):
    """What plans are listed by."""

    SUBMITTED = "SUBMITTED"
    PLANNED_START = "PLANNED_START"
    NUMBER = "NUMBER"
    QUANTITY = "QUANTITY"


class InventoryOrder(StrEnum):
    """What levels are listed by."""

    SKU = "SKU"
    AVAILABLE = "AVAILABLE"
    DAYS_OF_SUPPLY = "DAYS_OF_SUPPLY"
    VALUE = "VALUE"


class ProductOrder(StrEnum):
    """What products are listed by."""

    SKU = "SKU"
    NAME = "NAME"
    CREATED = "CREATED"
    UNIT_COST = "UNIT_COST"


class SafetyStockOrder(StrEnum):
    """What safety stocks are listed by."""

    SKU = "SKU"
    CREATED = "CREATED"
    QUANTITY = "QUANTITY"


class MovementOrder(StrEnum):
    """What movements are listed by."""

    OCCURRED = "OCCURRED"
    ENTERED = "ENTERED"


class RecommendationOrder(StrEnum):
    """What recommendations are listed by."""

    CREATED = "CREATED"
    CONFIDENCE = "CONFIDENCE"
    DECIDED = "DECIDED"


class SupplyScope(StrEnum):
    """What the versions are of that triggers of this room's tables raise; answers are kept under them."""

    SUPPLY = "supply"  # products, bills, imported demand, forecasts, plans, safety stocks, recommendations
    INVENTORY = "inventory"  # levels and movements, and the demand that follows from them
