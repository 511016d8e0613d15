"""Creating and changing safety stocks: what is not given comes from the product and its history."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from db.engine import WriteSession
from db.supply.enums import SafetyStockPolicy
from db.supply.levels import LevelKey
from db.supply.products import PRODUCTS_BY_IDS
from db.supply.rows import SafetyStockRow
from db.supply.safety_stocks import (
    insert_safety_stock,
    retire_safety_stock,
    safety_stock_by_id,
    update_safety_stock,
)
from services.shared.errors import NoChanges, NotFound
from services.shared.locks import SAFETY_STOCKS
from services.shared.text import key
from services.supply.demand.buckets import FIRST_DAY
from services.supply.demand.history import history_of
from services.supply.locations import kept_locations
from services.supply.products.find_product import product_to_use
from services.supply.safety_stock.calculation import Basis, calculate
from services.supply.safety_stock.checking import BasisInputs
from services.supply.stock.touching import touch_level

_BASIS = [field.name for field in fields(Basis)]
_KEPT = ("confidence", "reasoning", "model_name", "model_version", "suggestion_id", "is_active")
_NO_HISTORY = "the product has no demand history there to take it from"


class Written:
    """A safety stock as it stands, and the one that was active before."""

    def __init__(self, row: SafetyStockRow, replaced: SafetyStockRow | None) -> None:
        self.id = row.id
        self.replaced_id = None if replaced is None else replaced.id


async def create_safety_stock(
    session: WriteSession,
    *,
    sku: str,
    location: str,
    given: Mapping[str, Any],
    today: date,
    reorder_point: Decimal | None = None,
) -> Written:
    """Create one; an active one retires the former of its product and location.

    A `reorder_point` that a model recommends stands in the place of d × L + safety stock until it is computed anew.
    Raises InvalidInput for values and for what neither is given nor known, NotFound and NotAllowedInState for products.
    """
    inputs = BasisInputs("input")
    code = inputs.text("location", location)
    values = {**given, **{name: inputs.optional_text(_camel(name), given[name]) for name in _TEXTS}}
    values["reasoning"] = inputs.prose("reasoning", given["reasoning"])
    await session.lock(SAFETY_STOCKS, key(sku), key(code))
    product = await product_to_use(session, sku, "input", "sku")
    inputs.check(values, decimals=product.decimals)
    inputs.refuse()
    at = LevelKey(product.id, (await kept_locations(session, [code]))[key(code)])
    columns = await _computed(session, inputs, values, product.lead_time_days, at, today)
    if reorder_point is not None:
        columns["reorder_point"] = reorder_point
    replaced = await retire_safety_stock(session, *at) if values["is_active"] else None
    kept = {name: values[name] for name in _KEPT}
    row = await insert_safety_stock(
        session,
        {"product_id": product.id, "sku_sort": product.sku_sort, "location": at.location, **kept, **columns},
    )
    if row.is_active:
        await touch_level(session, at)
    return Written(row, replaced)


_TEXTS = ("model_name", "model_version", "suggestion_id")


async def change_safety_stock(
    session: WriteSession, *, id: int | None, patch: Mapping[str, Any], today: date
) -> Written:
    """Change what one follows from: its quantities are computed anew. Active, it retires the former.

    Null takes the product's lead time, the history's mean and deviation, and no review days; of the rest it changes
    nothing. Raises NotFound, InvalidInput, NoChanges, and NotAllowedInState where one of an inactive product would
    become active.
    """
    found = None if id is None else await safety_stock_by_id(session, id)
    if found is None:
        raise NotFound("there is no such safety stock", ("id",), "the id of one that safetyStocks lists")
    at = LevelKey(found.product_id, found.location)
    lead_time, decimals, sku_key = await _product(session, found.product_id)
    await session.lock(SAFETY_STOCKS, sku_key, key(at.location))
    row = await safety_stock_by_id(session, found.id)
    assert row is not None  # nobody deletes one
    values = {name: getattr(row, name) for name in _BASIS if name != "recommended_quantity"}
    values |= {name: value for name, value in patch.items() if value is not None or name in _NULLABLE}
    is_active = values.pop("is_active", row.is_active)
    is_same = all(getattr(row, name) == value for name, value in values.items())
    if row.policy is SafetyStockPolicy.AI_OPTIMIZED and values["policy"] is row.policy:
        values["recommended_quantity"] = row.safety_stock_quantity
    inputs = BasisInputs("patch")
    inputs.check(values, decimals=decimals)
    inputs.refuse()
    # A recommendation may have brought a reorder point of its own: who only retires it leaves that as it is.
    columns = {} if is_same else await _computed(session, inputs, values, lead_time, at, today)
    columns["is_active"] = is_active
    if all(getattr(row, name) == value for name, value in columns.items()):
        raise NoChanges("the patch changes nothing", ("patch",))
    retires = is_active and not row.is_active
    if retires:
        await product_to_use(session, sku_key, "patch", "isActive")
    replaced = await retire_safety_stock(session, *at) if retires else None
    changed = await update_safety_stock(session, row.id, columns)
    if row.is_active or is_active:
        await touch_level(session, at)
    return Written(changed or row, replaced)


_NULLABLE = {
    "lead_time_days", "mean_daily_demand", "demand_deviation", "review_days", "fixed_quantity", "fixed_days",
    "service_level",
}  # fmt: skip


async def _product(session: WriteSession, product_id: int) -> tuple[Decimal | None, int, str]:
    """Lead time, decimals and the key of the sku of a product."""
    names = ("lead_time_days", "decimals", "sku_key")
    rows = await session.read(PRODUCTS_BY_IDS, names, {"keys": [product_id]})
    lead_time, decimals, sku_key = (rows.column(name)[0] for name in names)
    return lead_time, decimals, sku_key


async def _computed(
    session: WriteSession,
    inputs: BasisInputs,
    values: Mapping[str, Any],
    lead_time: Decimal | None,
    at: LevelKey,
    today: date,
) -> dict[str, Any]:
    """The columns of a safety stock, with what was looked up; raises Refusals for what is missing."""
    found: dict[str, Any] = {name: values.get(name) for name in _BASIS}
    if found["lead_time_days"] is None:
        found["lead_time_days"] = lead_time
    needs_deviation = found["policy"] is SafetyStockPolicy.SERVICE_LEVEL
    if found["mean_daily_demand"] is None or (found["demand_deviation"] is None and needs_deviation):
        per_day = (await history_of(session, at, since=FIRST_DAY, until=today)).per_day
        for name, known in (("mean_daily_demand", per_day.mean), ("demand_deviation", per_day.deviation)):
            found[name] = known if found[name] is None else found[name]
    if found["demand_deviation"] is None and not needs_deviation:
        found["demand_deviation"] = Decimal(0)
    if found["lead_time_days"] is None:
        inputs.missing("leadTimeDays", "the product has none either", "days from an order until it is there")
    if found["mean_daily_demand"] is None:
        inputs.missing("meanDailyDemand", _NO_HISTORY, "demand of a day")
    if found["demand_deviation"] is None:
        inputs.missing("demandDeviation", "it takes two buckets of demand history", "the standard deviation of a day")
    inputs.refuse()
    done = calculate(Basis(**found))
    del found["recommended_quantity"]
    return {
        **found,
        "z": done.z,
        "safety_stock_quantity": done.safety_stock_quantity,
        "reorder_point": done.reorder_point,
        "order_up_to": done.order_up_to,
    }


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
