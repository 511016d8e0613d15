"""Safety stocks as a table, active and former ones."""

from sqlalchemy import and_, select

from db.shared.keyed_pages import Selected, Span
from db.supply.filters import SafetyStockFilter
from db.supply.models import Product, SafetyStock
from db.supply.rows import NamedSafetyStockRow

_STOCKS = select(*SafetyStock.__table__.columns, Product.sku).join(
    Product, and_(Product.tenant_id == SafetyStock.tenant_id, Product.id == SafetyStock.product_id)
)


def safety_stock_table(chosen: SafetyStockFilter, span: Span) -> Selected[NamedSafetyStockRow]:
    """Safety stocks by sku, then as they were made."""
    stocks = _STOCKS.where(*chosen.conditions())
    if span.updated_since is not None:
        stocks = stocks.where(SafetyStock.updated_at >= span.updated_since)
    return Selected(stocks, (SafetyStock.sku_sort, SafetyStock.id), SafetyStock.updated_at)
