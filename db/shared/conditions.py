"""Conditions on the rows of a table, as a tree of what is compared; how they are written is said elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias


class Kind(StrEnum):
    """What a value is, by PostgreSQL's name of its type."""

    TEXT = "text"
    WHOLE = "bigint"
    NUMBER = "numeric"
    DAY = "date"
    MOMENT = "timestamptz"
    FLAG = "boolean"


class Operator(StrEnum):
    """How two values are compared."""

    EQUAL = "="
    UNEQUAL = "<>"
    ABOVE = ">"
    AT_LEAST = ">="
    BELOW = "<"
    AT_MOST = "<="


class Function(StrEnum):
    """What is computed of values; days and times of moments are those of UTC."""

    CONTAINS = "contains"
    STARTS_WITH = "startswith"
    ENDS_WITH = "endswith"
    INDEX_OF = "indexof"
    SUBSTRING = "substring"
    CONCAT = "concat"
    LENGTH = "length"
    LOWER = "tolower"
    UPPER = "toupper"
    TRIM = "trim"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"
    SECOND = "second"
    DATE = "date"
    ROUND = "round"
    FLOOR = "floor"
    CEILING = "ceiling"


class Arithmetic(StrEnum):
    """How a number is made of two."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    DIVIDE_WHOLE = "div"
    MODULO = "%"


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the table."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Value:
    """A value that is given; None is one that is unknown."""

    value: Any
    kind: Kind


@dataclass(frozen=True, slots=True)
class Call:
    """What a function makes of values."""

    function: Function
    arguments: Sequence["Term"]
    kind: Kind


@dataclass(frozen=True, slots=True)
class Compute:
    """A number made of two, exactly; what is divided by 0 is unknown."""

    operator: Arithmetic
    left: "Term"
    right: "Term"
    kind: Kind


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values compared: true or false, never unknown.

    An unknown value equals an unknown one and no other, and is neither above nor below any. Conditions, which are
    values too, are compared as equal or unequal alone.
    """

    operator: Operator
    left: "Term"
    right: "Term"
    kind: Kind = Kind.FLAG


@dataclass(frozen=True, slots=True)
class OneOf:
    """Whether a value equals one of a list, as `Compare` has it."""

    item: "Term"
    values: Sequence[Value]
    kind: Kind = Kind.FLAG


@dataclass(frozen=True, slots=True)
class Every:
    """Whether all parts hold; unknown where one is, and none fails."""

    parts: Sequence["Term"]
    kind: Kind = Kind.FLAG


@dataclass(frozen=True, slots=True)
class Some:
    """Whether any part holds; unknown where one is, and none holds."""

    parts: Sequence["Term"]
    kind: Kind = Kind.FLAG


@dataclass(frozen=True, slots=True)
class Negated:
    """Whether a part fails; unknown where it is."""

    part: "Term"
    kind: Kind = Kind.FLAG


Term: TypeAlias = Field | Value | Call | Compute | Compare | OneOf | Every | Some | Negated
"""A value, or a condition, which is a value of the kind FLAG."""


def names_in(term: Term) -> Iterator[str]:
    """The columns that a condition looks at."""
    match term:
        case Field():
            yield term.name
        case Call():
            parts: Sequence[Term] = term.arguments
        case Compare() | Compute():
            parts = (term.left, term.right)
        case OneOf():
            parts = (term.item,)
        case Every() | Some():
            parts = term.parts
        case Negated():
            parts = (term.part,)
    for part in () if isinstance(term, Field | Value) else parts:
        yield from names_in(part)
