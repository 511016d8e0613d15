"""Rolling monthly summaries up into a tree, pure: volumes add up, FTE figures are means, people count once."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, compress
from math import fsum
from operator import attrgetter, not_
from typing import NamedTuple

from db.forecast.queries import PeopledSummary
from services.shared.calendar import MONTHS_IN_REPORT
from services.workforce.reports.levels import Level, Place, place_of


class Sums(NamedTuple):
    """Figures of one month that add up over demands; FTE in FTE, everything else in cases."""

    forecast: int = 0
    fte_required: int = 0
    planned_fte: int = 0
    planned_capacity: int = 0
    capacity: float = 0.0
    actual_capacity: float = 0.0
    placeholder_capacity: float = 0.0
    fte: float = 0.0
    actual_fte: float = 0.0
    placeholder_fte: float = 0.0


_WHOLE = 4  # the first four sums are whole numbers
_NOTHING = Sums()
_demand_of = attrgetter("main_lob", "state", "case_type")
_figures_of = attrgetter(
    "total_forecast",
    "fte_required",
    "fte_avail",
    "planned_capacity",
    "total_capacity",
    "actual_capacity",
    "placeholder_capacity",
    "total_fte_equivalent",
    "actual_fte_equivalent",
    "placeholder_fte_equivalent",
)


@dataclass(slots=True)
class Slice:
    """A node's sums and people in one month, or its people over all months.

    It is one stored summary, or made of parts; `actual` and `placeholder` are the ids of distinct people.
    """

    sums: Sums = _NOTHING
    actual: Collection[int] = ()
    placeholder: Collection[int] = ()
    parts: Sequence["Slice"] = ()
    stored: PeopledSummary | None = None

    @property
    def headcount(self) -> int:
        """Distinct people."""
        return len(self.actual) + len(self.placeholder)

    def summaries(self) -> Iterator[PeopledSummary]:
        """Every stored summary it is made of."""
        if self.stored is not None:
            yield self.stored
        for part in self.parts:
            yield from part.summaries()


@dataclass(slots=True)
class Node:
    """One node: its place, its six months, everything over all months, and the level below."""

    place: Place
    months: list[Slice]
    horizon: Slice
    children: list["Node"]


def roll_up(rows: Iterable[PeopledSummary], levels: Sequence[Level]) -> Node:
    """The tree of some summaries; the returned root is the total, its children the first level, by name.

    A person counts once at every node. What is asked of few nodes, the people's tiers, is left for whoever asks.
    """
    demands: dict[object, list[PeopledSummary]] = {}
    for row in rows:
        demands.setdefault(_demand_of(row), []).append(row)
    return _Roller(levels).node(Place("total", "Total", None), list(demands.values()), 0)


class _Roller:
    def __init__(self, levels: Sequence[Level]) -> None:
        self._levels = levels
        self._ids = {"total"}

    def node(self, place: Place, demands: list[list[PeopledSummary]], depth: int) -> Node:
        if depth == len(self._levels):
            return _node(place, _months(chain.from_iterable(demands)), [])
        key = self._levels[depth].key
        groups: dict[object, list[list[PeopledSummary]]] = {}
        for rows in demands:
            groups.setdefault(key(rows[0]), []).append(rows)
        named = [(place_of(self._levels[depth], members[0][0]), members) for members in groups.values()]
        children = []
        for below, members in sorted(named, key=lambda group: (group[0].name.casefold(), group[0].name)):
            path = below.id if place.level is None else f"{place.id}-{below.id}"
            children.append(self.node(below._replace(id=self._unique(path)), members, depth + 1))
        by_month = zip(*(child.months for child in children), strict=True)
        return _node(place, [_together(slices) for slices in by_month] or _months([]), children)

    def _unique(self, path: str) -> str:
        candidate, number = path, 1
        while candidate in self._ids:
            number += 1
            candidate = f"{path}-{number}"
        self._ids.add(candidate)
        return candidate


def _node(place: Place, months: list[Slice], children: list[Node]) -> Node:
    actual, placeholder = _union([month.actual for month in months]), _union([month.placeholder for month in months])
    return Node(place, months, Slice(actual=actual, placeholder=placeholder, parts=months), children)


def _months(rows: Iterable[PeopledSummary]) -> list[Slice]:
    months: list[list[Slice]] = [[] for _ in range(MONTHS_IN_REPORT)]
    for row in rows:
        months[row.forecast_month_index - 1].append(_stored(row))
    return [_together(slices) for slices in months]


def _stored(row: PeopledSummary) -> Slice:
    sums = Sums._make(_figures_of(row))
    if not row.placeholder_headcount:
        return Slice(sums, row.person_ids, (), (), row)
    if not row.actual_headcount:
        return Slice(sums, (), row.person_ids, (), row)
    flags = row.person_is_placeholder
    actual = list(compress(row.person_ids, map(not_, flags)))
    return Slice(sums, actual, list(compress(row.person_ids, flags)), (), row)


def _together(slices: Sequence[Slice]) -> Slice:
    if len(slices) < 2:
        return slices[0] if slices else Slice()
    return Slice(
        sums=_added([part.sums for part in slices]),
        actual=_union([part.actual for part in slices]),
        placeholder=_union([part.placeholder for part in slices]),
        parts=slices,
    )


def _added(sums: Sequence[Sums]) -> Sums:
    columns = list(zip(*sums, strict=True))
    return Sums(*map(sum, columns[:_WHOLE]), *map(fsum, columns[_WHOLE:]))


def _union(parts: Sequence[Collection[int]]) -> Collection[int]:
    filled = [part for part in parts if part]
    if len(filled) < 2:
        return filled[0] if filled else ()
    return set().union(*filled)


class Metrics(NamedTuple):
    """The figures planners read, of one month or of all six."""

    forecast: int
    capacity: float
    gap: float
    coverage: float | None
    headcount: int
    actual_count: int
    placeholder_count: int
    fte_equivalent: float
    actual_equivalent: float
    placeholder_equivalent: float
    fte_required: int
    planned_fte: int
    planned_capacity: int
    drift: float


def metrics_of_month(month: Slice) -> Metrics:
    """The figures of one month."""
    return _metrics(month, month.sums, months=1)


def metrics_of_horizon(node: Node) -> Metrics:
    """The figures of all months: volumes, capacities and gaps add up, FTE figures are the mean of the months."""
    return _metrics(node.horizon, _added([month.sums for month in node.months]), months=len(node.months))


def _metrics(people: Slice, sums: Sums, *, months: int) -> Metrics:
    forecast, required, planned, planned_capacity, capacity, _, _, fte, actual_fte, placeholder_fte = sums
    actual, placeholder = len(people.actual), len(people.placeholder)
    return Metrics(
        forecast,
        capacity,
        capacity - forecast,
        capacity / forecast if forecast else None,
        actual + placeholder,
        actual,
        placeholder,
        fte / months,
        actual_fte / months,
        placeholder_fte / months,
        _mean(required, months),
        _mean(planned, months),
        planned_capacity,
        capacity - planned_capacity,
    )


def _mean(total: int, months: int) -> int:
    """Rounded half up in whole numbers: a fraction for every node is dear."""
    return (2 * total + months) // (2 * months)
