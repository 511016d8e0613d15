"""Setting what a product is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from db.engine import WriteSession
from db.supply.bills import NewLine, every_bill, replace_bills
from db.supply.bounds import POSITIVE_QUANTITY, SCRAP
from db.supply.products import locked_products, skus_of
from db.supply.rows import BomLineRow, ProductRow
from services.shared.errors import InvalidInput, NotFound, Refusal, noted, refuse_all
from services.shared.inputs import Inputs
from services.shared.locks import BILLS, PLAN
from services.shared.quantities import PLACES, require_quantity
from services.shared.text import key
from services.supply.products.circles import circle_through, told_way
from services.supply.products.find_product import ACCEPTED, product_to_change, require_active


@dataclass(frozen=True, slots=True)
class GivenLine:
    """A line of a bill as asked for."""

    component_sku: str
    quantity_per_unit: Decimal
    scrap: float
    stage: str | None


async def set_bill_of_materials(session: WriteSession, *, sku: str, lines: Sequence[GivenLine]) -> int:
    """Replace what a product is made of; returns the product's id.

    Raises NotFound for an unknown product, and Refusals: NotFound and NotAllowedInState for unknown and inactive
    components, InvalidInput for bad values, a component given twice, the product itself, and a circle, with its path.
    """
    await session.lock(PLAN, shared=True)
    await session.lock(BILLS)
    product = await product_to_change(session, sku)
    bills = _bills(await every_bill(session))
    components = {row.sku_key: row for row in await locked_products(session, {key(one.component_sku) for one in lines})}
    _check_components(product, lines, components, had=set(bills.get(product.id, ())))
    new = _checked(product, lines, components)
    await replace_bills(session, [product.id], new)
    way = circle_through({**bills, product.id: [line.component_id for line in new]}, product.id)
    if way:
        told = told_way(way, await skus_of(session, set(way)))
        raise InvalidInput(f"the bill goes round in a circle: {told}", ("lines",), accepted="components without it")
    return product.id


def _bills(rows: Sequence[BomLineRow]) -> dict[int, list[int]]:
    bills: dict[int, list[int]] = {}
    for row in rows:
        bills.setdefault(row.product_id, []).append(row.component_id)
    return bills


def _check_components(
    product: ProductRow, lines: Sequence[GivenLine], components: Mapping[str, ProductRow], *, had: set[int]
) -> None:
    refusals: list[Refusal] = []
    first_at: dict[str, int] = {}
    for place, line in enumerate(lines):
        path, sku_key = ("lines", str(place), "componentSku"), key(line.component_sku)
        component = components.get(sku_key)
        first = first_at.setdefault(sku_key, place)
        if sku_key == product.sku_key:
            refusals.append(InvalidInput(f"{product.sku} would go into itself", path, accepted="another product"))
        elif first != place:
            message = f"{line.component_sku[:40]} stands in line {first + 1} too"
            refusals.append(InvalidInput(message, path, accepted="each component once"))
        elif component is None:
            refusals.append(NotFound(f"there is no product with sku {line.component_sku[:40]!r}", path, ACCEPTED))
        elif component.id not in had:
            noted(refusals, require_active, component, path)
    refuse_all(refusals)


def _checked(product: ProductRow, lines: Sequence[GivenLine], components: Mapping[str, ProductRow]) -> list[NewLine]:
    refusals: list[Refusal] = []
    checked = []
    for place, line in enumerate(lines):
        inputs = Inputs("lines", str(place))
        quantity = noted(
            inputs.refusals, require_quantity, "quantityPerUnit", line.quantity_per_unit,
            bound=POSITIVE_QUANTITY, decimals=PLACES, path=("lines", str(place), "quantityPerUnit"),
        )  # fmt: skip
        scrap = inputs.number("scrap", line.scrap, SCRAP)
        stage = inputs.optional_text("stage", line.stage)
        refusals += inputs.refusals
        if quantity is not None:
            component = components[key(line.component_sku)]
            checked.append(NewLine(product.id, component.id, place, quantity, scrap, stage))
    refuse_all(refusals)
    return checked
