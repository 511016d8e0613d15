"""Bringing stored capacity up to date after a change: weekly capacities first, then the summaries of their cells."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from db.engine import WriteSession
from db.forecast.lines import CellKey, all_cells, cells_by_months
from db.shared.enums import WorkType
from db.workforce import levels, placements
from db.workforce.capacity_versions import ReportMonth, note_capacity_changes
from db.workforce.presence import weeks_without_days
from db.workforce.rows import SummarisedRow
from db.workforce.summaries import summarise
from db.workforce.weekly_capacity import recalculate_by_assignments, recalculate_by_resources, recalculate_by_weeks
from services.shared.calendar import Month, Week


async def refresh_capacity_of_people(session: WriteSession, resource_ids: Collection[int]) -> int:
    """Recompute what people achieve who moved to another location; returns how many summaries were written."""
    return await summarise(session, await recalculate_by_resources(session, resource_ids))


async def refresh_summaries(session: WriteSession, assignments: Iterable[SummarisedRow]) -> int:
    """Recompute the summaries of assignments that were written, moved or ended; returns how many."""
    return await summarise(session, cells_of(assignments))


def cells_of(assignments: Iterable[SummarisedRow]) -> set[CellKey]:
    """The cells that assignments count for."""
    return {(row.report_id, row.demand_id, row.forecast_month_index) for row in assignments}


def months_of(cells: Iterable[CellKey]) -> set[ReportMonth]:
    """The months of reports that cells stand in."""
    return {(report_id, month_index) for report_id, _, month_index in cells}


class RefreshedWeeks(NamedTuple):
    """How many assignments changed in percentage or capacity, and how many ended."""

    recalculated: int
    ended: int


async def refresh_capacity_of_weeks(
    session: WriteSession, weeks: Collection[Week], work_type: WorkType
) -> RefreshedWeeks:
    """Recompute what is achieved in weeks that have other hours or days now.

    Assignments end whose people are there on none of a week's working days any more. The months' number of configured
    weeks may have changed too: their FTE equivalents are means over it. And where no summary says anything else, the
    gap in people does: it goes by the hours.
    """
    if not weeks:
        return RefreshedWeeks(0, 0)
    keys = [(week.year, week.number) for week in weeks]
    lost = await weeks_without_days(session, keys, work_type)
    ended = await placements.deallocate(session, [row.id for row in lost])
    recalculated = await recalculate_by_weeks(session, keys, work_type)
    months = {(week.month.year, week.month.number) for week in weeks}
    cells = await cells_by_months(session, months, locality=work_type)
    await summarise(session, {*recalculated, *cells_of(ended), *cells}, replanned=cells)
    return RefreshedWeeks(len(recalculated), len(ended))


async def note_other_hours(session: WriteSession, months: Collection[Month], work_type: WorkType) -> None:
    """Tell of months that have other hours now of their own.

    No assignment and no summary says anything else, but drift is explained by these hours, people required follow from
    them, and which cells are stale.
    """
    if not months:
        return
    named = {(month.year, month.number) for month in months}
    cells = await cells_by_months(session, named, locality=work_type)
    await note_capacity_changes(session, months_of(cells))


async def apply_tier_percentage(session: WriteSession, tier_id: int, *, was: float, now: float) -> int:
    """Give assignments at a tier its new percentage, those with one of their own left out; returns how many got it.

    All summaries are recomputed, whatever of the tier changed.
    """
    changed = await levels.replace_percentage(session, tier_id, was=was, now=now) if was != now else []
    await recalculate_by_assignments(session, changed)
    await refresh_all_summaries(session)
    return len(changed)


async def refresh_all_summaries(session: WriteSession) -> int:
    """Recompute every summary that is not frozen, after a tier was created, changed or retired; returns how many.

    Each of them lists the tiers by name and order; and so do the trees of frozen ones, which are told too.
    """
    cells = await all_cells(session)
    await note_capacity_changes(session, months_of(cells))
    return await summarise(session, cells)
