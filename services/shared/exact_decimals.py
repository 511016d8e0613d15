"""Exact decimals of JSON: numbers or texts with a bounded number of places, never rounded."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

ACCEPTED = 'a number as "12.5" or 12.5, with at most 14 digits before and 4 after the point'
LONGEST = 64  # characters of a number, with zeros before and after
_TEXT = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
_MOST = 10**14
_PLACES = Decimal("0.0001")
# JSON numbers with a point arrive as binary floats, which tell neighbours of four places apart below this.
_EXACT_FLOATS = 10**11


class NotExact(ValueError):
    """What is no such number; `told` is what was given, `accepted` what would be accepted."""

    def __init__(self, told: object, accepted: str = ACCEPTED) -> None:
        self.told, self.accepted = repr(str(told)[:40]), accepted
        super().__init__(f"{self.told} is no exact number; accepted: {accepted}")


def exact_decimal(value: Any) -> Decimal:
    """The exact number of a JSON text or number; raises NotExact.

    A text is written out, without an exponent. A float is the shortest decimal that means it, so that 0.1 is 0.1; from
    10^11 on it may have lost places on its way, and is refused: send a text.
    """
    if isinstance(value, Decimal):
        return within_bounds(value, str(value))
    if isinstance(value, str) and len(value) <= LONGEST and _TEXT.fullmatch(value):
        return within_bounds(Decimal(value), value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _MOST:
        return Decimal(value)
    if isinstance(value, float):
        if abs(value) < _EXACT_FLOATS:
            return within_bounds(Decimal(repr(value)), repr(value))
        raise NotExact(repr(value), f"{ACCEPTED}; from 100000000000 on with a point as a text")
    is_long = isinstance(value, int) and not isinstance(value, bool)
    raise NotExact("a whole number beyond its bounds" if is_long else value)


def within_bounds(value: Decimal, text: str) -> Decimal:
    """A number of at most fourteen digits before and four after the point; raises NotExact, which tells the text."""
    try:
        if value.is_finite() and abs(value) < _MOST and value == value.quantize(_PLACES):
            return value
    except InvalidOperation:
        pass  # an exponent beyond all bounds
    raise NotExact(text)
