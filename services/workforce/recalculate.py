"""What follows a change of people or weeks: weekly capacities first, then the summaries of every cell they touch."""

from collections.abc import Collection

from db.engine import WriteSession
from db.forecast.queries import cells_by_months
from db.workforce.enums import WorkType
from db.workforce.summaries import recalculate_by_resources, recalculate_by_weeks, summarise
from services.shared.calendar import Week


async def follow_people(session: WriteSession, resource_ids: Collection[int]) -> int:
    """Bring everything that depends on some people's working time up to date; returns the cells rewritten."""
    return await summarise(session, await recalculate_by_resources(session, resource_ids))


async def follow_weeks(session: WriteSession, weeks: Collection[Week], work_type: WorkType) -> int:
    """Bring everything that depends on some weeks' configuration up to date; returns the cells rewritten.

    The months' number of configured weeks may have changed too, which their FTE equivalents are the mean over.
    """
    recalculated = await recalculate_by_weeks(session, [(week.year, week.number) for week in weeks], work_type)
    months = {(week.month.year, week.month.number) for week in weeks}
    return await summarise(session, recalculated | await cells_by_months(session, months, locality=work_type))
