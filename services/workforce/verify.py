"""Recomputing what is stored and checking every invariant: each line found says what differs."""

from db.engine import ReadSession
from db.workforce import invariants, summaries


async def verify(session: ReadSession) -> list[str]:
    """Everything in a tenant that is not as it must be; empty when all is well."""
    lines = [
        f"assignment {row.id}, week {row.year}-W{row.week:02d}: capacity {row.stored}, recomputed {row.recomputed}"
        for row in await summaries.stale_capacities(session)
    ]
    lines += [
        f"assignment {row.id}, week {row.year}-W{row.week:02d}: percentage {row.stored}, recomputed {row.recomputed}"
        + (f" for {row.days_present} of {row.working_days} days" if row.days_present else "")
        for row in await summaries.stale_percentages(session)
    ]
    lines += [
        f"summary of report {row.report_id}, demand {row.demand_id}, month {row.forecast_month_index}: headcount "
        f"{row.stored_headcount}, capacity {row.stored_capacity} and gap in people {row.stored_fte_gap}, recomputed "
        f"{row.recomputed_headcount}, {row.recomputed_capacity} and {row.recomputed_fte_gap}"
        for row in await summaries.stale_summaries(session)
    ]
    for rule in invariants.RULES:
        lines += [f"{rule.name}: {row[0]}" for row in await session.rows(rule.violations)]
    return lines
