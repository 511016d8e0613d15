"""What models recommend."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Double, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, ChangedAt, CreatedAt, Id, Reference, TenantOwned, Timestamp, refers, stored
from db.supply.bounds import CONFIDENCE
from db.supply.enums import RecommendationKind, RecommendationSource, RecommendationStatus


class Recommendation(TenantOwned, Base):
    """A proposal of a model, decided once; `result_id` is the forecast, safety stock or plan that came of it."""

    __tablename__ = "recommendation"
    __table_args__ = (
        UniqueConstraint("tenant_id", "model_name", "suggestion_id"),  # each suggestion once
        Index(None, "tenant_id", "product_id", "location"),  # a product's
        Index(None, "tenant_id", "plan_id"),  # a plan's
        Index(None, "tenant_id", "status", "id"),  # pages of what is open
        Index(None, "tenant_id", "confidence", "id"),  # pages by confidence
        Index(None, "tenant_id", "decided_at", "id"),  # pages by decision
        refers("product_id", to="product.id"),
        refers("plan_id", to="production_plan.id"),
        CONFIDENCE.of_column("confidence"),
        CheckConstraint("(status = 'PROPOSED') = (decided_at IS NULL)", name="decided"),
    )

    id: Mapped[Id]
    kind: Mapped[RecommendationKind] = mapped_column(stored(RecommendationKind, "kind"))
    source: Mapped[RecommendationSource] = mapped_column(stored(RecommendationSource, "source"))
    model_name: Mapped[str]
    model_version: Mapped[str]
    suggestion_id: Mapped[str]
    confidence: Mapped[float | None] = mapped_column(Double)
    reasoning: Mapped[str]
    product_id: Mapped[Reference]
    location: Mapped[str]
    plan_id: Mapped[int | None] = mapped_column(BigInteger)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    status: Mapped[RecommendationStatus] = mapped_column(stored(RecommendationStatus, "status"))
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[ChangedAt]
    decided_by: Mapped[str | None]
    decided_at: Mapped[Timestamp | None]
    decision_reason: Mapped[str | None]
    result_id: Mapped[int | None] = mapped_column(BigInteger)
