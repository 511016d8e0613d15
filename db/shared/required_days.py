"""Which days a condition leaves of a column of days, so that no others need to be read."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from db.shared.conditions import FLIPPED, Compare, Every, Field, OneOf, Operator, Some, Term, Value, names_in


class Days(NamedTuple):
    """From a day to a day, both included; none where the first lies after the last."""

    first: date
    last: date


EVER = Days(date.min, date.max)
_NEVER = Days(date.max, date.min)


def required_days(term: Term | None, column: str) -> Days | None:
    """The days outside of which a condition on a column cannot hold; None where it says nothing of the column.

    They may be more than it leaves: what is negated, or said of something computed from the column, may be any day.
    """
    if term is None or column not in names_in(term):
        return None
    return _left(term, column)


def _left(term: Term, column: str) -> Days:
    match term:
        case Compare(operator, Field(name), Value(value)) if name == column:
            return _compared(operator, value)
        case Compare(operator, Value(value), Field(name)) if name == column:
            return _compared(FLIPPED.get(operator, operator), value)
        case OneOf(Field(name), values) if name == column:
            return _hull([_compared(Operator.EQUAL, one.value) for one in values])
        case Every(parts):
            left = [_left(part, column) for part in parts]
            return Days(max(days.first for days in left), min(days.last for days in left))
        case Some(parts):
            return _hull([_left(part, column) for part in parts])
    return EVER


def _compared(operator: Operator, value: object) -> Days:
    """Of a day, with itself even where what is above or below it leaves it out."""
    if not isinstance(value, date):
        return EVER
    match operator:
        case Operator.EQUAL:
            return Days(value, value)
        case Operator.ABOVE | Operator.AT_LEAST:
            return Days(value, date.max)
        case Operator.BELOW | Operator.AT_MOST:
            return Days(date.min, value)
    return EVER


def _hull(left: Sequence[Days]) -> Days:
    some = [days for days in left if days.first <= days.last]
    return Days(min(days.first for days in some), max(days.last for days in some)) if some else _NEVER
