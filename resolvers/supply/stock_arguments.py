"""Arguments about stock and safety stocks as filters of the rules."""

from db.supply.filters import InventoryFilter, MovementFilter, SafetyStockFilter
from resolvers.shared.arguments import combined, keys, part, whole
from resolvers.supply.arguments import members
from schema.shared.node import parse_key
from schema.supply import filters as nouns


def inventory_filter(chosen: nouns.InventoryFilter | None) -> InventoryFilter:
    """Which levels."""
    return InventoryFilter() if chosen is None else combined(chosen, _inventory)


def _inventory(chosen: nouns.InventoryFilter) -> InventoryFilter:
    return InventoryFilter(
        sku_keys=keys(chosen.sku),
        location_keys=keys(chosen.location),
        kind=chosen.kind,
        is_stockout=chosen.is_stockout,
        is_low_stock=chosen.is_low_stock,
        needs_reorder=chosen.needs_reorder,
        search=part(chosen.search),
    )


def movement_filter(chosen: nouns.MovementFilter | None) -> MovementFilter:
    """Which movements."""
    return MovementFilter() if chosen is None else combined(chosen, _movement)


def _movement(chosen: nouns.MovementFilter) -> MovementFilter:
    return MovementFilter(
        sku_keys=keys(chosen.sku),
        location_keys=keys(chosen.location),
        kinds=members(chosen.kind),
        since=chosen.from_,
        until=chosen.to,
        reference=whole(chosen.reference),
        work_order_id=None if chosen.work_order_id is None else parse_key("WorkOrder", chosen.work_order_id) or 0,
    )


def safety_stock_filter(chosen: nouns.SafetyStockFilter | None) -> SafetyStockFilter:
    """Which safety stocks."""
    return SafetyStockFilter() if chosen is None else combined(chosen, _safety_stock)


def _safety_stock(chosen: nouns.SafetyStockFilter) -> SafetyStockFilter:
    return SafetyStockFilter(
        sku_keys=keys(chosen.sku),
        location_keys=keys(chosen.location),
        policies=members(chosen.policy),
        is_active=chosen.is_active,
    )
