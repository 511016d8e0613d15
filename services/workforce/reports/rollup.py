"""Rolling monthly summaries up into a tree, pure: volumes add up, FTE figures are means, people count once.

A tree is kept floor by floor, and a floor by columns: six slots a node, one a month. A column is worked out when it is
first asked for, from the same column of the floor below; nodes and slices are views of one place.
"""

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import compress
from typing import Any, NamedTuple

from db.freeing import FreedInPieces
from db.workforce.rollup_rows import STALE
from services.shared.calendar import MONTHS_IN_REPORT as MONTHS
from services.shared.text import natural_order
from services.workforce.reports.figures import Figures, Metrics, adder, by_node, union
from services.workforce.reports.levels import DemandWords, Level, Place, Stored, place_of

NO_ROW = -1


class Floor(FreedInPieces):
    """All nodes of one depth, each with its children next to one another on the floor below."""

    def __init__(self, places: list[Place], stored: Stored, below: "Floor | None", bounds: list[int]) -> None:
        self.places = places
        self.stored = stored
        self.below = below
        self.bounds = bounds  # the children of a node are below.places[bounds[node] : bounds[node + 1]]
        self._sums: dict[str, list[Any]] = {}
        # Kept here, not the figures themselves: they refer back, and all would be left to the garbage collector.
        self._monthly: dict[str, list[Any]] = {}
        self._horizon: dict[str, list[Any]] = {}

    def __len__(self) -> int:
        return len(self.places)

    def rows(self, slot: int) -> Iterator[int]:
        """The stored rows of a slot."""
        assert self.below is not None  # leaves have their own
        node, month = divmod(slot, MONTHS)
        for child in range(self.bounds[node], self.bounds[node + 1]):
            yield from self.below.rows(child * MONTHS + month)

    def sums(self, name: str) -> list[Any]:
        """A stored figure added up, one a slot."""
        if name not in self._sums:
            self._sums[name] = self._added(name)
        return self._sums[name]

    def _added(self, name: str) -> list[Any]:
        return list(map(adder(name), self._parts(self._lower.sums(name))))

    @cached_property
    def everybody(self) -> Sequence[Collection[int]]:
        """The ids of the people of every slot."""
        return [union(part) for part in self._parts(self._lower.everybody)]

    @cached_property
    def placeholders(self) -> Sequence[Collection[int]]:
        """The ids of the placeholders among them."""
        return [union(part) for part in self._parts(self._lower.placeholders)]

    @property
    def _lower(self) -> "Floor":
        assert self.below is not None  # leaves have their own
        return self.below

    def _parts(self, column: Sequence[Any]) -> Iterator[Sequence[Any]]:
        for first, last in zip(self.bounds, self.bounds[1:], strict=False):
            for month in range(MONTHS):
                yield column[first * MONTHS + month : last * MONTHS : MONTHS]

    @property
    def monthly(self) -> "Figures":
        """The figures of every slot."""
        return Figures(self, self._monthly, self.everybody_counted, self.placeholders_counted, months=1)

    @property
    def horizon(self) -> "Figures":
        """The figures of every node over all months: sums of volumes, means of FTE, people counted once."""
        counts = self._counted_once("everybody"), self._counted_once("placeholders")
        return Figures(self, self._horizon, *counts, months=MONTHS)

    def everybody_counted(self) -> list[int]:
        """Distinct people, one a slot."""
        return [len(people) for people in self.everybody]

    def placeholders_counted(self) -> list[int]:
        """Distinct placeholders, one a slot."""
        return [len(people) for people in self.placeholders]

    def _counted_once(self, whose: str) -> Any:
        return lambda: [len(union(people)) for people in by_node(getattr(self, whose))]


class Leaves(Floor):
    """The lowest floor: every slot has the stored rows of its demands in its month."""

    def __init__(self, places: list[Place], stored: Stored, leaf_of_demand: dict[int, int]) -> None:
        super().__init__(places, stored, None, [])
        self._slots = [
            leaf_of_demand[demand] * MONTHS + month - 1
            for demand, month in zip(stored.demand_of, stored.month_of, strict=True)
        ]
        # As a rule a leaf is one demand, and a slot one row: then a column is the stored one in another order.
        self._single = _only_rows(self._slots, len(places) * MONTHS)

    @cached_property
    def _rows(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in range(len(self.places) * MONTHS)]
        for row, slot in enumerate(self._slots):
            found[slot].append(row)
        return found

    def rows(self, slot: int) -> Iterator[int]:
        """The stored rows of a slot."""
        return iter(self._rows[slot])

    def _added(self, name: str) -> list[Any]:
        stored = self.stored.column(name)
        if self._single is not None:
            return [stored[row] for row in self._single]  # not by map: a loop in C keeps others waiting
        add = adder(name)
        return [add([stored[row] for row in rows]) for rows in self._rows]

    @cached_property
    def everybody(self) -> Sequence[Collection[int]]:
        """The ids of the people of every slot."""
        return self._people(self.stored.column("person_ids"))

    @cached_property
    def placeholders(self) -> Sequence[Collection[int]]:
        """The ids of the placeholders among them."""
        columns = map(self.stored.column, ("person_ids", "person_is_placeholder", "placeholder_headcount"))
        return self._people(
            [list(compress(ids, flags)) if any_ else () for ids, flags, any_ in zip(*columns, strict=True)]
        )

    def _people(self, stored: Sequence[Collection[int]]) -> Sequence[Collection[int]]:
        if self._single is not None:
            return [stored[row] for row in self._single]
        return [union([stored[row] for row in rows]) for rows in self._rows]


class Slice(NamedTuple):
    """A node in some months: a view of one or several slots next to one another."""

    floor: Floor
    slots: range

    @property
    def is_stale(self) -> bool:
        """Whether cells of it do not follow the configured hours."""
        stale = self.floor.sums(STALE)
        return any(stale[slot] for slot in self.slots)

    @property
    def everybody(self) -> Collection[int]:
        """The ids of its distinct people."""
        return union([self.floor.everybody[slot] for slot in self.slots])

    @property
    def placeholder(self) -> Collection[int]:
        """The ids of the placeholders among them."""
        return union([self.floor.placeholders[slot] for slot in self.slots])

    def rows(self) -> list[int]:
        """The places of the stored summaries that it is made of."""
        return [row for slot in self.slots for row in self.floor.rows(slot)]


class Node(NamedTuple):
    """A node of the tree: a view of its place on a floor."""

    floor: Floor
    number: int

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.floor.places[self.number]

    @property
    def months(self) -> list[Slice]:
        """Its six months."""
        first = self.number * MONTHS
        return [Slice(self.floor, range(slot, slot + 1)) for slot in range(first, first + MONTHS)]

    @property
    def horizon(self) -> Slice:
        """All months together."""
        return Slice(self.floor, range(self.number * MONTHS, (self.number + 1) * MONTHS))

    def series(self, name: str) -> list[Any]:
        """A stored figure added up, one a month."""
        return self.floor.sums(name)[self.number * MONTHS : (self.number + 1) * MONTHS]

    @property
    def children(self) -> list["Node"]:
        """The next level, by name; empty at the last."""
        below, bounds = self.floor.below, self.floor.bounds
        if below is None:
            return []
        return [Node(below, index) for index in range(bounds[self.number], bounds[self.number + 1])]


def metrics_of_month(month: Slice) -> Metrics:
    """The figures of one month."""
    return month.floor.monthly.at(month.slots[0])


def metrics_of_horizon(node: Node) -> Metrics:
    """The figures of all months: volumes, capacities and gaps add up, FTE figures are the mean of the months."""
    return node.floor.horizon.at(node.number)


def roll_up(stored: Stored, levels: Sequence[Level]) -> Node:
    """The tree of some summaries; the returned root is the total, its children the first level, by name.

    A person counts once at every node. What is asked of few nodes, the people's tiers, is left for whoever asks.
    """
    groups: list[list[int]] = [sorted(set(stored.demand_of))]  # the demands of every node of a floor
    plan, slugs = [([Place("total", "Total", None)], [0, 0])], {"total"}
    for level in levels:
        places, bounds, finer = [], [0], []
        for above, demands in zip(plan[-1][0], groups, strict=True):
            for place, members in _grouped(level, stored.demands, demands):
                path = place.slug if above.level is None else f"{above.slug}-{place.slug}"
                places.append(Place(_unique(path, slugs), place.name, level))
                finer.append(members)
            bounds.append(len(places))
        plan[-1] = (plan[-1][0], bounds)
        plan.append((places, []))
        groups = finer
    floor: Floor = Leaves(plan[-1][0], stored, {demand: leaf for leaf, group in enumerate(groups) for demand in group})
    for places, bounds in reversed(plan[:-1]):
        floor = Floor(places, stored, floor, bounds)
    return Node(floor, 0)


def _only_rows(slots: Sequence[int], count: int) -> list[int] | None:
    """The row of each of so many slots, where every one has one row."""
    if len(slots) != count:
        return None
    rows = [NO_ROW] * count
    for row, slot in enumerate(slots):
        rows[slot] = row
    return None if NO_ROW in rows else rows


def _grouped(level: Level, words: Sequence[DemandWords], demands: list[int]) -> list[tuple[Place, list[int]]]:
    groups: dict[object, list[int]] = {}
    for demand in demands:
        groups.setdefault(level.key(words[demand]), []).append(demand)
    named = [(place_of(level, words[members[0]]), members) for members in groups.values()]
    return sorted(named, key=lambda group: (natural_order(group[0].name.casefold()), group[0].name))


def _unique(path: str, taken: set[str]) -> str:
    candidate, number = path, 1
    while candidate in taken:
        number += 1
        candidate = f"{path}-{number}"
    taken.add(candidate)
    return candidate
