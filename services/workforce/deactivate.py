"""Taking people out of planning: their future assignments are deallocated, the past stays as it was."""

from collections.abc import Collection
from datetime import date

from db.engine import WriteSession
from db.workforce.summaries import summarise
from db.workforce.writes import deallocate_from_week
from services.shared.calendar import Week


async def deallocate_future(session: WriteSession, resource_ids: Collection[int], *, today: date) -> int:
    """Deallocate active assignments from the week of `today` on; returns how many."""
    week = Week.of(today)
    cells = await deallocate_from_week(session, resource_ids, year=week.year, week=week.number)
    await summarise(session, {(cell.report_id, cell.demand_id, cell.forecast_month_index) for cell in cells})
    return len(cells)
