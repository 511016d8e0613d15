"""What parts of a document weigh, and how the weights of a tree's floors add up."""

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any, NamedTuple, TypeAlias

FIGURE, FIELD = 1, 4  # the unit of costs is a figure, which is computed and written column by column
LARGEST = 10**12  # weights are cut here: nested pages multiply, and arithmetic with endless numbers takes time too


class Floor(NamedTuple):
    """A floor of a tree below a node: what a node of it costs, how many each has, and how many all of them are."""

    cost: int
    size: int
    most: int


Floors: TypeAlias = tuple[Floor, ...]


class Weight(NamedTuple):
    """What a field or a selection weighs; `names` counts the response names that a selection has at its top level.

    The cost of an object that is a node of a tree is its own; `floors` are those below, the next one first.
    """

    depth: int
    fields: int
    aliases: int
    cost: int
    names: Mapping[str, int]
    floors: Floors = ()


NO_WEIGHT = Weight(0, 0, 0, 0, {})


class Asked(NamedTuple):
    """What the schema says of a field: its type, how many objects it answers with, and how they are weighed.

    `most` is how many objects a floor has, where the field is the list that makes a tree.
    """

    type: Any
    size: int
    most: int | None
    in_columns: bool

    def total(self, own: int, below: Weight) -> tuple[int, Floors]:
        """The cost of a field that costs `own` with what is below it, and the floors that are left to who is above."""
        if self.most is not None:
            return own, (Floor(below.cost, self.size, self.most), *below.floors)
        cost = own + self.size * below.cost
        for count, floor in zip(floor_sizes(self.size, below.floors), below.floors, strict=True):
            cost += count * floor.cost
        return min(LARGEST, cost), ()


def floor_sizes(nodes: int, floors: Floors) -> list[int]:
    """How many nodes each floor has below so many nodes."""
    sizes = []
    for floor in floors:
        nodes = min(nodes * floor.size, max(nodes, floor.most))
        sizes.append(nodes)
    return sizes


def merged_floors(some: Floors, others: Floors) -> Floors:
    """The floors of two selections of one node: the same nodes, which cost what both ask of them."""
    nobody = Floor(0, 0, 0)
    return tuple(
        Floor(min(LARGEST, one.cost + other.cost), max(one.size, other.size), max(one.most, other.most))
        for one, other in zip_longest(some, others, fillvalue=nobody)
    )
