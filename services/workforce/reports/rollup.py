"""Rolling monthly summaries up into a tree, pure: volumes add up, FTE figures are means, people count once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import fsum
from typing import NamedTuple, Protocol

from db.workforce.enums import WorkType
from services.shared.calendar import MONTHS_IN_REPORT
from services.shared.numbers import round_half_up
from services.workforce.reports.levels import Level, Place, place_of

People = dict[int, tuple[int, int]]
"""Somebody's id → (last assigned week as year × 100 + week, tier id in that week)."""


class SummaryRow(Protocol):
    """A stored monthly summary with its demand's words and its cell's planned figures."""

    main_lob: str
    state: str
    case_type: str
    platform: str
    locality: WorkType
    forecast_month_index: int
    total_forecast: int
    total_capacity: float
    actual_capacity: float
    placeholder_capacity: float
    total_fte_equivalent: float
    actual_fte_equivalent: float
    placeholder_fte_equivalent: float
    fte_required: int
    fte_avail: int
    planned_capacity: int
    person_ids: list[int]
    person_is_placeholder: list[bool]
    person_tier_ids: list[int]
    person_last_weeks: list[int]
    tier_ids: list[int]
    tier_capacities: list[float]


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


@dataclass(slots=True)
class Slice:
    """A node's sums and people in one month, or its people over all months."""

    sums: Sums = field(default_factory=Sums)
    actual: People = field(default_factory=dict)
    placeholder: People = field(default_factory=dict)
    tier_capacity: list[tuple[int, float]] = field(default_factory=list)

    @property
    def headcount(self) -> int:
        """Distinct people."""
        return len(self.actual) + len(self.placeholder)


@dataclass(slots=True)
class Node:
    """One node: its place, its six months, everything over all months, and the level below."""

    place: Place
    months: list[Slice]
    horizon: Slice
    children: list["Node"]


def roll_up(rows: Iterable[SummaryRow], levels: Sequence[Level]) -> Node:
    """The tree of some summaries; the returned root is the total, its children the first level, by name.

    A person counts once at every node, at the tier of their last assigned week there.
    """
    return _Roller(levels).node(Place("total", "Total", None), list(rows), 0)


class _Roller:
    def __init__(self, levels: Sequence[Level]) -> None:
        self._levels = levels
        self._ids = {"total"}

    def node(self, place: Place, rows: list[SummaryRow], depth: int) -> Node:
        if depth == len(self._levels):
            return _merged(place, [_leaf(row) for row in rows], [])
        groups: dict[object, tuple[Place, list[SummaryRow]]] = {}
        for row in rows:
            key = self._levels[depth].key(row)
            if key not in groups:
                groups[key] = (place_of(self._levels[depth], row), [])
            groups[key][1].append(row)
        children = []
        for below, members in sorted(groups.values(), key=lambda group: (group[0].name.casefold(), group[0].name)):
            path = below.id if place.level is None else f"{place.id}-{below.id}"
            children.append(self.node(below._replace(id=self._unique(path)), members, depth + 1))
        return _merged(place, [child.months for child in children], children)

    def _unique(self, path: str) -> str:
        candidate, number = path, 1
        while candidate in self._ids:
            number += 1
            candidate = f"{path}-{number}"
        self._ids.add(candidate)
        return candidate


def _leaf(row: SummaryRow) -> list[Slice]:
    months = [Slice() for _ in range(MONTHS_IN_REPORT)]
    month = months[row.forecast_month_index - 1]
    month.sums = Sums(
        row.total_forecast,
        row.fte_required,
        row.fte_avail,
        row.planned_capacity,
        row.total_capacity,
        row.actual_capacity,
        row.placeholder_capacity,
        row.total_fte_equivalent,
        row.actual_fte_equivalent,
        row.placeholder_fte_equivalent,
    )
    people = zip(row.person_ids, row.person_is_placeholder, row.person_last_weeks, row.person_tier_ids, strict=True)
    for person, is_placeholder, week, tier in people:
        (month.placeholder if is_placeholder else month.actual)[person] = (week, tier)
    month.tier_capacity = list(zip(row.tier_ids, row.tier_capacities, strict=True))
    return months


def _merged(place: Place, parts: list[list[Slice]], children: list[Node]) -> Node:
    months = [_together(slices) for slices in zip(*parts, strict=True)] or [Slice() for _ in range(MONTHS_IN_REPORT)]
    horizon = Slice(
        actual=_union([month.actual for month in months]),
        placeholder=_union([month.placeholder for month in months]),
        tier_capacity=[pair for month in months for pair in month.tier_capacity],
    )
    return Node(place, months, horizon, children)


def _together(slices: Sequence[Slice]) -> Slice:
    columns = list(zip(*(part.sums for part in slices), strict=True))
    sums = Sums(*(sum(column) for column in columns[:_WHOLE]), *(fsum(column) for column in columns[_WHOLE:]))
    return Slice(
        sums=sums,
        actual=_union([part.actual for part in slices]),
        placeholder=_union([part.placeholder for part in slices]),
        tier_capacity=[pair for part in slices for pair in part.tier_capacity],
    )


def _union(parts: Sequence[People]) -> People:
    filled = [part for part in parts if part]
    if len(filled) < 2:
        return filled[0] if filled else {}
    together: People = {}
    for part in filled:
        together |= part
    if len(together) == sum(map(len, filled)):
        return together
    # Somebody stands in several parts: their last week decides.
    together = dict(filled[0])
    for part in filled[1:]:
        for person, last in part.items():
            if last > together.get(person, (0, 0)):
                together[person] = last
    return together


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
    columns = list(zip(*(month.sums for month in node.months), strict=True))
    sums = Sums(*(sum(column) for column in columns[:_WHOLE]), *(fsum(column) for column in columns[_WHOLE:]))
    return _metrics(node.horizon, sums, months=len(node.months))


def _metrics(people: Slice, sums: Sums, *, months: int) -> Metrics:
    return Metrics(
        forecast=sums.forecast,
        capacity=sums.capacity,
        gap=sums.capacity - sums.forecast,
        coverage=sums.capacity / sums.forecast if sums.forecast else None,
        headcount=people.headcount,
        actual_count=len(people.actual),
        placeholder_count=len(people.placeholder),
        fte_equivalent=sums.fte / months,
        actual_equivalent=sums.actual_fte / months,
        placeholder_equivalent=sums.placeholder_fte / months,
        fte_required=_mean(sums.fte_required, months),
        planned_fte=_mean(sums.planned_fte, months),
        planned_capacity=sums.planned_capacity,
        drift=sums.capacity - sums.planned_capacity,
    )


def _mean(total: int, months: int) -> int:
    return total if months == 1 else round_half_up(Fraction(total, months))
