"""Changing products and their bills of materials: inputs and payloads."""

from decimal import Decimal

import strawberry

from schema.shared.problems import Payload
from schema.supply.enums import ProductKind
from schema.supply.product import Product


@strawberry.input(description="A new product.")
class ProductInput:
    """Everything a product says."""

    sku: str = strawberry.field(description="A sku that no product has, whatever the case.")
    name: str = strawberry.field(description="The name to show.")
    unit: str = strawberry.field(description='What its quantities count: "pcs", "m".')
    kind: ProductKind = strawberry.field(description="Fixed once it is used.")
    decimals: int = strawberry.field(
        default=0, description="Places after the point that its quantities may have, 0 to 4; fixed once it is used."
    )
    unit_cost: Decimal | None = strawberry.field(default=None, description="What one costs; needs a currency.")
    currency: str | None = strawberry.field(default=None, description='ISO code: "EUR".')
    lead_time_days: Decimal | None = strawberry.field(default=None, description="Days from an order until it is there.")
    daily_capacity: Decimal | None = strawberry.field(default=None, description="How many a working day makes.")
    labour_hours_per_unit: Decimal | None = strawberry.field(
        default=None, description="Hours of people that one takes."
    )
    labour_skill: str | None = strawberry.field(default=None, description="The case type that those people can do.")


@strawberry.input(description="What to change; fields left out stay as they are.")
class ProductPatch:
    """Any of a product's columns but its sku, kind and decimals."""

    name: str | None = strawberry.field(default=strawberry.UNSET, description="The name to show.")
    unit: str | None = strawberry.field(default=strawberry.UNSET, description="What its quantities count.")
    unit_cost: Decimal | None = strawberry.field(default=strawberry.UNSET, description="Null for none.")
    currency: str | None = strawberry.field(default=strawberry.UNSET, description="ISO code; null for none.")
    lead_time_days: Decimal | None = strawberry.field(default=strawberry.UNSET, description="Null for unknown.")
    daily_capacity: Decimal | None = strawberry.field(default=strawberry.UNSET, description="Null for unknown.")
    labour_hours_per_unit: Decimal | None = strawberry.field(default=strawberry.UNSET, description="Null for unknown.")
    labour_skill: str | None = strawberry.field(default=strawberry.UNSET, description="Null for none.")
    is_active: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="False keeps anything new from referring to it; refused while something open does.",
    )


@strawberry.input(description="A line of a bill of materials.")
class BomLineInput:
    """A component."""

    component_sku: str = strawberry.field(description="What goes in; each once, and no circle.")
    quantity_per_unit: Decimal = strawberry.field(description="How much of it is in one product, above 0.")
    scrap: float = strawberry.field(default=0, description="The share that is lost on the way, from 0 to below 1.")
    stage: str | None = strawberry.field(default=None, description="The production stage that takes it.")


@strawberry.type(description="A product as it stands after a change.")
class ProductPayload(Payload):
    """The answer of createProduct, updateProduct and setBillOfMaterials."""

    product: Product | None = strawberry.field(default=None, description="The product.")
