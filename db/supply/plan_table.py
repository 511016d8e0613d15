"""Production plans as a table; since a moment, those too that a filter keeps no more."""

from dataclasses import replace
from typing import Any

from sqlalchemy import DateTime, and_, func, literal_column, select, true

from db.shared.keyed_pages import Selected, Span
from db.supply.filters import ProductionPlanFilter
from db.supply.made_of_plans import made_of_plan_changed_at
from db.supply.models import Product, ProductionPlan, SupplyForecast
from db.supply.plan_rows import NamedPlanRow
from db.supply.plans import MADE

_CHANGED_AT = func.greatest(
    ProductionPlan.updated_at,
    literal_column(made_of_plan_changed_at("production_plan"), DateTime(timezone=True)),
)
_PLANS = (
    select(
        *ProductionPlan.__table__.columns,
        Product.sku,
        SupplyForecast.number.label("forecast_number"),
        MADE,
        _CHANGED_AT.label("changed_at"),
    )
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
        return Selected(plans.where(kept), (ProductionPlan.id,), _CHANGED_AT)
    # Its product and location stay what they are; its state and its days may have been others.
    fixed: list[Any] = replace(chosen, statuses=None, since=None, until=None).conditions()
    return Selected(plans.where(*fixed, span.updated_since <= _CHANGED_AT), (ProductionPlan.id,), _CHANGED_AT)
