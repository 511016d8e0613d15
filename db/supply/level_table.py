"""Levels as a table: those of a filter, with when anything that their figures follow from changed last."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, and_, case, exists, false, func, literal, null, select

from db.shared.keyed_pages import Selected, Span
from db.supply.enums import SupplyForecastStatus
from db.supply.filters import NEEDS_REORDER, InventoryFilter
from db.supply.levels import LEVELS_SEEN
from db.supply.models import InventoryLevel, Product, SafetyStock, SupplyForecast
from db.supply.shop_floor import CHANGED_ON_THE_FLOOR
from db.supply.stock_rows import ChangedLevelRow

_PLACE = (InventoryLevel.sku_sort, InventoryLevel.location)


def _changed_at(table: Any) -> ColumnElement[datetime]:
    """When one of a level's safety stocks, or forecasts, changed last, former ones included."""
    latest = select(func.max(table.updated_at)).where(*_at(table))
    return latest.correlate(InventoryLevel).scalar_subquery()


def _at(table: Any) -> list[ColumnElement[bool]]:
    return [
        table.tenant_id == InventoryLevel.tenant_id,
        table.product_id == InventoryLevel.product_id,
        table.location == InventoryLevel.location,
    ]


_STOCKS = SafetyStock.__table__.alias("any_stock").c
_CHANGED = func.greatest(
    InventoryLevel.updated_at,
    Product.updated_at,
    _changed_at(_STOCKS),
    _changed_at(SupplyForecast),
    CHANGED_ON_THE_FLOOR,
)
_HAS_FORECAST = exists().where(and_(*_at(SupplyForecast), SupplyForecast.status == SupplyForecastStatus.ACTIVE))
_REORDER = func.coalesce(NEEDS_REORDER, false())


def level_table(
    chosen: InventoryFilter, span: Span, *, midnight: datetime, left_out: Collection[str] = ()
) -> Selected[ChangedLevelRow]:
    """Levels by sku and location; how long one lasts follows from the day, which began at `midnight`.

    Columns that are `left_out` are not computed; their values are None.
    """
    changed_at = func.greatest(_CHANGED, case((_HAS_FORECAST, literal(midnight, DateTime(timezone=True)))))
    levels = LEVELS_SEEN.add_columns(changed_at.label("changed_at")).where(*chosen.conditions())
    asked = levels if span.updated_since is None else levels.where(changed_at >= span.updated_since)
    columns = [null().label(one.key) if one.key in left_out else one for one in asked.selected_columns]
    return Selected(asked.with_only_columns(*columns, maintain_column_froms=True), _PLACE, changed_at)


def reorder_table(chosen: InventoryFilter, span: Span, *, midnight: datetime) -> Selected[ChangedLevelRow]:
    """Levels that need reorder, by sku and location; since a moment, those that do no more as well.

    By when to order follows from the day, of all of them.
    """
    changed_at = func.greatest(_CHANGED, case((_REORDER, literal(midnight, DateTime(timezone=True)))))
    levels = LEVELS_SEEN.add_columns(changed_at.label("changed_at")).where(*chosen.conditions())
    asked = _REORDER if span.updated_since is None else changed_at >= span.updated_since
    return Selected(levels.where(asked), _PLACE, changed_at)
