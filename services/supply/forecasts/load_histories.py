"""Histories of demand up to a horizon, as the generator takes them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from db.engine import ReadSession
from db.supply.demand import demand_series_of
from db.supply.enums import MOST_BUCKETS, DemandSource, TimeBucket
from db.supply.levels import LevelKey
from db.supply.rows import ProductRow
from services.shared.errors import InvalidInput, Refusal, noted
from services.supply.demand.buckets import FIRST_DAY, bucket_end, distance, starts_between
from services.supply.demand.history import History, HistoryPoint, histories_of
from services.supply.forecasts.generator.series import Series
from services.supply.forecasts.wanted import Wanted
from services.supply.locations import spelled_location
from services.supply.products.find_product import require_active


class Loaded(NamedTuple):
    """A product and its history, or why it has none to forecast by."""

    product: ProductRow
    series: Series | None
    refusal: Refusal | None


async def load_histories(
    session: ReadSession, *, wanted: Wanted, products: Sequence[ProductRow], today: date, path: tuple[str, ...] = ()
) -> list[Loaded]:
    """The histories of products up to the horizon, in their order; refusals name inputs below `path`."""
    location = await spelled_location(session, wanted.location)
    places = {row.id: LevelKey(row.id, location) for row in products}
    kept = {row.product_id: row.bucket for row in await demand_series_of(session, sorted(places.values()))}
    histories = await histories_of(
        session,
        sorted(places.values()),
        since=max(FIRST_DAY, wanted.history_from or FIRST_DAY),
        until=min(today, wanted.horizon_start - timedelta(days=1)),
        bucket=wanted.bucket,
    )
    return [
        _loaded(wanted, row, histories[places[row.id]], kept.get(row.id, TimeBucket.DAY), today, path)
        for row in products
    ]


def _loaded(
    wanted: Wanted, product: ProductRow, history: History, kept: TimeBucket, today: date, path: tuple[str, ...]
) -> Loaded:
    refusals: list[Refusal] = []
    noted(refusals, require_active, product, (*path, "sku"))
    if not refusals and history.bucket is not wanted.bucket:
        told = f"the demand history of {product.sku} is kept by {kept}"
        refusals.append(InvalidInput(told, (*path, "bucket"), accepted=kept.value))
    points = _whole(history, kept, today)
    lead = distance(points[-1].day, wanted.horizon_start, wanted.bucket) - 1 if points else 0
    if not refusals and lead > MOST_BUCKETS:
        told = f"the demand history of {product.sku} ends {lead:,} buckets before, with {points[-1].day}"
        accepted = f"at most {MOST_BUCKETS} buckets after that"
        refusals.append(InvalidInput(told, (*path, "horizonStart"), accepted=accepted))
    if refusals:
        return Loaded(product, None, refusals[0])
    return Loaded(product, _series(wanted, product, points, lead), None)


def _whole(history: History, kept: TimeBucket, today: date) -> Sequence[HistoryPoint]:
    """The buckets of a history without the one under way, of which more may come, unless a file gave all of it."""
    points = history.points
    if points and bucket_end(points[-1].day, history.bucket) >= today:
        is_given = kept is history.bucket and points[-1].source is DemandSource.IMPORT
        return points if is_given else points[:-1]
    return points


def _series(wanted: Wanted, product: ProductRow, points: Sequence[HistoryPoint], lead: int) -> Series:
    known = {point.day: None if point.is_no_data else point.quantity for point in points}
    starts = starts_between(points[0].day, points[-1].day, wanted.bucket) if points else ()
    return Series(
        values=tuple(known.get(start, 0) for start in starts),
        bucket=wanted.bucket,
        horizon=wanted.buckets,
        model=wanted.model,
        level=wanted.interval_level,
        decimals=product.decimals,
        lead=lead,
    )
