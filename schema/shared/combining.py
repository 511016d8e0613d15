"""Filters that are combined: the three fields that each has, and how far they may go."""

from typing import Any

import strawberry

from schema.shared.lists import at_most

MOST_BESIDE = 20  # filters in one list of a filter
MOST_NESTED = 5  # filters within one another
MOST_FILTERS = 50  # all that a filter is made of


def every() -> Any:
    """The field `and`."""
    return strawberry.field(
        name="and", default=None, description="And all of these keep it.", metadata=at_most(MOST_BESIDE)
    )


def some() -> Any:
    """The field `or`."""
    return strawberry.field(
        name="or", default=None, description="And one of these keeps it.", metadata=at_most(MOST_BESIDE)
    )


def none() -> Any:
    """The field `not`."""
    return strawberry.field(name="not", default=None, description="And this does not keep it.")


class Hashed:
    """An input as a part of a loader's key: equal where the inputs are."""

    def __init__(self, given: Any) -> None:
        self.given = given

    def __eq__(self, other: object) -> bool:
        """Whether another says the same."""
        return isinstance(other, Hashed) and self.given == other.given

    def __hash__(self) -> int:
        """By what it says."""
        return hash(repr(self.given))
