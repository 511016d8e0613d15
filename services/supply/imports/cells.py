"""Cells of supply files: quantities as they are kept, members of closed sets, and products by sku."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from db.shared.bounds import Bound
from db.supply.rows import ProductRow
from services.shared.imports import Record, plain_text
from services.shared.quantities import PLACES, places_of
from services.shared.text import key
from sheets.cells import decimal_number, label
from sheets.sheet import CellValue

E = TypeVar("E", bound=StrEnum)


def quantity_cell(bound: Bound, *, places: int = PLACES) -> Callable[[CellValue], Decimal]:
    """Parses an exact number within a bound, of at most so many decimals; it is never rounded."""

    def parse(cell: CellValue) -> Decimal:
        value = decimal_number(cell, places=places)
        if not bound.holds(value):
            raise ValueError(f"is not accepted; a number {bound.accepted} is accepted")
        return value

    return parse


def member_cell(members: type[E]) -> Callable[[CellValue], E]:
    """Parses a member of a closed set by its name, whatever its case, with spaces or dashes for underscores."""
    names = {normal(member.name): member for member in members}
    accepted = f"{', '.join(member.name for member in members)} is accepted"

    def parse(cell: CellValue) -> E:
        if (found := names.get(normal(label(cell) or ""))) is None:
            raise ValueError(f"is not one of them; {accepted}")
        return found

    return parse


def normal(text: str) -> str:
    """A word as members are matched by."""
    return "".join(character for character in text.casefold() if character.isalnum())


def product_in(record: Record, name: str, known: Mapping[str, ProductRow]) -> ProductRow | None:
    """The product whose sku stands in a column; one that there is not is noted."""
    if (sku := record.read(name, plain_text)) is None:
        return None
    if (product := known.get(key(sku))) is None:
        record.fault("is no product's sku; one that products lists is accepted", name=name)
    return product


def require_places(record: Record, name: str, value: Decimal | None, product: ProductRow) -> None:
    """Note a quantity of more decimals than its product has."""
    if value is not None and places_of(value) > product.decimals:
        accepted = "a whole number" if product.decimals == 0 else f"a number of {product.decimals} decimals at most"
        record.fault(f"has more decimals than {product.sku}; {accepted} is accepted", name=name)


def sku_keys_in(records: list[Record], *names: str) -> set[str]:
    """The keys of every sku that stands in some columns."""
    skus = (record.peek(name, plain_text) for record in records for name in names)
    return {key(sku) for sku in skus if sku}
