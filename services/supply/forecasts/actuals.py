"""What came of buckets: demand of files and ledger, where a bucket is over and all of it is known.

A bucket between the first and the last row of a history that has no row came to 0; one that holds a day without data,
and one before the first or after the last row, is not known. A history that is kept in weeks or months says nothing of
buckets of another length.
"""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from db.engine import ReadSession
from db.supply.demand import demand_extents
from db.supply.enums import TimeBucket
from db.supply.levels import LevelKey
from services.supply.demand.buckets import bucket_end, bucket_start, starts_between
from services.supply.demand.history import History, histories_of

Actuals = Mapping[date, Decimal]
"""What came, by the first day of a bucket; those that nobody knows of are left out."""


class Asked(NamedTuple):
    """Buckets of one length of a product at a location, from the one that begins on a day to the one before another."""

    place: LevelKey
    bucket: TimeBucket
    since: date
    until: date


async def actuals_of(session: ReadSession, asked: Collection[Asked], *, today: date) -> dict[Asked, Actuals]:
    """What came of the buckets asked for that were over before today; a few statements whatever is asked."""
    found: dict[Asked, Actuals] = {one: {} for one in asked}
    over = [one for one in found if one.since < today]
    if not over:
        return found
    extents = {
        LevelKey(row.product_id, row.location): (row.first, row.last)
        for row in await demand_extents(session, sorted({one.place for one in over}))
    }
    for bucket in TimeBucket:
        known = [one for one in over if one.bucket is bucket and one.place in extents]
        if not known:
            continue
        since, until = min(one.since for one in known), min(max(one.until for one in known), today)
        places = sorted({one.place for one in known})
        histories = await histories_of(session, places, since=since, until=until, bucket=bucket)
        for one in known:
            found[one] = _known(one, histories[one.place], *extents[one.place], today)
    return found


def _known(asked: Asked, history: History, first: date, last: date, today: date) -> Actuals:
    if history.bucket is not asked.bucket:
        return {}
    points = {point.day: None if point.is_no_data else point.quantity for point in history.points}
    since = max(asked.since, bucket_start(first, asked.bucket))
    starts = starts_between(since, min(asked.until, bucket_start(last, asked.bucket)), asked.bucket)
    figures = {start: points.get(start, Decimal(0)) for start in starts if bucket_end(start, asked.bucket) < today}
    return {start: figure for start, figure in figures.items() if figure is not None}
