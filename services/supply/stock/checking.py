"""Checking what is asked of stock: products that are in use, quantities, locations, days and keys of callers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from db.engine import ReadSession
from db.shared.bounds import Bound
from db.supply.products import products_by_sku_keys
from db.supply.rows import ProductRow
from services.shared.errors import NotAllowedInState, NotFound, Refusal, noted
from services.shared.inputs import Inputs
from services.shared.quantities import require_quantity
from services.shared.text import key

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """Which days may be entered now: none in the future, and none longer ago than `back` days, where that is said."""

    today: date
    back: int | None = None

    @property
    def earliest(self) -> date:
        """The first day that may be entered."""
        return date.min if self.back is None else self.today - timedelta(days=self.back)

    @property
    def accepted(self) -> str:
        """For people."""
        return f"at latest {self.today}" if self.back is None else f"{self.earliest} to {self.today}"

    def __contains__(self, day: date) -> bool:
        return self.earliest <= day <= self.today


async def products_of(session: ReadSession, skus: Sequence[str]) -> Mapping[str, ProductRow]:
    """Products by the keys of skus."""
    rows = await products_by_sku_keys(session, {key(sku) for sku in skus})
    return {row.sku_key: row for row in rows}


def product_in_use(products: Mapping[str, ProductRow], sku: str, path: Path) -> ProductRow:
    """The product of a sku; raises NotFound, and NotAllowedInState for one that is inactive."""
    product = products.get(key(sku))
    if product is None:
        raise NotFound(f"there is no product {sku[:40]!r}", path, "a sku that products lists")
    if not product.is_active:
        message = f"{product.sku} is inactive; updateProduct with isActive: true takes it back into use"
        raise NotAllowedInState(message, path, state="INACTIVE")
    return product


class StockInputs(Inputs):
    """The values of one movement or count."""

    def __init__(self, path: Path, products: Mapping[str, ProductRow], days: Days) -> None:
        super().__init__(*path)
        self._products = products
        self._days = days

    def product(self, sku: str) -> ProductRow | None:
        """The product, if it is there and in use; else noted."""
        return noted(self.refusals, product_in_use, self._products, sku, (*self._path, "sku"))

    def quantity(self, name: str, value: Decimal, bound: Bound, product: ProductRow | None) -> Decimal:
        """A quantity that the product can have."""
        decimals = 4 if product is None else product.decimals
        path = (*self._path, name)
        noted(self.refusals, require_quantity, name, value, bound=bound, decimals=decimals, path=path)
        return value

    def day(self, name: str, value: date | None) -> date:
        """A day that may be entered now; today where none is given."""
        if value is not None and value not in self._days:
            self.note(f"{name} is {value}", name, accepted=self._days.accepted)
        return value or self._days.today

    def free_text(self, name: str, value: str) -> str:
        """A text that may be empty."""
        return self.optional_text(name, value) or ""

    def caller_key(self, value: str | None) -> str | None:
        """The caller's own key, as it is given."""
        return None if value is None else self.text("clientKey", value)


def refused(inputs: Sequence[Inputs]) -> list[Refusal]:
    """Everything noted of several inputs, in order."""
    return [refusal for one in inputs for refusal in one.refusals]
