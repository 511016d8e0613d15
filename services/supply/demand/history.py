"""Demand of products at locations as one history: what files brought, and what the ledger says of all other days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.engine import ReadSession
from db.supply.demand import demand_between, demand_series_of
from db.supply.enums import DemandSource, TimeBucket
from db.supply.levels import LevelKey
from db.supply.rows import DemandFigureRow
from services.supply.demand.buckets import bucket_end, bucket_start, is_start, next_start
from services.supply.demand.statistics import DailyDemand, daily_demand


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """Demand of the bucket that begins on a day; what holds a day that nobody knows of is itself without data."""

    day: date
    quantity: Decimal
    is_no_data: bool
    source: DemandSource


@dataclass(frozen=True, slots=True)
class History:
    """What was asked for, by date, in buckets of one length."""

    bucket: TimeBucket
    points: Sequence[HistoryPoint]

    @property
    def per_day(self) -> DailyDemand:
        """Mean and deviation of a day."""
        figures = {point.day: None if point.is_no_data else point.quantity for point in self.points}
        return daily_demand(figures, self.bucket)

    def points_from(self, source: DemandSource) -> int:
        """How many points are from one source."""
        return sum(point.source is source for point in self.points)


async def history_of(
    session: ReadSession, key: LevelKey, *, since: date, until: date, bucket: TimeBucket = TimeBucket.DAY
) -> History:
    """The history of one product at one location; see `histories_of`."""
    return (await histories_of(session, [key], since=since, until=until, bucket=bucket))[key]


async def histories_of(
    session: ReadSession, keys: Sequence[LevelKey], *, since: date, until: date, bucket: TimeBucket | None = None
) -> dict[LevelKey, History]:
    """Histories by product and location, of the buckets that begin from one day to another.

    Days are summed to the bucket that is asked for; weeks and months cannot be taken apart, and are answered as they
    are kept, together with the ledger's days outside of them. Without a bucket each history has its own.
    """
    kept = {LevelKey(row.product_id, row.location): row.bucket for row in await demand_series_of(session, keys)}
    buckets = {key: _answered(kept.get(key, TimeBucket.DAY), bucket) for key in keys}
    last = max((bucket_end(bucket_start(until, one), one) for one in buckets.values()), default=until)
    found: dict[LevelKey, list[DemandFigureRow]] = {key: [] for key in keys}
    for row in await demand_between(session, keys, since=since, until=last, bucket=bucket or TimeBucket.DAY):
        found[LevelKey(row.product_id, row.location)].append(row)
    return {
        key: History(buckets[key], _points(rows, buckets[key], since=since, until=until)) for key, rows in found.items()
    }


def _answered(kept: TimeBucket, asked: TimeBucket | None) -> TimeBucket:
    return asked if asked is not None and kept is TimeBucket.DAY else kept


def _points(rows: Iterable[DemandFigureRow], bucket: TimeBucket, *, since: date, until: date) -> Sequence[HistoryPoint]:
    points: dict[date, HistoryPoint] = {}
    first = since if is_start(since, bucket) else next_start(bucket_start(since, bucket), bucket)
    for row in rows:
        start = bucket_start(row.day, bucket)
        if first <= start <= until:
            points[start] = _joined(points.get(start), row, start)
    return [points[start] for start in sorted(points)]


def _joined(point: HistoryPoint | None, row: DemandFigureRow, start: date) -> HistoryPoint:
    source = DemandSource(row.source)
    if point is None:
        return HistoryPoint(start, row.quantity, row.is_no_data, source)
    is_imported = DemandSource.IMPORT in (point.source, source)
    return HistoryPoint(
        start,
        point.quantity + row.quantity,
        point.is_no_data or row.is_no_data,
        DemandSource.IMPORT if is_imported else DemandSource.LEDGER,
    )
