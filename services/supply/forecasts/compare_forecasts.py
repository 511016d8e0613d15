"""Versions of a forecast, or forecasts of one product, bucket by bucket against the first of them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from db.engine import ReadSession
from db.supply.forecast_rows import SupplyForecastRow
from db.supply.forecasts import forecasts_by_ids, values_of
from services.shared.errors import BadRequest
from services.shared.quantities import rounded
from services.workforce.reports.compare_reports import Presence

LEAST, MOST = 2, 10
PERCENT_PLACES = 2
ACCEPTED = "forecasts of one product, location and bucket"


class Cell(NamedTuple):
    """A version's value of a bucket; change and percent are None unless the first version has the bucket too."""

    presence: Presence
    quantity: Decimal | None = None
    change: Decimal | None = None
    percent: float | None = None


class Comparison(NamedTuple):
    """Versions in the order given, and for each bucket that any of them has a cell of each."""

    versions: list[SupplyForecastRow]
    rows: list[tuple[date, list[Cell]]]


async def compare_forecasts(session: ReadSession, *, ids: Sequence[int | None]) -> Comparison:
    """Compare forecasts with the first; raises BadRequest for ids that cannot be compared, saying why."""
    versions = _found(ids, {row.id: row for row in await forecasts_by_ids(session, [id for id in ids if id])})
    figures: dict[int, dict[date, Decimal]] = {row.id: {} for row in versions}
    for value in await values_of(session, list(figures)):
        figures[value.forecast_id][value.start] = value.quantity
    first = figures[versions[0].id]
    starts = sorted({start for one in figures.values() for start in one})
    rows = [(start, [cell(first.get(start), figures[row.id].get(start)) for row in versions]) for start in starts]
    return Comparison(versions, rows)


def cell(first: Decimal | None, quantity: Decimal | None) -> Cell:
    """A value against the first version's: 100 → 120 is +20 and +20.00 %, 0 → 10 is +10 without percent."""
    if quantity is None:
        return Cell(Presence.REMOVED)
    if first is None:
        return Cell(Presence.ADDED, quantity)
    change = quantity - first
    percent = float(rounded(100 * change / first, PERCENT_PLACES)) if first else None
    return Cell(Presence.BOTH, quantity, change, percent)


def _found(ids: Sequence[int | None], known: dict[int, SupplyForecastRow]) -> list[SupplyForecastRow]:
    if not LEAST <= len(ids) <= MOST:
        raise BadRequest(f"ids has {len(ids)} items; accepted: {LEAST} to {MOST} {ACCEPTED}")
    found: list[SupplyForecastRow] = []
    for place, id in enumerate(ids):
        row = known.get(id) if id is not None else None
        if row is None:
            raise BadRequest(f"ids.{place} is no forecast's id; accepted: ids that supplyForecasts lists")
        if id in ids[:place]:
            raise BadRequest(f"ids.{place} stands in ids.{ids.index(id)} too; accepted: each forecast once")
        found.append(row)
        for name, what in (("product_id", "product"), ("location", "location"), ("bucket", "bucket")):
            if getattr(row, name) != getattr(found[0], name):
                raise BadRequest(f"ids.{place} is of another {what} than ids.0; accepted: {ACCEPTED}")
    return found
