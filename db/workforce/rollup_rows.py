"""What a capacity tree is made of, column by column: stored summaries with their people, and what was planned."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache, partial
from typing import Any, NamedTuple

from sqlalchemy import select

from db.engine import ReadSession
from db.forecast.filters import DemandFilter
from db.forecast.lines import CellKey
from db.forecast.models import Demand, ForecastCell, ReportDemand
from db.forecast.stale_cells import stale_cells
from db.freeing import FreedInPieces
from db.postgres.reading import ColumnRows, Reading, ReadingByKeys
from db.shared.enums import WorkType
from db.workforce.models import MonthlyCapacitySummary as Summary

FIGURES = (
    "total_forecast",
    "fte_required",
    "actual_headcount",
    "placeholder_headcount",
    "total_capacity",
    "actual_capacity",
    "placeholder_capacity",
    "total_fte_equivalent",
    "actual_fte_equivalent",
    "placeholder_fte_equivalent",
)
PEOPLE = ("person_ids", "person_is_placeholder")
PLANNED = ("fte_avail", "planned_capacity")
COMPARED_AT_ONCE = 20_000  # values
STALE = "stale_cells"
"""How many cells do not follow the configured hours: of a row 1 or 0; a column only where it is asked for."""


class Part(StrEnum):
    """What of a tree is read only where it is asked for."""

    TIERS = "tiers"
    FTE_GAP = "fte gap"
    FTE_WEEKS = "fte weeks"
    DRIFT_PARTS = "drift parts"
    STALE = "stale"


_COLUMNS_OF = {
    Part.TIERS: ("person_tier_ids", "person_last_weeks", "tier_ids", "tier_capacities"),
    Part.FTE_GAP: ("fte_gap",),
    Part.FTE_WEEKS: ("fte_weeks",),
    Part.DRIFT_PARTS: (),  # of target CPHs, which are a read of their own
    Part.STALE: (),  # of cells and hours, the same
}
_KEY = ("report_id", "demand_id", "forecast_month_index")

_SUMMARIES = ReadingByKeys(
    select(*Summary.__table__.columns).order_by(Summary.report_id, Summary.demand_id, Summary.forecast_month_index),
    Summary.report_id,
)
_CELLS = ReadingByKeys(
    select(
        ForecastCell.report_id,
        ForecastCell.demand_id,
        ForecastCell.month_index.label("forecast_month_index"),
        ForecastCell.fte_avail,
        ForecastCell.capacity.label("planned_capacity"),
    ).order_by(ForecastCell.report_id, ForecastCell.demand_id, ForecastCell.month_index),
    ForecastCell.report_id,
)
_CPHS = ReadingByKeys(
    select(ReportDemand.report_id, ReportDemand.demand_id, ReportDemand.target_cph), ReportDemand.report_id
)


class DemandWords(NamedTuple):
    """A demand as levels group by it."""

    main_lob: str
    state: str
    case_type: str
    platform: str
    locality: WorkType


class StoredSummaries(FreedInPieces):
    """The monthly summaries of one report: each row is of a demand, by its place, and of a month, 1 to 6."""

    def __init__(
        self, demands: Sequence[DemandWords], demand_of: list[int], month_of: list[int], columns: dict[str, Any]
    ) -> None:
        self.demands = demands
        self.demand_of = demand_of
        self.month_of = month_of
        self._columns = columns

    def column(self, name: str) -> list[Any]:
        """A figure, or a list of people or tiers, of every row."""
        found = self._columns[name]
        if callable(found):
            found = self._columns[name] = found()
        return found  # type: ignore[no-any-return]

    def add(self, name: str, column: list[Any]) -> None:
        """Give every row one more value."""
        self._columns[name] = column


@lru_cache(maxsize=64)
def _demands(chosen: DemandFilter) -> Reading:
    return Reading(
        select(Demand.id, *(getattr(Demand, name) for name in DemandWords._fields)).where(*chosen.conditions())
    )


async def stored_summaries(
    session: ReadSession, ids: Collection[int], chosen: DemandFilter, *, parts: Collection[Part]
) -> dict[int, StoredSummaries]:
    """The summaries of some reports, with the parts that are asked for; with parts of the drift, target CPHs too.

    Three plain statements or four, put together here: as one it is a join that a planner without statistics loops over.
    """
    demands = await session.read(_demands(chosen))
    words = list(map(DemandWords._make, zip(*map(demands.column, DemandWords._fields), strict=True)))
    places = dict(zip(demands.column("id"), range(len(words)), strict=True))
    names = (*FIGURES, *PEOPLE, *(name for part in Part if part in parts for name in _COLUMNS_OF[part]))
    rows = _Keyed(await session.read(_SUMMARIES, (*_KEY, *names), {"keys": list(ids)}))
    cells = _Keyed(await session.read(_CELLS, (*_KEY, *PLANNED), {"keys": list(ids)}))
    summaries = {id: _of_report(id, words, places, rows, names, cells) for id in ids}
    if Part.STALE in parts:
        _mark_stale(summaries, places, await stale_cells(session, ids))
    return await _with_target_cphs(session, summaries, places) if Part.DRIFT_PARTS in parts else summaries


def _mark_stale(summaries: Mapping[int, StoredSummaries], places: Mapping[int, int], stale: set[CellKey]) -> None:
    for id, one in summaries.items():
        own = {(places.get(demand_id), month) for report_id, demand_id, month in stale if report_id == id}
        keys = zip(one.demand_of, one.month_of, strict=True)
        one.add(STALE, [int(key in own) for key in keys] if own else [0] * len(one.demand_of))


async def _with_target_cphs(
    session: ReadSession, summaries: dict[int, StoredSummaries], places: dict[int, int]
) -> dict[int, StoredSummaries]:
    rows = await session.read(_CPHS, ("report_id", "demand_id", "target_cph"), {"keys": list(summaries)})
    keys = zip(rows.column("report_id"), map(places.get, rows.column("demand_id")), strict=True)
    cphs = dict(zip(keys, map(float, rows.column("target_cph")), strict=True))
    for id, one in summaries.items():
        one.add("target_cph", [cphs[id, demand] for demand in one.demand_of])
    return summaries


class _Keyed:
    """Rows with their keys: report, demand and month."""

    def __init__(self, rows: ColumnRows) -> None:
        self.rows = rows
        self.keys = list(map(rows.column, _KEY))

    def places_of(self, others: "_Keyed", kept: "_Taken") -> "_Taken":
        """Where the rows lie that have the keys of others; as a rule in the same places, since both are in order."""
        if all(map(_are_equal, self.keys, others.keys)):
            return kept
        place = dict(zip(zip(*self.keys, strict=True), range(len(self.rows)), strict=True))
        return _Taken([place[key] for key in zip(*map(kept, others.keys), strict=True)])


def _are_equal(one: list[Any], other: list[Any]) -> bool:
    """Whether two columns are equal, compared by parts: a loop in C lets nobody else work."""
    parts = (slice(start, start + COMPARED_AT_ONCE) for start in range(0, len(one), COMPARED_AT_ONCE))
    return len(one) == len(other) and all(one[part] == other[part] for part in parts)


class _Taken:
    """Some items of a list, by their places; the whole list where there are none."""

    def __init__(self, places: Sequence[int] | None) -> None:
        self._places = places

    def __call__(self, column: list[Any]) -> list[Any]:
        return column if self._places is None else [column[place] for place in self._places]


def _of_report(
    report_id: int,
    words: Sequence[DemandWords],
    places: dict[int, int],
    rows: _Keyed,
    names: Sequence[str],
    cells: _Keyed,
) -> StoredSummaries:
    reports, demands, months = rows.keys
    kept = _Taken(None)
    is_own = [id == report_id and demand in places for id, demand in zip(reports, demands, strict=True)]
    if not all(is_own):
        kept = _Taken([row for row, own in enumerate(is_own) if own])
    planned = cells.places_of(rows, kept)
    columns: dict[str, Any] = {name: partial(_column, kept, rows, name) for name in names}
    columns |= {name: partial(_column, planned, cells, name) for name in PLANNED}
    return StoredSummaries(words, [places[demand] for demand in kept(demands)], kept(months), columns)


def _column(taken: _Taken, keyed: _Keyed, name: str) -> list[Any]:
    return taken(keyed.rows.column(name))
