"""Creating a product."""

from collections.abc import Mapping
from typing import Any

from db.engine import WriteSession
from db.supply.bounds import DECIMALS
from db.supply.products import insert_product, locked_product
from services.shared.errors import AlreadyExists
from services.shared.inputs import Inputs
from services.shared.text import key
from services.supply.products.product_values import CURRENCY_ACCEPTED, NEEDS_CURRENCY, checked_value, lacks_currency


async def create_product(session: WriteSession, *, product: Mapping[str, Any]) -> int:
    """Create a product from the values of its columns; returns the id.

    Raises Refusals of InvalidInput for bad values, AlreadyExists for a sku in use, whatever its letter case.
    """
    inputs = Inputs("input")
    sku = inputs.text("sku", product["sku"])
    decimals = inputs.whole("decimals", product["decimals"], DECIMALS)
    values = {
        name: checked_value(inputs, "input", name, value)
        for name, value in product.items()
        if name not in ("sku", "kind", "decimals")
    }
    if lacks_currency(values) and not inputs.refusals:
        inputs.note(NEEDS_CURRENCY, "currency", accepted=CURRENCY_ACCEPTED)
    inputs.refuse()
    if (stored := await locked_product(session, key(sku), changing=False)) is not None:
        raise AlreadyExists(f"{stored.sku} exists already", ("input", "sku"), "Product", stored.id)
    values |= {"sku": sku, "sku_key": key(sku), "kind": product["kind"], "decimals": decimals}
    return (await insert_product(session, values)).id
