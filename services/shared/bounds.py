"""Numbers within their bounds, wherever they come from: an argument of a query, or a cell of a file.

Values of a mutation's inputs are checked in `inputs.py`; the bounds that tables share stand in `db/shared/bounds.py`.
"""

from collections.abc import Callable
from decimal import Decimal

from db.shared.bounds import Bound, Number
from services.shared.errors import BadRequest
from services.shared.numbers import clean
from sheets.cells import NOISE_PLACES, decimal_number, fraction, whole_number
from sheets.sheet import CellValue


def told(value: Number) -> str:
    """A number that is refused, with all digits that tell it from one that is not: 24.0000001, never 24."""
    short = f"{value:g}"
    return short if float(short) == value else str(value)


def require_argument(name: str, value: int, bound: Bound) -> int:
    """An argument of a query within its bound; raises BadRequest."""
    if not bound.holds(value):
        raise BadRequest(f"{name} is {value}; accepted: {bound.accepted}")
    return value


def whole_cell(bound: Bound) -> Callable[[CellValue], int]:
    """Parses a whole number within a bound."""
    return lambda cell: whole_number(cell, minimum=bound.least, maximum=bound.most)


def decimal_cell(bound: Bound) -> Callable[[CellValue], Decimal]:
    """Parses a number within a bound."""
    places = NOISE_PLACES if bound.places is None else bound.places
    return lambda cell: decimal_number(cell, places=places, more_than=bound.above, at_most=bound.most)


def share_cell(bound: Bound) -> Callable[[CellValue], float]:
    """Parses a share, as a fraction or in percent, within a bound."""

    def parse(cell: CellValue) -> float:
        share = clean(fraction(cell))
        if not bound.holds(share):
            raise ValueError(f"is not accepted; a fraction {bound.accepted}, or so in percent, is accepted")
        return share

    return parse
