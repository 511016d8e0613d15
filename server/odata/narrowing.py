"""What a condition says of columns, as arguments of the report: it reads less then, and over an index.

The condition is asked of every row nevertheless, so an argument may keep more than it: `sku` finds any case, a month
has every day of its own.
"""

from collections.abc import Container, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from db.shared.conditions import Every, Field, Kind, Term
from db.shared.required_values import Required, required
from server.odata.sets import EntityType
from server.rest.arguments import MOST_VALUES, arguments_of
from services.shared.errors import BadRequest
from services.shared.report import Argument, Bound, FlatReport, Narrowing, StoredArgument
from services.shared.table import MARKS

UPDATED = "updated_at"


def narrowed(report: FlatReport, where: Term | None, given: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """The texts of arguments that follow from a condition, of those that nobody gave."""
    found: dict[str, Sequence[str]] = {}
    for one in _narrowings(report):
        if one.argument.name not in {*given, *found} and (texts := _texts(one, required(where, one.column))):
            found[one.argument.name] = texts
    found = found if _in_order(report, {**given, **found}) else {}
    return {**found, **_days_left(report, where, given)}


def changed_since(type_: EntityType, where: Term | None) -> datetime | None:
    """Since when rows have to have changed for a condition to hold, where they can be asked for so."""
    left = required(where, UPDATED) if {column.name for column in MARKS} <= set(type_.columns) else None
    return None if left is None else left.first


def counting(where: Term | None) -> Term:
    """The condition on rows that count: since a moment, those are told as well that do no more."""
    counts = Field(MARKS[0].name, Kind.FLAG)
    return counts if where is None else Every([where, counts])


def unless_told(argument: Argument[Any]) -> Sequence[str]:
    """What an argument says that nobody gave: a set is of everything that its conditions do not leave out."""
    everything = argument.everything if isinstance(argument, StoredArgument) else None
    return () if everything is None else (everything,)


def _days_left(report: FlatReport, where: Term | None, given: Container[str]) -> dict[str, Sequence[str]]:
    """The days that a condition leaves of a table that is of some alone, by its arguments, unless these say them."""
    if (chosen := report.days) is None or chosen.first.name in given or chosen.last.name in given:
        return {}
    left = required(where, chosen.column)
    if left is None or not left.is_possible:
        return {}
    first, last = left.first or date.min, left.last or date.max
    return {chosen.first.name: (first.isoformat(),), chosen.last.name: (last.isoformat(),)}


def _narrowings(report: FlatReport) -> list[Narrowing]:
    """Those that a report tells, and that of the report itself, where a set is of every one."""
    reports = [Narrowing(argument, argument.name) for argument in arguments_of(report) if unless_told(argument)]
    return [*reports, *report.narrowed]


def _texts(one: Narrowing, left: Required | None) -> list[str]:
    """What the argument says of what is left of its column; nothing where it cannot say it."""
    values = () if left is None else _served(one.bound, left)
    if len(values) <= (MOST_VALUES if one.argument.is_repeatable else 1):
        with suppress(BadRequest, ValueError, OverflowError):  # a value that the argument does not know
            texts = [one.text(value) for value in values]
            one.argument.parse(texts)
            return texts
    return []


def _served(bound: Bound, left: Required) -> Sequence[Any]:
    """What an argument is told that leaves out nothing of what is left."""
    if bound is Bound.EQUAL:
        return left.values or ()
    end = left.first if bound is Bound.AT_LEAST else left.last
    return () if end is None else (end,)


def _in_order(report: FlatReport, texts: Mapping[str, Sequence[str]]) -> bool:
    """Whether no argument's end lies before another one's beginning, which is refused."""
    ends: dict[Bound, list[Any]] = {Bound.AT_LEAST: [], Bound.AT_MOST: []}
    for one in report.narrowed:
        if one.bound in ends and one.argument.name in texts:
            with suppress(BadRequest):
                ends[one.bound].append(one.argument.parse(texts[one.argument.name]))
    return all(first <= last for first in ends[Bound.AT_LEAST] for last in ends[Bound.AT_MOST] if first and last)
