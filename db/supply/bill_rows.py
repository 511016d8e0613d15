"""What rows of bills with their components give, as types."""

from decimal import Decimal
from typing import Protocol

from db.shared.rows import part_of
from db.supply.models import BomLine, Product


@part_of(BomLine, Product)
class BillComponentRow(Protocol):
    """A line of a bill with the sku and the decimals of its component."""

    @property
    def product_id(self) -> int: ...
    @property
    def component_id(self) -> int: ...
    @property
    def quantity_per_unit(self) -> Decimal: ...
    @property
    def scrap(self) -> float: ...
    @property
    def stage(self) -> str | None: ...
    @property
    def sku(self) -> str: ...
    @property
    def decimals(self) -> int: ...
