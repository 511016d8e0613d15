"""Safety stocks as a table, active and former ones."""

from collections.abc import Callable
from typing import Any

from db.engine import ReadSession
from db.supply.filters import SafetyStockFilter
from db.supply.rows import NamedSafetyStockRow
from db.supply.safety_stock_table import safety_stock_table
from services.shared.relations import span_of
from services.shared.report import Page, ReportRows
from services.shared.table import Column, ColumnType
from services.supply.reports.tables import selected_rows

T = ColumnType
SAFETY_STOCK_COLUMNS = [
    Column("sku", T.TEXT),
    Column("location", T.TEXT),
    Column("policy", T.TEXT),
    Column("service_level", T.NUMBER),
    Column("z", T.NUMBER),
    Column("lead_time_days", T.DECIMAL),
    Column("mean_daily_demand", T.DECIMAL),
    Column("demand_deviation", T.DECIMAL),
    Column("safety_stock_quantity", T.DECIMAL),
    Column("reorder_point", T.DECIMAL),
    Column("order_up_to", T.DECIMAL),
    Column("is_active", T.BOOLEAN),
    Column("updated_at", T.DATETIME),
    Column("id", T.TEXT),
]
SAFETY_STOCK_PLACE = (str, int)
"""What the product sorts by, and the order in which safety stocks were made."""


async def safety_stock_rows(
    session: ReadSession, *, chosen: SafetyStockFilter, page: Page, id_of: Callable[[int], str]
) -> ReportRows:
    """Safety stocks by product, then as they were made. None goes: a former one says that it is not active.

    Two of a product and location are told apart by their ids, as `id_of` writes them.
    """
    # One that was retired since a moment has left the list of those that are active, and is told with them.
    fixed = SafetyStockFilter(chosen.sku_keys, chosen.location_keys)
    kept = fixed if page.updated_since is not None and chosen.is_active else chosen
    span = span_of(page)

    def row(one: NamedSafetyStockRow) -> list[Any]:
        return [
            one.sku,
            one.location,
            one.policy,
            one.service_level,
            one.z,
            one.lead_time_days,
            one.mean_daily_demand,
            one.demand_deviation,
            one.safety_stock_quantity,
            one.reorder_point,
            one.order_up_to,
            one.is_active,
            one.updated_at,
            id_of(one.id),
        ]

    return await selected_rows(session, safety_stock_table(kept, span), span, row)
