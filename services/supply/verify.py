"""Recomputing what is stored of supply planning: each line found says what differs."""

from db.engine import ReadSession
from db.supply.accuracies import differing_accuracies
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
    return levels + accuracies
