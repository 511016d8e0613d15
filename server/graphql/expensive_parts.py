"""Which parts of a document make it cost too much: what a client may leave out."""

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from graphql import FieldNode, SelectionSetNode

from server.graphql.weights import Asked, Weight, floor_sizes

MOST_PARTS = 3
SHOWN_SHARE = 20  # a part that costs less than one part in so many of the whole is not worth naming
DEEPER_SHARE = 4
LONGEST_PATH = 12


class Weigher(Protocol):
    """What can be asked about the document."""

    def field(self, node: FieldNode, parent: Any, in_columns: bool) -> Weight: ...
    def asked(self, node: FieldNode, parent: Any, in_columns: bool) -> Asked: ...
    def fields_of(self, selection_set: SelectionSetNode, parent: Any) -> Iterator[tuple[FieldNode, Any]]: ...


class Place(NamedTuple):
    """A selection, by the path of the fields it lies below, and of how many objects it is, of how many trees."""

    selection_set: SelectionSetNode
    type: Any
    path: tuple[str, ...]
    objects: int
    trees: int
    in_columns: bool = False


class Part(NamedTuple):
    """A field at a place, and what it costs there."""

    node: FieldNode
    place: Place
    parent: Any
    cost: int

    @property
    def path(self) -> tuple[str, ...]:
        """Its names in the answer."""
        return (*self.place.path, self.node.alias.value if self.node.alias else self.node.name.value)


def expensive_parts(weigher: Weigher, root: Place, total: int) -> list[tuple[tuple[str, ...], int]]:
    """The parts that cost most, by path, with their costs; goes down while one part is more than half of everything."""
    parts = _parts(weigher, root)
    for _ in range(LONGEST_PATH):
        dearest = max(parts, key=lambda part: part.cost, default=None)
        if dearest is None or dearest.node.selection_set is None or 2 * dearest.cost <= total:
            break
        below = _parts(weigher, _below(weigher, dearest))
        if not below or max(part.cost for part in below) * DEEPER_SHARE < total:
            break  # nothing below is much by itself: the part is what can be left out
        # What is beside the part stays worth naming as long as it costs as much as what is below.
        parts = [part for part in parts if part is not dearest] + below
    dear = sorted(parts, key=lambda part: -part.cost)[:MOST_PARTS]
    return [(part.path, part.cost) for part in dear if part.cost * SHOWN_SHARE >= total] or [
        (part.path, part.cost) for part in dear[:1]
    ]


def _parts(weigher: Weigher, place: Place) -> list[Part]:
    found = []
    for node, parent in weigher.fields_of(place.selection_set, place.type):
        weight = weigher.field(node, parent, place.in_columns)
        sizes = floor_sizes(place.objects // place.trees, weight.floors)
        floors = sum(size * floor.cost for size, floor in zip(sizes, weight.floors, strict=True))
        found.append(Part(node, place, parent, place.objects * weight.cost + place.trees * floors))
    return found


def _below(weigher: Weigher, part: Part) -> Place:
    place, selection_set = part.place, part.node.selection_set
    asked = weigher.asked(part.node, part.parent, place.in_columns)
    assert selection_set is not None
    if asked.most is None:
        objects = place.objects * asked.size
        return Place(selection_set, asked.type, part.path, objects, place.objects, asked.in_columns)
    nodes = place.objects // place.trees
    objects = place.trees * min(nodes * asked.size, max(nodes, asked.most))
    return Place(selection_set, asked.type, part.path, objects, place.trees, asked.in_columns)
