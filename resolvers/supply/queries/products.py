"""Questions about products."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from db.supply.products import product_count
from resolvers.connections import connection
from resolvers.context import Info
from resolvers.permissions import loaded_root, root_field
from resolvers.supply import mapping
from resolvers.supply.arguments import Sku, product_filter
from schema.shared.page import LISTED_BY, After, Before, Direction, First, Last
from schema.supply.enums import OrderDirection, ProductOrder
from schema.supply.filters import ProductFilter
from schema.supply.product import Product, ProductConnection, ProductEdge
from services.shared.paging import Turn
from services.shared.text import key
from services.supply.products.list_products import list_products

Products = Annotated[ProductFilter | None, strawberry.argument(description="Which products; all unless given.")]
OrderBy = Annotated[ProductOrder, strawberry.argument(description=LISTED_BY)]


def sku_key(sku: Sku) -> str:
    """The key that a sku is found by."""
    return key(sku)


@strawberry.type
class ProductQuery:
    """Root fields of products."""

    product: Product | None = loaded_root(
        Permission.SUPPLY_VIEW,
        "One product by sku; null where there is none.",
        "supply.product_by_sku_key",
        key=sku_key,
    )

    @root_field(Permission.SUPPLY_VIEW, "Products, usually by sku.", versioned=True)
    async def products(
        self,
        info: Info,
        filter: Products = None,
        order_by: OrderBy = ProductOrder.SKU,
        direction: Direction = OrderDirection.ASC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ProductConnection:
        chosen, turn = product_filter(filter), Turn(order_by, direction, first, after, last, before)
        async with info.context.read() as session:
            page = await list_products(session, chosen=chosen, turn=turn)
        return connection(
            ProductConnection,
            ProductEdge,
            page,
            shape=mapping.product,
            context=info.context,
            count=lambda session: product_count(session, chosen),
        )
