"""Questions about safety stocks, and what one would be."""

from dataclasses import asdict
from typing import Annotated

import strawberry

from db.shared.enums import Permission
from db.supply.filters import SafetyStockFilter
from db.supply.safety_stocks import safety_stock_count, safety_stocks_matching
from resolvers.connections import connection
from resolvers.context import Info
from resolvers.permissions import loaded_root, root_field
from resolvers.problems import problem
from resolvers.supply import mapping
from resolvers.supply.arguments import Location, Sku
from resolvers.supply.stock_arguments import safety_stock_filter
from schema.shared.node import parse_key
from schema.shared.page import LISTED_BY, After, Before, Direction, First, Last
from schema.supply import filters as nouns
from schema.supply.enums import OrderDirection, SafetyStockOrder
from schema.supply.safety_stock import SafetyStock, SafetyStockConnection, SafetyStockEdge
from schema.supply.safety_stock_changes import (
    SafetyStockCalculation,
    SafetyStockCalculationInput,
    SafetyStockCalculationPayload,
)
from services.shared.errors import Refusals
from services.shared.paging import Turn
from services.shared.text import key
from services.supply.safety_stock.calculate_safety_stock import calculate_safety_stock
from services.supply.safety_stock.list_safety_stocks import list_safety_stocks

VIEW = Permission.SUPPLY_VIEW
Stocks = Annotated[
    nouns.SafetyStockFilter | None, strawberry.argument(description="Which safety stocks; all unless given.")
]
OrderBy = Annotated[SafetyStockOrder, strawberry.argument(description=LISTED_BY)]


def safety_stock_id(id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]) -> int | None:
    """A safety stock's own id; None for another's."""
    return parse_key("SafetyStock", id)


@strawberry.type
class SafetyStockQuery:
    """Root fields of safety stocks."""

    safety_stock: SafetyStock | None = loaded_root(
        VIEW, "One safety stock by id; null where there is none.", "supply.safety_stock_by_id", key=safety_stock_id
    )

    @root_field(VIEW, "Safety stocks, active and former, usually by sku.", versioned=True)
    async def safety_stocks(
        self,
        info: Info,
        filter: Stocks = None,
        order_by: OrderBy = SafetyStockOrder.SKU,
        direction: Direction = OrderDirection.ASC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> SafetyStockConnection:
        chosen, turn = safety_stock_filter(filter), Turn(order_by, direction, first, after, last, before)
        async with info.context.read() as session:
            page = await list_safety_stocks(session, chosen=chosen, turn=turn)
        return connection(
            SafetyStockConnection,
            SafetyStockEdge,
            page,
            shape=mapping.safety_stock,
            context=info.context,
            count=lambda session: safety_stock_count(session, chosen),
        )

    @root_field(VIEW, "The active safety stock of a product at a location; null where there is none.", versioned=True)
    async def active_safety_stock(self, info: Info, sku: Sku, location: Location = "MAIN") -> SafetyStock | None:
        chosen = SafetyStockFilter(sku_keys=(key(sku),), location_keys=(key(location),), is_active=True)
        async with info.context.read() as session:
            rows = await safety_stocks_matching(session, chosen)
        return mapping.safety_stock(rows[0]) if rows else None

    @root_field(VIEW, "What a safety stock would be, with every step; nothing is looked up or stored.")
    async def calculate_safety_stock(
        self,
        info: Info,
        input: Annotated[SafetyStockCalculationInput, strawberry.argument(description="What it follows from.")],
    ) -> SafetyStockCalculationPayload:
        try:
            done = calculate_safety_stock(given=vars(input))
        except Refusals as refused:
            return SafetyStockCalculationPayload(problems=[problem(one) for one in refused.refusals])
        return SafetyStockCalculationPayload(calculation=SafetyStockCalculation(**asdict(done)))
