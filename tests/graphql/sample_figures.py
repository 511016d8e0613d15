"""The sample data's figures worked out from its files alone, in decimals; no line of the project takes part."""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache, cached_property
from typing import Any, NamedTuple

import openpyxl

from tests.graphql.sample_hours import FILES, MONTHS, Month, month_hours, week_hours, weeks_of
from tests.graphql.sample_leaves import Leaf, leaf_of

REPORTS = ("2025-04", "2025-03")  # newest first
TIERS = {
    "Full Production": Decimal(1),
    "75% Ramp": Decimal("0.75"),
    "50% Ramp": Decimal("0.5"),
    "25% Ramp": Decimal("0.25"),
}
STATES = {
    "AZ": "Arizona", "FL": "Florida", "GA": "Georgia", "IL": "Illinois", "KS": "Kansas", "LA": "Louisiana",
    "MI": "Michigan", "MO": "Missouri", "NC": "North Carolina", "NV": "Nevada", "NY": "New York", "OH": "Ohio",
    "PA": "Pennsylvania", "TX": "Texas", "WA": "Washington", "N/A": "N/A",
}  # fmt: skip

Figures = dict[str, Any]


class Demand(NamedTuple):
    """Main LOB, state and case type."""

    main_lob: str
    state: str
    case_type: str

    @property
    def platform(self) -> str:
        return self.main_lob.split()[0]

    @property
    def locality(self) -> str:
        return locality_of(self.main_lob)

    @property
    def category(self) -> str:
        return f"{self.platform} {'Onshore' if self.locality == 'Domestic' else 'Offshore'}"


class Line(NamedTuple):
    """A demand in a report."""

    case_id: str
    cph: Decimal
    volumes: tuple[int, ...]


class Work(NamedTuple):
    """One person on one demand in one week."""

    cn: str
    demand: Demand
    report: str
    month: Month
    week: tuple[int, int]
    tier: str = "Full Production"
    share: Decimal = Decimal(1)
    placeholder: bool = False

    @property
    def capacity(self) -> Decimal:
        return capacity_of(self.report, self.demand, self.month, self.share)


class Person(NamedTuple):
    """A row of the roster."""

    cn: str
    first_name: str
    last_name: str
    opid: str
    platform: str
    location: str
    states: list[str]
    skills: list[str]
    is_active: bool
    hired: date


@cache
def locality_of(main_lob: str) -> str:
    """Where the people of a main LOB work."""
    return "Domestic" if main_lob.split()[-1].upper() in ("DOMESTIC", "ONSHORE") else "Global"


@cache
def capacity_of(report: str, demand: Demand, month: Month, share: Decimal) -> Decimal:
    """Cases that a share of a person finishes in a week of a month."""
    return share * week_hours(month, demand.locality) * forecast(report)[demand].cph


def rows_of(name: str) -> list[tuple[Any, ...]]:
    """All rows of a sample workbook."""
    sheet = openpyxl.load_workbook(FILES / name, read_only=True, data_only=True).worksheets[0]
    return list(sheet.iter_rows(values_only=True))


@cache
def roster() -> dict[str, Person]:
    """Everybody by cn."""
    people = [
        Person(cn, first, last, opid, platform, at, states.split("|"), skills.split(", "), active == "Y", hired.date())
        for cn, first, last, opid, platform, at, states, skills, active, hired in rows_of("roster.xlsx")[1:]
    ]
    return {person.cn: person for person in people}


@cache
def forecast(report: str) -> dict[Demand, Line]:
    """A report's lines."""
    return {
        Demand(*row[:3]): Line(row[3], Decimal(str(row[4])), tuple(row[5:11]))
        for row in rows_of(f"forecast_{report}.xlsx")[1:]
    }


@cache
def months_of(report: str) -> list[Month]:
    """The months of a report's headings."""
    labels = [heading.split("-") for heading in rows_of(f"forecast_{report}.xlsx")[0][5:11]]
    return [(2000 + int(year), [name[:3] for name in MONTHS].index(month) + 1) for month, year in labels]


def label(month: Month) -> str:
    """Jun-25."""
    return f"{MONTHS[month[1] - 1][:3]}-{month[0] % 100}"


@cache
def fte_required(report: str, demand: Demand, index: int) -> int:
    """The FTE that a cell needs; `index` counts from 0."""
    line = forecast(report)[demand]
    hours = month_hours(months_of(report)[index], demand.locality)
    return half_up(Fraction(line.volumes[index]) / (Fraction(line.cph) * Fraction(hours)))


def half_up(value: Fraction) -> int:
    """The nearest whole number, a half going up."""
    return int((value + Fraction(1, 2)) // 1)


def cents(value: Decimal) -> Decimal:
    """Two decimals, a half going up."""
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


@cache
def work() -> list[Work]:
    """Every weekly assignment of the old system's allocations, on the newest report with its demand and month."""
    found = []
    with (FILES / "v1_fte_allocations.csv").open(newline="") as opened:
        for row in csv.DictReader(opened):
            month = (int(row["Year"]), MONTHS.index(row["Month"]) + 1)
            demand = Demand(row["Main LOB"], row["State"], row["Case Type"])
            holders = [name for name in REPORTS if demand in forecast(name) and month in months_of(name)]
            if holders and roster()[row["CN"]].is_active:
                found += [Work(row["CN"], demand, holders[0], month, week) for week in weeks_of(month)]
    return found


Planned = Callable[[Demand, int], tuple[int, int]]
"""The planned FTE and capacity of a demand in a month, counted from 0."""


def nothing_planned(_: Demand, __: int) -> tuple[int, int]:
    """The sample data plan nobody top-down."""
    return 0, 0


class Cells:
    """Some demands of a report and the work on them, by month."""

    def __init__(
        self,
        report: str,
        demands: Collection[Demand],
        everything: Iterable[Work],
        planned: Planned = nothing_planned,
    ) -> None:
        self.report, self.demands, self.planned = report, demands, planned
        self.by_month: dict[Month, list[Work]] = {month: [] for month in months_of(report)}
        for one in everything:
            if one.report == report and one.demand in demands:
                self.by_month[one.month].append(one)

    @cached_property
    def work(self) -> list[Work]:
        """All of it, month by month."""
        return [one for month in self.by_month.values() for one in month]

    @cached_property
    def months(self) -> list[Figures]:
        """Figures of each month."""
        return [self._figures([index], self.by_month[month]) for index, month in enumerate(months_of(self.report))]

    @cached_property
    def horizon(self) -> Figures:
        """Figures over all six months."""
        return self._figures(range(6), self.work)

    def _figures(self, indexes: Sequence[int], done: Sequence[Work]) -> Figures:
        volumes = sum(forecast(self.report)[demand].volumes[index] for demand in self.demands for index in indexes)
        capacity = sum((one.capacity for one in done), Decimal(0))
        planned = [self.planned(demand, index) for demand in self.demands for index in indexes]
        planned_capacity = sum(cases for _, cases in planned)
        required = sum(fte_required(self.report, demand, index) for demand in self.demands for index in indexes)
        actual, placeholders = [[one for one in done if one.placeholder is kind] for kind in (False, True)]
        gaps, drift_parts = self._in_people(indexes), self._drift_parts(indexes)
        heads = [len({one.cn for one in part}) for part in (actual, placeholders)]
        equivalents = [fte_equivalent(part) / len(indexes) for part in (actual, placeholders)]
        return {
            "forecast": volumes,
            "capacity": capacity,
            "gap": capacity - volumes,
            "coverage": capacity / volumes if volumes else None,
            "headcount": sum(heads),
            "actualCount": heads[0],
            "placeholderCount": heads[1],
            "fteEquivalent": sum(equivalents),
            "actualEquivalent": equivalents[0],
            "placeholderEquivalent": equivalents[1],
            "fteRequired": half_up(Fraction(required, len(indexes))),
            "plannedFte": half_up(Fraction(sum(fte for fte, _ in planned), len(indexes))),
            "plannedCapacity": planned_capacity,
            "drift": capacity - planned_capacity,
            "fteGap": sum(gaps) / len(gaps) if self.demands else None,
            "fteWeeks": sum((one.share for one in done), Decimal(0)),
            "driftParts": {**drift_parts, "rounding": capacity - planned_capacity - sum(drift_parts.values())},
        }

    def _in_people(self, indexes: Sequence[int]) -> list[Decimal]:
        """For each month the gaps in full-time people of the demands, added up."""
        return [sum((self._leaves[demand, index].fte_gap for demand in self.demands), Decimal(0)) for index in indexes]

    def _drift_parts(self, indexes: Sequence[int]) -> dict[str, Decimal]:
        leaves = [self._leaves[demand, index] for demand in self.demands for index in indexes]
        names = ("people", "calendar", "occupancy")
        return {name: sum((getattr(leaf, name) for leaf in leaves), Decimal(0)) for name in names}

    @cached_property
    def _leaves(self) -> dict[tuple[Demand, int], Leaf]:
        """By demand and month."""
        return {(demand, index): self._leaf(demand, index) for demand in self.demands for index in range(6)}

    def _leaf(self, demand: Demand, index: int) -> Leaf:
        month = months_of(self.report)[index]
        capacity, shares = self._of_demands.get((demand, month), (Decimal(0), Decimal(0)))
        line, planned = forecast(self.report)[demand], self.planned(demand, index)[0]
        return leaf_of(capacity, shares, line.volumes[index], line.cph, planned, month, demand.locality)

    @cached_property
    def _of_demands(self) -> dict[tuple[Demand, Month], tuple[Decimal, Decimal]]:
        """Cases and shares of people by demand and month."""
        found: dict[tuple[Demand, Month], tuple[Decimal, Decimal]] = {}
        for one in self.work:
            cases, shares = found.get((one.demand, one.month), (Decimal(0), Decimal(0)))
            found[one.demand, one.month] = cases + one.capacity, shares + one.share
        return found


def fte_equivalent(done: Iterable[Work]) -> Decimal:
    """Σ over months of the mean over the month's weeks."""
    return sum((one.share / len(weeks_of(one.month)) for one in done), Decimal(0))


def tiers(done: Sequence[Work]) -> list[Figures]:
    """People by the tier of their last week, and cases by the tier they were finished at."""
    last: dict[str, Work] = {}
    for one in sorted(done, key=lambda one: one.week):
        last[one.cn] = one
    heads = Counter((one.tier, one.placeholder) for one in last.values())
    produced: defaultdict[str, Decimal] = defaultdict(Decimal)
    for one in done:
        produced[one.tier] += one.capacity
    return [
        {
            "tierName": name,
            "label": f"{int(share * 100)}%",
            "percentage": share,
            "actual": heads[name, False],
            "placeholder": heads[name, True],
            "total": heads[name, False] + heads[name, True],
            "capacity": produced[name],
        }
        for name, share in TIERS.items()
    ]
