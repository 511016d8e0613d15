"""What a condition leaves of a column, so that nothing else needs to be read."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from db.shared.conditions import Compare, Every, Field, OneOf, Operator, Some, Term, Value, names_in


class Required(NamedTuple):
    """What a column has to be: one of some values, and from a first to a last; None where nothing is said of it.

    Nothing is left where the first lies after the last.
    """

    values: Sequence[Any] | None = None
    first: Any = None
    last: Any = None

    @property
    def is_possible(self) -> bool:
        """Whether anything is left."""
        return self.first is None or self.last is None or bool(self.first <= self.last)


ANYTHING = Required()
FLIPPED = {
    Operator.ABOVE: Operator.BELOW,
    Operator.AT_LEAST: Operator.AT_MOST,
    Operator.BELOW: Operator.ABOVE,
    Operator.AT_MOST: Operator.AT_LEAST,
}
"""How the second of two values stands to the first."""


def required(term: Term | None, column: str) -> Required | None:
    """What a column has to be for a condition to hold; None where the condition says nothing of the column.

    It may be more than the condition leaves: what is above a value has that value with it, and what is negated, or said
    of something computed from the column, may be anything.
    """
    return None if term is None or column not in names_in(term) else _of(term, column)


def _of(term: Term, column: str) -> Required:
    match term:
        case Field(name) if name == column:
            return _compared(Operator.EQUAL, True)
        case Compare(operator, Field(name), Value(value)) if name == column:
            return _compared(operator, value)
        case Compare(operator, Value(value), Field(name)) if name == column:
            return _compared(FLIPPED.get(operator, operator), value)
        case OneOf(Field(name), values) if name == column:
            return _one_of([_compared(Operator.EQUAL, one.value) for one in values])
        case Every(parts):
            return _all_of([_of(part, column) for part in parts])
        case Some(parts):
            return _one_of([_of(part, column) for part in parts])
    return ANYTHING


def _compared(operator: Operator, value: Any) -> Required:
    if value is None:
        return ANYTHING
    match operator:
        case Operator.EQUAL:
            return Required((value,), value, value)
        case Operator.ABOVE | Operator.AT_LEAST:
            return Required(first=value)
        case Operator.BELOW | Operator.AT_MOST:
            return Required(last=value)
    return ANYTHING


def _all_of(parts: Sequence[Required]) -> Required:
    """What every part leaves; of values that exclude each other, which is none, those of the first part."""
    values: Sequence[Any] | None = None
    for part in parts:
        if part.values is not None:
            kept = set(part.values)
            values = part.values if values is None else [one for one in values if one in kept] or values
    return Required(values, max(_known(part.first for part in parts), default=None),
                    min(_known(part.last for part in parts), default=None))  # fmt: skip


def _one_of(parts: Sequence[Required]) -> Required:
    """What any part leaves; where none leaves anything, what the first says."""
    some = [part for part in parts if part.is_possible] or parts[:1]
    values = None if any(part.values is None for part in some) else [one for part in some for one in part.values or ()]
    firsts, lasts = [part.first for part in some], [part.last for part in some]
    return Required(
        None if values is None else list(dict.fromkeys(values)),
        None if None in firsts else min(firsts),
        None if None in lasts else max(lasts),
    )


def _known(values: Iterable[Any]) -> list[Any]:
    return [value for value in values if value is not None]
