"""The scalar Decimal: exact numbers, as texts in answers, as texts or numbers in what is sent; never rounded."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from graphql import FloatValueNode, GraphQLError, IntValueNode, StringValueNode
from strawberry import scalar
from strawberry.types.scalar import ScalarDefinition

from services.shared.quantities import plain

ACCEPTED = 'a number as "12.5" or 12.5, with at most 14 digits before and 4 after the point'
_TEXT = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
_LITERAL = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?", re.ASCII)
_LONGEST = 64  # characters of a number, with zeros before and after
_MOST = 10**14
_PLACES = Decimal("0.0001")
# JSON numbers with a point arrive as binary floats, which tell neighbours of four places apart below this.
_EXACT_FLOATS = 10**11


def parse_decimal(value: Any) -> Decimal:
    """The exact number of a JSON text or number; raises GraphQLError that says what is accepted.

    A text is written out, without an exponent. A float is the shortest decimal that means it, so that 0.1 is 0.1; from
    10^11 on it may have lost places on its way, and is refused: send a text.
    """
    if isinstance(value, Decimal):
        return _checked(value, str(value))
    if isinstance(value, str) and len(value) <= _LONGEST and _TEXT.fullmatch(value):
        return _checked(Decimal(value), value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _MOST:
        return Decimal(value)
    if isinstance(value, float):
        if abs(value) < _EXACT_FLOATS:
            return _checked(Decimal(repr(value)), repr(value))
        raise _refused(repr(value), f"{ACCEPTED}; from 100000000000 on with a point as a text")
    is_long = isinstance(value, int) and not isinstance(value, bool)
    raise _refused("a whole number beyond its bounds" if is_long else value)


def parse_decimal_literal(node: Any, variables: Any = None) -> Decimal:
    """The exact number of a literal of a document: its digits, never a float of them; raises GraphQLError."""
    if isinstance(node, StringValueNode):
        return parse_decimal(node.value)
    if not isinstance(node, IntValueNode | FloatValueNode):
        raise _refused(getattr(node, "value", type(node).__name__))
    if len(node.value) > _LONGEST or not _LITERAL.fullmatch(node.value):
        raise _refused(node.value)
    return _checked(Decimal(node.value), node.value)


def serialize_decimal(value: Any) -> str:
    """A number as answers write it: no exponent, no zeros at the end, nothing as 0."""
    return plain(Decimal(value) + 0)


def _checked(value: Decimal, text: str) -> Decimal:
    try:
        if value.is_finite() and abs(value) < _MOST and value == value.quantize(_PLACES):
            return value
    except InvalidOperation:
        pass  # an exponent beyond all bounds
    raise _refused(text)


def _refused(value: object, accepted: str = ACCEPTED) -> GraphQLError:
    return GraphQLError(f"Decimal cannot represent {str(value)[:40]!r}; accepted: {accepted}")


DECIMAL: ScalarDefinition = scalar(
    name="Decimal",
    description='An exact decimal number: a string in answers ("12.5"), a string or a number in input. At most 14'
    " digits before and 4 after the point.",
    serialize=serialize_decimal,
    parse_value=parse_decimal,
    parse_literal=parse_decimal_literal,
)
