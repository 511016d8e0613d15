"""Recomputing what is stored of supply planning: each line found says what differs."""

from db.engine import ReadSession
from db.supply.accuracies import differing_accuracies
from db.supply.forecast_checks import incomplete_forecasts
from db.supply.levels import differing_levels
from db.supply.plans import plans_off_schedule
from db.supply.shop_floor import levels_too_low
from services.shared.quantities import plain


async def verify(session: ReadSession) -> list[str]:
    """Everything in a tenant that is not as it must be; empty when all is well."""
    stock = [*await _levels(session), *await _allowances(session)]
    return [*stock, *await _schedules(session), *await _accuracies(session), *await _values(session)]


async def _levels(session: ReadSession) -> list[str]:
    return [
        f"inventory level {row.account}: {column.replace('_', ' ')} {plain(row.kept)}, recomputed "
        f"{plain(row.recomputed)}"
        for column, rows in (await differing_levels(session)).items()
        for row in rows
    ]


async def _allowances(session: ReadSession) -> list[str]:
    return [
        f"inventory level {row.account}: ended {row.day} at {plain(row.closing)}, {plain(row.allowance)} below nothing "
        "was allowed"
        for row in await levels_too_low(session)
    ]


async def _schedules(session: ReadSession) -> list[str]:
    return [
        f"plan {row.number}: quantity {plain(row.quantity)}, its schedule adds up to {plain(row.scheduled)} and has "
        f"{row.outside} days outside the plan"
        for row in await plans_off_schedule(session)
    ]


async def _accuracies(session: ReadSession) -> list[str]:
    return [
        f"forecast {row.number} version {row.version}: {row.name} {row.kept}, recomputed {row.recomputed}"
        for row in await differing_accuracies(session)
    ]


async def _values(session: ReadSession) -> list[str]:
    return [
        f"forecast {row.number} version {row.version}: values of {row.found} buckets, its horizon has {row.buckets}"
        for row in await incomplete_forecasts(session)
    ]
