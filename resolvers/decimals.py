"""The scalar Decimal: exact numbers, as texts in answers, as texts or numbers in what is sent; never rounded."""

import re
from decimal import Decimal
from typing import Any

from graphql import FloatValueNode, GraphQLError, IntValueNode, StringValueNode
from strawberry import scalar
from strawberry.types.scalar import ScalarDefinition

from services.shared.exact_decimals import LONGEST, NotExact, exact_decimal, within_bounds
from services.shared.quantities import plain

SPECIFICATION = "https://www.w3.org/TR/xmlschema11-2/#decimal"  # of what answers say; input may have an exponent too
_LITERAL = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?", re.ASCII)


def parse_decimal(value: Any) -> Decimal:
    """The exact number of a JSON text or number; raises GraphQLError that says what is accepted."""
    try:
        return exact_decimal(value)
    except NotExact as error:
        raise _refused(error) from error


def parse_decimal_literal(node: Any, variables: Any = None) -> Decimal:
    """The exact number of a literal of a document: its digits, never a float of them; raises GraphQLError."""
    if isinstance(node, StringValueNode):
        return parse_decimal(node.value)
    try:
        if not isinstance(node, IntValueNode | FloatValueNode):
            raise NotExact(getattr(node, "value", type(node).__name__))
        if len(node.value) > LONGEST or not _LITERAL.fullmatch(node.value):
            raise NotExact(node.value)
        return within_bounds(Decimal(node.value), node.value)
    except NotExact as error:
        raise _refused(error) from error


def serialize_decimal(value: Any) -> str:
    """A number as answers write it: no exponent, no zeros at the end, nothing as 0."""
    return plain(Decimal(value) + 0)


def _refused(error: NotExact) -> GraphQLError:
    return GraphQLError(f"Decimal cannot represent {error.told}; accepted: {error.accepted}")


DECIMAL: ScalarDefinition = scalar(
    name="Decimal",
    description='An exact decimal number: a string in answers ("12.5"), a string or a number in input. At most 14'
    " digits before and 4 after the point.",
    specified_by_url=SPECIFICATION,
    serialize=serialize_decimal,
    parse_value=parse_decimal,
    parse_literal=parse_decimal_literal,
)
