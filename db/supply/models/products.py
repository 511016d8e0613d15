"""Products and what they are made of."""

from sqlalchemy import CheckConstraint, Computed, Double, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, ChangedAt, CreatedAt, Id, Quantity, Reference, TenantOwned, between, refers, stored
from db.shared.folded import folded_in_index
from db.shared.natural_order import COLLATION, natural_order
from db.supply.bounds import (
    DAILY_CAPACITY,
    DECIMALS,
    LABOUR_HOURS_PER_UNIT,
    LEAD_TIME_DAYS,
    POSITIVE_QUANTITY,
    SCRAP,
    UNIT_COST,
)
from db.supply.enums import ProductKind


class Product(TenantOwned, Base):
    """Something that is made or used up; `sku_sort` orders products, `decimals` are those its quantities may have."""

    __tablename__ = "product"
    __table_args__ = (
        UniqueConstraint("tenant_id", "sku_key"),  # one by its sku, in queries and files
        Index(None, "tenant_id", "sku_sort"),  # pages of products
        Index("ix_product_tenant_id_name_id", "tenant_id", folded_in_index("name"), "id"),  # pages by name
        Index(None, "tenant_id", "unit_cost", "id"),  # pages by cost
        DECIMALS.of_column("decimals"),
        UNIT_COST.of_column("unit_cost"),
        LEAD_TIME_DAYS.of_column("lead_time_days"),
        DAILY_CAPACITY.of_column("daily_capacity"),
        LABOUR_HOURS_PER_UNIT.of_column("labour_hours_per_unit"),
        between("currency", "currency ~ '^[A-Z]{3}$'"),
        CheckConstraint("unit_cost IS NULL OR currency IS NOT NULL", name="a_cost_has_a_currency"),
    )

    id: Mapped[Id]
    sku: Mapped[str]
    sku_key: Mapped[str]
    sku_sort: Mapped[str] = mapped_column(Text(collation=COLLATION), Computed(natural_order("sku_key"), persisted=True))
    name: Mapped[str]
    unit: Mapped[str]
    kind: Mapped[ProductKind] = mapped_column(stored(ProductKind, "kind"))
    decimals: Mapped[int]
    unit_cost: Mapped[Quantity | None]
    currency: Mapped[str | None]
    lead_time_days: Mapped[Quantity | None]
    daily_capacity: Mapped[Quantity | None]
    labour_hours_per_unit: Mapped[Quantity | None]
    labour_skill: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[ChangedAt]


class BomLine(TenantOwned, Base):
    """A component of a product; a line that a newer bill lacks is not removed but inactive."""

    __tablename__ = "bom_line"
    __table_args__ = (
        UniqueConstraint("tenant_id", "product_id", "component_id"),  # bills of products
        Index(None, "tenant_id", "component_id"),  # where a component is used; circles
        refers("product_id", to="product.id"),
        refers("component_id", to="product.id"),
        POSITIVE_QUANTITY.of_column("quantity_per_unit"),
        SCRAP.of_column("scrap"),
        CheckConstraint("product_id <> component_id", name="nothing_is_made_of_itself"),
    )

    id: Mapped[Id]
    product_id: Mapped[Reference]
    component_id: Mapped[Reference]
    place: Mapped[int]
    quantity_per_unit: Mapped[Quantity]
    scrap: Mapped[float] = mapped_column(Double)
    stage: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[ChangedAt]
