"""Filters drawn at random with what they mean: a text for the service, and whether it holds for a row, told in Python.

Whether is true, false, or None where OData does not know: of functions of what is unknown, and what is made of them.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from math import ceil, floor
from random import Random
from typing import Any, NamedTuple

from services.shared.table import Column, ColumnType

Row = Mapping[str, Any]
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "gt": lambda a, b: a is not None and b is not None and a > b,
    "lt": lambda a, b: a is not None and b is not None and a < b,
    "ge": lambda a, b: a == b or (a is not None and b is not None and a > b),
    "le": lambda a, b: a == b or (a is not None and b is not None and a < b),
}
NUMBERS = (ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.DECIMAL)


class Drawn(NamedTuple):
    """A filter, and whether it holds."""

    text: str
    holds: Callable[[Row], bool | None]


class Term(NamedTuple):
    """A value within a filter, and what it is for a row."""

    text: str
    of: Callable[[Row], Any]


class FilterMaker:
    """Draws filters on columns, with literals that the rows have, or that are near to them."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Row], random: Random) -> None:
        self._columns, self._rows, self._random = columns, rows, random

    def draw(self, depth: int = 3) -> Drawn:
        """A filter."""
        kind = self._random.choice(["and", "or", "not", "leaf", "leaf"]) if depth else "leaf"
        if kind == "leaf":
            return self._leaf(self._random.choice(self._columns))
        if kind == "not":
            inner = self.draw(depth - 1)
            return Drawn(f"not ({inner.text})", lambda row: None if (held := inner.holds(row)) is None else not held)
        parts = [self.draw(depth - 1) for _ in range(self._random.randint(2, 3))]
        text = f" {kind} ".join(f"({part.text})" for part in parts)
        whole = every if kind == "and" else some
        return Drawn(text, lambda row: reduce(whole, (part.holds(row) for part in parts)))

    def _leaf(self, column: Column) -> Drawn:
        if column.type is ColumnType.BOOLEAN and self._random.random() < 0.5:
            return Drawn(column.name, lambda row: row[column.name])
        if column.type is ColumnType.TEXT and self._random.random() < 0.4:
            return self._within(column)
        choice = self._random.random()
        if choice < 0.2:
            return self._one_of(column)
        if choice < 0.3 and column.type in NUMBERS:
            return self._reckoned(column)
        if choice < 0.3 and column.type is ColumnType.TEXT:
            return self._spelled(column)
        if choice < 0.4 and (made := self._computed(column)) is not None:
            return made
        others = [other for other in self._columns if other.type is column.type and other is not column]
        if choice < 0.5 and others:
            other = self._random.choice(others)
            return self._compared(column.type, _field(column), _field(other))
        sides = [_field(column), self._literal(column)]
        self._random.shuffle(sides)
        return self._compared(column.type, *sides)

    def _compared(self, type_: ColumnType, left: Term, right: Term) -> Drawn:
        names = ["eq", "ne"] if type_ is ColumnType.BOOLEAN else list(COMPARISONS)
        name = self._random.choice(names)
        return Drawn(f"{left.text} {name} {right.text}", lambda row: COMPARISONS[name](left.of(row), right.of(row)))

    def _one_of(self, column: Column) -> Drawn:
        listed = [self._literal(column) for _ in range(self._random.randint(1, 4))]
        values = [one.of({}) for one in listed]
        return Drawn(
            f"{column.name} in ({','.join(one.text for one in listed)})", lambda row: row[column.name] in values
        )

    def _within(self, column: Column) -> Drawn:
        value = self._value(column) or "x"
        begin = self._random.randrange(len(value) or 1)
        part = value[begin : begin + self._random.randint(1, 4)]
        name, holds = self._random.choice(
            [("contains", str.__contains__), ("startswith", str.startswith), ("endswith", str.endswith)]
        )
        return Drawn(
            f"{name}({column.name},{literal(part)})",
            lambda row: None if row[column.name] is None else holds(row[column.name], part),
        )

    def _computed(self, column: Column) -> Drawn | None:
        name, compute = self._random.choice(FUNCTIONS.get(column.type, [("", None)]))
        if compute is None:
            return None
        value = self._value(column)
        if value is None:
            return None
        made = Term(f"{name}({column.name})", lambda row: _applied(compute, row[column.name]))
        return self._compared(column.type, made, Term(literal(compute(value)), lambda _: compute(value)))

    def _reckoned(self, column: Column) -> Drawn:
        """A number made of the column's and a small one."""
        word, compute = self._random.choice(list(ARITHMETIC.items()))
        by = self._random.choice([1, 2, 3, -2] if word == "div" else [1, -3, Decimal("0.5"), 7])
        made = Term(
            f"{column.name} {word} {by}", lambda row: _applied(lambda value: compute(value, by), row[column.name])
        )
        if word == "div" and column.type is not ColumnType.INTEGER:  # it may have no last digit
            quotient = made
            made = Term(f"floor({quotient.text})", lambda row: _applied(floor, quotient.of(row)))
        value = made.of(self._random.choice(self._rows))
        return self._compared(column.type, made, Term(literal(value), lambda _: value))

    def _spelled(self, column: Column) -> Drawn:
        """A text made of the column's."""
        value, at, long = self._value(column) or "x", self._random.randint(0, 5), self._random.randint(0, 4)
        name = column.name
        made, compute = self._random.choice([
            (f"substring({name},{at})", lambda text: text[at:]),
            (f"substring({name},{at},{long})", lambda text: text[at : at + long]),
            (f"concat({name},'-it''s')", lambda text: text + "-it's"),
            (f"concat(tolower({name}),{name})", lambda text: text.lower() + text),
        ])  # fmt: skip
        one = Term(made, lambda row: _applied(compute, row[name]))
        return self._compared(column.type, one, Term(literal(compute(value)), lambda _: compute(value)))

    def _literal(self, column: Column) -> Term:
        value = None if self._random.random() < 0.1 else self._value(column)
        return Term(literal(value), lambda _: value)

    def _value(self, column: Column) -> Any:
        """A value of the column, now and then a little beside it."""
        value = self._random.choice(self._rows)[column.name]
        if value is not None and column.type in NUMBERS and self._random.random() < 0.3:
            return value + self._random.choice([-1, 1, Decimal("0.5")])
        return value


def every(one: bool | None, other: bool | None) -> bool | None:
    """What `and` makes of both."""
    return False if one is False or other is False else None if one is None or other is None else True


def some(one: bool | None, other: bool | None) -> bool | None:
    """What `or` makes of both."""
    return True if one or other else None if one is None or other is None else False


def literal(value: Any) -> str:
    """A value as a filter has it."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return "'" + value.replace("'", "''") + "'"
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
    return str(value)


def _field(column: Column) -> Term:
    return Term(column.name, lambda row: row[column.name])


def _applied(compute: Callable[[Any], Any], value: Any) -> Any:
    return None if value is None else compute(value)


def _rounded(value: Any) -> Decimal:
    return Decimal(value).quantize(Decimal(1), ROUND_HALF_UP)


def _whole(value: Any, by: Any) -> Any:
    """A quotient, whole where both are: towards 0, as PostgreSQL has it."""
    return Decimal(value) / Decimal(by) if not isinstance(value, int) else int(Decimal(value) / Decimal(by))


ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda value, by: value + by,
    "sub": lambda value, by: value - by,
    "mul": lambda value, by: value * by,
    "mod": lambda value, by: Decimal(value) % Decimal(by),  # of the sign of the first, as Python's decimals have it
    "div": _whole,
}
_NUMERIC: list[tuple[str, Any]] = [("round", _rounded), ("floor", floor), ("ceiling", ceil)]
_DAYS: list[tuple[str, Any]] = [(name, lambda day, name=name: getattr(day, name)) for name in ("year", "month", "day")]
FUNCTIONS: dict[ColumnType, list[tuple[str, Any]]] = {
    ColumnType.TEXT: [("length", len), ("tolower", str.lower), ("toupper", str.upper), ("trim", str.strip)],
    ColumnType.DATE: _DAYS,
    ColumnType.DATETIME: [
        *_DAYS,
        *((name, lambda moment, name=name: getattr(moment, name)) for name in ("hour", "minute", "second")),
        ("date", lambda moment: moment.date()),
    ],
    ColumnType.NUMBER: _NUMERIC,
    ColumnType.DECIMAL: _NUMERIC,
    ColumnType.INTEGER: _NUMERIC,
}
