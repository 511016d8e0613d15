"""Changing a product."""

from collections.abc import Mapping
from typing import Any

from db.engine import WriteSession
from db.supply.products import open_uses_of
from db.supply.products import update_product as write
from db.supply.rows import OpenUseRow, ProductRow
from services.shared.errors import Incompatible, NoChanges
from services.shared.inputs import Inputs
from services.shared.locks import PLAN
from services.supply.products.find_product import product_to_change
from services.supply.products.product_values import (
    CURRENCY_ACCEPTED,
    NAMES,
    NEEDS_CURRENCY,
    checked_value,
    lacks_currency,
)


async def update_product(session: WriteSession, *, sku: str, patch: Mapping[str, Any]) -> int:
    """Change what the patch names; returns the id.

    Raises NotFound, NoChanges, Refusals of InvalidInput for bad values, and Incompatible, which names them, where an
    active forecast, an open plan or work order keeps a product from becoming inactive.
    """
    await session.lock(PLAN, shared=True)
    stored = await product_to_change(session, sku)
    values = _checked(stored, patch)
    changed = {name: value for name, value in values.items() if getattr(stored, name) != value}
    if not changed:
        raise NoChanges("the patch changes nothing", ("patch",))
    if changed.get("is_active") is False:
        await _require_unused(session, stored)
    await write(session, stored.id, changed)
    return stored.id


def told_use(use: OpenUseRow) -> str:
    """What refers to a product, in words: "FC-00001 version 2 at MAIN is ACTIVE"."""
    version = "" if use.version is None else f" version {use.version}"
    return f"{use.kind} {use.number}{version} at {use.location} is {use.status}"


async def _require_unused(session: WriteSession, stored: ProductRow) -> None:
    uses = [told_use(use) for use in await open_uses_of(session, [stored.id])]
    if uses:
        raise Incompatible(f"{stored.sku} is in use: {'; '.join(uses)}", ("patch", "isActive"), reasons=uses)


def _checked(stored: ProductRow, patch: Mapping[str, Any]) -> dict[str, Any]:
    inputs = Inputs("patch")
    values = {name: checked_value(inputs, "patch", name, value) for name, value in patch.items()}
    after = {name: values.get(name, getattr(stored, name)) for name in ("unit_cost", "currency")}
    if lacks_currency(after) and not inputs.refusals:
        named = NAMES["currency" if "currency" in values else "unit_cost"]
        accepted = f"{CURRENCY_ACCEPTED}, or no unit cost" if named == "currency" else "a currency with it"
        inputs.note(NEEDS_CURRENCY, named, accepted=accepted)
    inputs.refuse()
    return values
