"""Safety stocks."""

from sqlalchemy import Double, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, ChangedAt, CreatedAt, Id, Quantity, Reference, TenantOwned, Total, between, refers, stored
from db.shared.natural_order import COLLATION
from db.supply.bounds import CONFIDENCE, FIXED_DAYS, LEAD_TIME_DAYS, LEAD_TIME_DEVIATION, QUANTITY, REVIEW_DAYS
from db.supply.enums import SafetyStockPolicy


class SafetyStock(TenantOwned, Base):
    """How much is kept for the unexpected, what that follows from, and when to order; `sku_sort` is its product's."""

    __tablename__ = "safety_stock"
    __table_args__ = (
        Index(
            "uq_safety_stock_active",
            "tenant_id", "product_id", "location",
            unique=True,
            postgresql_where=text("is_active"),
        ),  # the active one of a product and location
        Index(None, "tenant_id", "product_id", "location"),  # a product's
        Index(None, "tenant_id", "sku_sort", "id"),  # pages
        Index(None, "tenant_id", "safety_stock_quantity", "id"),  # pages by quantity
        refers("product_id", to="product.id"),
        QUANTITY.of_column("fixed_quantity"),
        FIXED_DAYS.of_column("fixed_days"),
        between("service_level", "service_level BETWEEN 0.5 AND 0.9999"),
        LEAD_TIME_DAYS.of_column("lead_time_days"),
        LEAD_TIME_DEVIATION.of_column("lead_time_deviation"),
        QUANTITY.of_column("mean_daily_demand"),
        QUANTITY.of_column("demand_deviation"),
        REVIEW_DAYS.of_column("review_days"),
        between("safety_stock_quantity", "safety_stock_quantity >= 0"),
        CONFIDENCE.of_column("confidence"),
    )  # fmt: skip

    id: Mapped[Id]
    product_id: Mapped[Reference]
    sku_sort: Mapped[str] = mapped_column(Text(collation=COLLATION))
    location: Mapped[str]
    policy: Mapped[SafetyStockPolicy] = mapped_column(stored(SafetyStockPolicy, "policy"))
    fixed_quantity: Mapped[Quantity | None]
    fixed_days: Mapped[Quantity | None]
    service_level: Mapped[float | None] = mapped_column(Double)
    z: Mapped[float | None] = mapped_column(Double)
    exact_z: Mapped[bool] = mapped_column(server_default=text("false"))
    lead_time_days: Mapped[Quantity]
    lead_time_deviation: Mapped[Quantity]
    mean_daily_demand: Mapped[Quantity]
    demand_deviation: Mapped[Quantity]
    review_days: Mapped[Quantity | None]
    safety_stock_quantity: Mapped[Total]
    reorder_point: Mapped[Total]
    order_up_to: Mapped[Total | None]
    confidence: Mapped[float | None] = mapped_column(Double)
    reasoning: Mapped[str | None]
    model_name: Mapped[str | None]
    model_version: Mapped[str | None]
    suggestion_id: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[ChangedAt]
