"""Recomputing what is stored of supply planning: each line found says what differs."""

from db.engine import ReadSession
from db.supply import ledger_checks, step_checks
from db.supply.accuracies import differing_accuracies
from db.supply.forecast_checks import incomplete_forecasts
from db.supply.levels import differing_levels
from db.supply.plans import plans_off_schedule
from services.shared.quantities import plain


async def verify(session: ReadSession) -> list[str]:
    """Everything in a tenant that is not as it must be; empty when all is well."""
    return [
        *await _levels(session),
        *await _days(session),
        *await _counts(session),
        *await _pairs(session),
        *await _schedules(session),
        *await _accuracies(session),
        *await _values(session),
        *await _steps(session),
    ]


async def _levels(session: ReadSession) -> list[str]:
    return [
        f"inventory level {row.account}: {column.replace('_', ' ')} {plain(row.kept)}, recomputed "
        f"{plain(row.recomputed)}"
        for column, rows in (await differing_levels(session)).items()
        for row in rows
    ]


async def _days(session: ReadSession) -> list[str]:
    return [
        f"inventory level {row.account}: ends {row.day} at {plain(row.closing)}, and {plain(row.allowance)} below"
        " nothing is allowed"
        for row in await ledger_checks.levels_short(session)
    ]


async def _counts(session: ReadSession) -> list[str]:
    untrue = [
        f"movement {row.number}: counted {plain(row.counted)} on {row.day}, which comes to {plain(row.balance)}"
        for row in await ledger_checks.untrue_counts(session)
    ]
    return untrue + [
        f"inventory level {row.level_id}: last counted on {row.kept}, recomputed {row.recomputed}"
        for row in await ledger_checks.differing_last_counts(session)
    ]


async def _pairs(session: ReadSession) -> list[str]:
    return [
        f"movement {row.number} is not the opposite of {row.of}" for row in await ledger_checks.unlike_pairs(session)
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


async def _steps(session: ReadSession) -> list[str]:
    differing = [
        f"{row.named} is {row.status}, and {f'was {row.step} at {row.at}' if row.at else f'was never {row.step}'}"
        for row in await step_checks.differing_steps(session)
    ]
    return differing + [
        f"forecast {row.first} was active when {row.second} was activated, at {row.at}"
        for row in await step_checks.active_together(session)
    ]
