"""The kinds of previews of this room."""

from services.shared.commit_once import AnyCommitKind
from services.supply.imports.bills import BILLS_IMPORT
from services.supply.imports.demand import DEMAND_IMPORT
from services.supply.imports.forecasts import SUPPLY_FORECAST_IMPORT
from services.supply.imports.products import PRODUCTS_IMPORT
from services.supply.imports.stock import STOCK_IMPORT

KINDS: tuple[AnyCommitKind, ...] = (
    PRODUCTS_IMPORT,
    BILLS_IMPORT,
    DEMAND_IMPORT,
    STOCK_IMPORT,
    SUPPLY_FORECAST_IMPORT,
)
