"""What follows a change of people or weeks: weekly capacities first, then the summaries of every cell they touch."""

from collections.abc import Collection, Iterable

from db.engine import WriteSession
from db.forecast.lines import CellKey, all_cells, cells_by_months
from db.shared.enums import WorkType
from db.workforce import placements
from db.workforce.rows import SummarisedRow
from db.workforce.summaries import (
    recalculate_by_assignments,
    recalculate_by_resources,
    recalculate_by_weeks,
    summarise,
)
from services.shared.calendar import Week


async def follow_people(session: WriteSession, resource_ids: Collection[int]) -> int:
    """Bring everything that depends on some people's working time up to date; returns the cells rewritten."""
    return await summarise(session, await recalculate_by_resources(session, resource_ids))


async def follow_assignments(session: WriteSession, assignments: Iterable[SummarisedRow]) -> int:
    """Bring the summaries of assignments that were written, moved or ended up to date; returns the cells rewritten."""
    return await summarise(session, cells_of(assignments))


def cells_of(assignments: Iterable[SummarisedRow]) -> set[CellKey]:
    """The cells that assignments count for."""
    return {(row.report_id, row.demand_id, row.forecast_month_index) for row in assignments}


async def follow_weeks(session: WriteSession, weeks: Collection[Week], work_type: WorkType) -> int:
    """Bring everything that depends on some weeks' configuration up to date; returns the assignments recalculated.

    The months' number of configured weeks may have changed too, which their FTE equivalents are the mean over.
    """
    recalculated = await recalculate_by_weeks(session, [(week.year, week.number) for week in weeks], work_type)
    months = {(week.month.year, week.month.number) for week in weeks}
    await summarise(session, {*recalculated, *await cells_by_months(session, months, locality=work_type)})
    return len(recalculated)


async def follow_tier(session: WriteSession, tier_id: int, *, was: float, now: float) -> int:
    """Let assignments at a tier follow its percentage, those with one of their own left out; returns how many did.

    Every summary lists the tiers by name and order, so all of them are rewritten, frozen ones left out.
    """
    moved = await placements.follow_percentage(session, tier_id, was=was, now=now) if was != now else []
    await recalculate_by_assignments(session, moved)
    await summarise(session, await all_cells(session))
    return len(moved)
