"""Conditions on the rows of a table, as a tree of what is compared; how they are written is said elsewhere."""

from collections.abc import Sequence
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


Term: TypeAlias = Field | Value | Call | Compare | OneOf | Every | Some | Negated
"""A value, or a condition, which is a value of the kind FLAG."""


def required_texts(term: Term | None) -> dict[str, str]:
    """Texts that columns must equal for a condition to hold, by the names of the columns."""
    found: dict[str, str] = {}
    for part in term.parts if isinstance(term, Every) else [term]:
        if isinstance(part, Every):
            found |= required_texts(part)
        elif isinstance(part, Compare) and part.operator is Operator.EQUAL:
            sides = (part.left, part.right) if isinstance(part.left, Field) else (part.right, part.left)
            if isinstance(sides[0], Field) and isinstance(sides[1], Value) and isinstance(sides[1].value, str):
                found[sides[0].name] = sides[1].value
    return found
