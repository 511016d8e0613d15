"""Finding a product by sku, whatever its letter case, and what may refer to it."""

from db.engine import ReadSession, WriteSession
from db.supply.products import locked_product, products_by_sku_keys
from db.supply.rows import ProductRow
from services.shared.errors import NotAllowedInState, NotFound
from services.shared.text import key

ACCEPTED = "a sku that products lists"


async def product_by_sku(session: ReadSession, sku: str, *path: str) -> ProductRow:
    """A product as it is now; raises NotFound at the path of the input, "sku" unless given."""
    found = await products_by_sku_keys(session, [key(sku)])
    return _found(found[0] if found else None, sku, path or ("sku",))


async def product_to_change(session: WriteSession, sku: str, *path: str) -> ProductRow:
    """A product, held alone until the transaction ends; raises NotFound at the input's path, "sku" unless given."""
    return _found(await locked_product(session, key(sku), changing=True), sku, path or ("sku",))


async def product_to_use(session: WriteSession, sku: str, *path: str) -> ProductRow:
    """A product that something new refers to: it stays active until the transaction ends.

    Raises NotFound, and NotAllowedInState for one that is inactive, at the path of the input, "sku" unless given.
    """
    product = _found(await locked_product(session, key(sku), changing=False), sku, path or ("sku",))
    require_active(product, path or ("sku",))
    return product


def require_active(product: ProductRow, path: tuple[str, ...]) -> None:
    """Raise NotAllowedInState for a product that nothing new may refer to."""
    if not product.is_active:
        message = f"{product.sku} is inactive; updateProduct with isActive: true takes it back"
        raise NotAllowedInState(message, path, state="INACTIVE")


def _found(product: ProductRow | None, sku: str, path: tuple[str, ...]) -> ProductRow:
    if product is None:
        raise NotFound(f"there is no product with sku {sku[:40]!r}", path, ACCEPTED)
    return product
