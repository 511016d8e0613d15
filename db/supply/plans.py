"""Production plans: read by key, page and filter; created, and changed by compare-and-set."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, func, insert, literal, select, update

from db.engine import ReadSession, WriteSession
from db.postgres.reading import ColumnRows, ReadingByKeys
from db.shared.enums import OrderDirection
from db.supply.enums import ProductionPlanOrder, ProductionPlanStatus
from db.supply.filters import ProductionPlanFilter
from db.supply.models import ProductionPlan
from db.supply.pages import Place, page
from db.supply.plan_rows import ProductionPlanRow

_plans: Select[*tuple[Any, ...]] = select(*ProductionPlan.__table__.columns)

PLANS_BY_IDS = ReadingByKeys(_plans, ProductionPlan.id)

PLANS_BY_FORECAST_IDS = ReadingByKeys(_plans.order_by(ProductionPlan.id), ProductionPlan.forecast_id)

PLANS_BY_PRODUCT_IDS = ReadingByKeys(_plans.order_by(ProductionPlan.id), ProductionPlan.product_id)

_NEVER = literal(datetime(9999, 1, 1, tzinfo=UTC), ProductionPlan.submitted_at.type)
_ORDERED_BY: dict[ProductionPlanOrder, Any] = {
    ProductionPlanOrder.SUBMITTED: func.coalesce(ProductionPlan.submitted_at, _NEVER),
    ProductionPlanOrder.PLANNED_START: ProductionPlan.planned_start,
    ProductionPlanOrder.NUMBER: ProductionPlan.id,
    ProductionPlanOrder.QUANTITY: ProductionPlan.quantity,
}


async def plan_page(
    session: ReadSession,
    chosen: ProductionPlanFilter,
    *,
    order: ProductionPlanOrder,
    direction: OrderDirection,
    after: Place | None,
    size: int,
) -> ColumnRows:
    """Plans in an order; those after a place. Those that were never submitted come last by submission."""
    kept = _plans.where(*chosen.conditions())
    ordered = page(kept, _ORDERED_BY[order], ProductionPlan.id, direction=direction, after=after, size=size)
    return await session.table(ordered)


async def plan_count(session: ReadSession, chosen: ProductionPlanFilter) -> int:
    """How many plans a filter keeps."""
    return int(await session.scalar(select(func.count()).select_from(ProductionPlan).where(*chosen.conditions())))


async def plans_matching(session: ReadSession, chosen: ProductionPlanFilter) -> Sequence[ProductionPlanRow]:
    """Every plan a filter keeps, by id."""
    return await session.rows(_plans.where(*chosen.conditions()).order_by(ProductionPlan.id))


async def locked_plan(session: WriteSession, id: int) -> ProductionPlanRow | None:
    """A plan held alone until the transaction ends."""
    return await session.row(_plans.where(ProductionPlan.id == id).with_for_update(key_share=True))


async def insert_plan(session: WriteSession, values: Mapping[str, Any]) -> ProductionPlanRow:
    """Create a draft of a plan; its number is drawn in the same transaction, before (`next_numbers`)."""
    own = {"created_by": session.subject, "last_changed_by": session.subject, "status": ProductionPlanStatus.DRAFT}
    new = insert(ProductionPlan).values(tenant_id=session.tenant_id, **{**own, **values})
    (row,) = await session.rows(new.returning(*ProductionPlan.__table__.columns))
    return row


async def update_plan(
    session: WriteSession, id: int, values: Mapping[str, Any], *, version: int
) -> ProductionPlanRow | None:
    """Change columns of a plan that still has a version, which grows by one; None where it has another one now."""
    changed = update(ProductionPlan).where(ProductionPlan.id == id, ProductionPlan.version == version)
    return await session.row(changed.values(version=version + 1, **values).returning(*ProductionPlan.__table__.columns))
