"""Recomputing what is stored of supply planning: each line found says what differs."""

from db.engine import ReadSession
from db.supply.accuracies import differing_accuracies
from db.supply.forecast_checks import incomplete_forecasts
from db.supply.levels import differing_levels
from services.shared.quantities import plain


async def verify(session: ReadSession) -> list[str]:
    """Everything in a tenant that is not as it must be; empty when all is well."""
    levels = [
        f"inventory level {row.account}: {column.replace('_', ' ')} {plain(row.kept)}, recomputed "
        f"{plain(row.recomputed)}"
        for column, rows in (await differing_levels(session)).items()
        for row in rows
    ]
    accuracies = [
        f"forecast {row.number} version {row.version}: {row.name} {row.kept}, recomputed {row.recomputed}"
        for row in await differing_accuracies(session)
    ]
    forecasts = [
        f"forecast {row.number} version {row.version}: values of {row.found} buckets, its horizon has {row.buckets}"
        for row in await incomplete_forecasts(session)
    ]
    return levels + accuracies + forecasts
