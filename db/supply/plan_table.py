"""Production plans as a table; since a moment, those too that a filter keeps no more."""

from dataclasses import replace
from typing import Any

from sqlalchemy import and_, select, true

from db.supply.filters import ProductionPlanFilter
from db.supply.keyed_pages import Selected, Span
from db.supply.models import Product, ProductionPlan, SupplyForecast
from db.supply.plan_rows import NamedPlanRow

_PLANS = (
    select(*ProductionPlan.__table__.columns, Product.sku, SupplyForecast.number.label("forecast_number"))
    .join(Product, and_(Product.tenant_id == ProductionPlan.tenant_id, Product.id == ProductionPlan.product_id))
    .outerjoin(
        SupplyForecast,
        and_(SupplyForecast.tenant_id == ProductionPlan.tenant_id, SupplyForecast.id == ProductionPlan.forecast_id),
    )
)


def plan_table(chosen: ProductionPlanFilter, span: Span) -> Selected[NamedPlanRow]:
    """Plans as they were numbered; `counts` says whether the filter keeps one."""
    kept = and_(true(), *chosen.conditions())
    plans = _PLANS.add_columns(kept.label("counts"))
    if span.updated_since is None:
        return Selected(plans.where(kept), (ProductionPlan.id,))
    # Its product and location stay what they are; its state and its days may have been others.
    fixed: list[Any] = replace(chosen, statuses=None, since=None, until=None).conditions()
    return Selected(plans.where(*fixed, ProductionPlan.updated_at >= span.updated_since), (ProductionPlan.id,))
