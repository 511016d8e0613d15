"""The figures planners read, column by column: of every node and month, or of every node over all months."""

from collections.abc import Callable, Collection, Iterator, Sequence
from math import fsum
from typing import Any, Protocol

from services.shared.calendar import MONTHS_IN_REPORT as MONTHS
from services.shared.figures import Exact
from services.workforce.reports.drift import PARTS, DriftParts, drifts, remainders, rounded_parts


class Summed(Protocol):
    """Stored figures added up, one a node and month."""

    def sums(self, name: str) -> list[Any]: ...


class Metrics:
    """The figures planners read, of one month or of all six: each is worked out when it is asked for.

    `fte_gap` is None where no leaf has one: without configured weeks a gap in cases is none in people.
    """

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
    fte_gap: float | None
    fte_weeks: float

    def __init__(self, figures: "Figures", place: int) -> None:
        self._figures = figures
        self._place = place

    def __getattr__(self, name: str) -> Any:
        if name not in Metrics.__annotations__:
            raise AttributeError(name)
        return self._figures.column(name)[self._place]

    @property
    def drift_parts(self) -> DriftParts:
        """What drift is made of."""
        return DriftParts._make([self._figures.column(f"drift_{part}")[self._place] for part in PARTS])


# Figures that are sums, those that are means over the months, and those that are rounded means.
_SUMS = {
    "forecast": "total_forecast",
    "capacity": "total_capacity",
    "planned_capacity": "planned_capacity",
    "fte_weeks": "fte_weeks",
}
_MEANS = {
    "fte_equivalent": "total_fte_equivalent",
    "actual_equivalent": "actual_fte_equivalent",
    "placeholder_equivalent": "placeholder_fte_equivalent",
}
_ROUNDED_MEANS = {"fte_required": "fte_required", "planned_fte": "fte_avail"}


class Figures:
    """Metrics of many places, column by column; `columns` keeps those that were made."""

    def __init__(
        self,
        floor: Summed,
        columns: dict[str, list[Any]],
        everybody: Callable[[], list[int]],
        placeholders: Callable[[], list[int]],
        *,
        months: int,
    ) -> None:
        self._floor = floor
        self._columns = columns
        self._count = {"headcount": everybody, "placeholder_count": placeholders}
        self._months = months

    def column(self, name: str) -> list[Any]:
        """One figure of every place."""
        if name not in self._columns:
            self._columns[name] = self._made(name)
        return self._columns[name]

    def _made(self, name: str) -> list[Any]:
        if name in self._count:
            return self._count[name]()
        if name in _SUMS:
            return self._sums(_SUMS[name])
        if name in _MEANS:
            sums = self._sums(_MEANS[name])
            return sums if self._months == 1 else [value / self._months for value in sums]
        if name in _ROUNDED_MEANS:
            sums = self._sums(_ROUNDED_MEANS[name])
            return sums if self._months == 1 else [_mean(value, self._months) for value in sums]
        if name == "actual_count":
            return self._difference("headcount", "placeholder_count")
        if name == "gap":
            return self._difference("capacity", "forecast")
        if name == "fte_gap":
            monthly = self._floor.sums(name)
            return monthly if self._months == 1 else list(map(mean_of_known, by_node(monthly)))
        if name.startswith("drift"):
            return [Exact(drift) for drift in self._drift(name)]
        pairs = zip(self.column("capacity"), self.column("forecast"), strict=True)
        return [capacity / forecast if forecast else None for capacity, forecast in pairs]

    def _difference(self, name: str, other: str) -> list[Any]:
        # Not by map: a loop in C keeps others waiting.
        return [one - less for one, less in zip(self.column(name), self.column(other), strict=True)]

    def _drift(self, name: str) -> list[float]:
        cases = self.column("capacity"), self.column("planned_capacity")
        if name == "drift":
            return drifts(*cases)
        *known, rest = [f"drift_{part}" for part in PARTS]
        if name == rest:
            return remainders(self.column("drift"), *map(self.column, known))
        return rounded_parts(self._sums(name), *cases)

    def _sums(self, name: str) -> list[Any]:
        monthly = self._floor.sums(name)
        if self._months == 1:
            return monthly
        return list(map(adder(name), by_node(monthly)))

    def at(self, place: int) -> Metrics:
        """The figures of one place."""
        return Metrics(self, place)


def sum_of_known(values: Collection[float | None]) -> float | None:
    """What is known, added up; None where nothing is."""
    known = [value for value in values if value is not None]
    return fsum(known) if known else None


def mean_of_known(values: Collection[float | None]) -> float | None:
    """The mean of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return fsum(known) / len(known) if known else None


# Whole numbers are added as they are, and of the gap in people what is known; all else is.
_ADDERS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("total_forecast", "fte_required", "fte_avail", "planned_capacity", "stale_cells"), sum),
    "fte_gap": sum_of_known,
}


def adder(name: str) -> Callable[[Any], Any]:
    """How a stored figure is added up."""
    return _ADDERS.get(name, fsum)


def by_node(column: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """A column of slots, six at a time."""
    return (column[first : first + MONTHS] for first in range(0, len(column), MONTHS))


def union(parts: Sequence[Collection[int]]) -> Collection[int]:
    return parts[0] if len(parts) == 1 else set().union(*parts)


def _mean(total: int, months: int) -> int:
    """Rounded half up in whole numbers: a fraction for every node is dear."""
    return (2 * total + months) // (2 * months)
