"""Changing products and what they are made of."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.permissions import mutation_field
from resolvers.shared.arguments import given
from resolvers.supply.arguments import Sku
from schema.shared.relations import load
from schema.supply import product_changes as products
from services.supply.products.create_product import create_product
from services.supply.products.set_bill_of_materials import GivenLine, set_bill_of_materials
from services.supply.products.update_product import update_product

EDIT = Permission.SUPPLY_EDIT


@strawberry.type
class ProductMutation:
    """Mutations of products."""

    @mutation_field(EDIT, "Create a product.")
    async def create_product(
        self,
        info: Info,
        input: Annotated[products.ProductInput, strawberry.argument(description="The product.")],
    ) -> products.ProductPayload:
        async with info.context.write() as session:
            key = await create_product(session, product=vars(input))
        return products.ProductPayload(product=await load(info, "supply.product_by_id", key))

    @mutation_field(EDIT, "Change a product; it cannot become inactive while an active forecast or open plan is of it.")
    async def update_product(
        self,
        info: Info,
        sku: Sku,
        patch: Annotated[products.ProductPatch, strawberry.argument(description="What to change.")],
    ) -> products.ProductPayload:
        async with info.context.write() as session:
            key = await update_product(session, sku=sku, patch=given(patch))
        return products.ProductPayload(product=await load(info, "supply.product_by_id", key))

    @mutation_field(EDIT, "Replace what a product is made of; refused with its path where it goes round in a circle.")
    async def set_bill_of_materials(
        self,
        info: Info,
        sku: Sku,
        lines: Annotated[
            list[products.BomLineInput], strawberry.argument(description="Every line of the bill; none for no bill.")
        ],
    ) -> products.ProductPayload:
        bill = [GivenLine(**vars(line)) for line in lines]
        async with info.context.write() as session:
            key = await set_bill_of_materials(session, sku=sku, lines=bill)
        return products.ProductPayload(product=await load(info, "supply.product_by_id", key))
