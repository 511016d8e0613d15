"""What the supply room brings: products, their demand, forecasts, plans, safety stocks and inventory."""

from resolvers.rooms import Chapter, Room
from resolvers.supply.loaders import LOADERS
from resolvers.supply.mutations.accuracy import AccuracyMutation
from resolvers.supply.mutations.forecasts import ForecastMutation
from resolvers.supply.mutations.generator import GeneratorMutation
from resolvers.supply.mutations.imports import SupplyImportMutation
from resolvers.supply.mutations.plan_steps import PlanStepMutation
from resolvers.supply.mutations.plans import PlanMutation
from resolvers.supply.mutations.products import ProductMutation
from resolvers.supply.mutations.recommendations import RecommendationMutation
from resolvers.supply.mutations.safety_stock import SafetyStockMutation
from resolvers.supply.mutations.stock import StockMutation
from resolvers.supply.plan_subscriptions import PlanSubscription
from resolvers.supply.queries.accuracy import AccuracyQuery
from resolvers.supply.queries.demand import DemandQuery
from resolvers.supply.queries.forecasts import ForecastQuery
from resolvers.supply.queries.overview import OverviewQuery
from resolvers.supply.queries.plan_labour import PlanLabourQuery
from resolvers.supply.queries.plans import PlanQuery
from resolvers.supply.queries.products import ProductQuery
from resolvers.supply.queries.recommendations import RecommendationQuery
from resolvers.supply.queries.safety_stock import SafetyStockQuery
from resolvers.supply.queries.stock import StockQuery
from resolvers.supply.reports import REPORTS
from resolvers.supply.subscriptions import StockSubscription
from services.supply.kinds import KINDS
from services.supply.plans.heard import tell_of_plans
from services.supply.verify import verify

ROOM = Room(
    name="supply",
    queries=[
        Chapter(100, ProductQuery),
        Chapter(105, DemandQuery),
        Chapter(110, ForecastQuery),
        Chapter(112, AccuracyQuery),
        Chapter(120, PlanQuery),
        Chapter(121, PlanLabourQuery),
        Chapter(130, SafetyStockQuery),
        Chapter(140, StockQuery),
        Chapter(150, RecommendationQuery),
        Chapter(160, OverviewQuery),
    ],
    mutations=[
        Chapter(100, ProductMutation),
        Chapter(110, ForecastMutation),
        Chapter(112, AccuracyMutation),
        Chapter(114, GeneratorMutation),
        Chapter(120, PlanMutation),
        Chapter(121, PlanStepMutation),
        Chapter(130, SafetyStockMutation),
        Chapter(140, StockMutation),
        Chapter(150, RecommendationMutation),
        Chapter(170, SupplyImportMutation),
    ],
    subscriptions=[Chapter(120, PlanSubscription), Chapter(140, StockSubscription)],
    loaders=LOADERS,
    kinds=KINDS,
    reports=REPORTS,
    verifications=[verify],
    followers=[tell_of_plans],
)
