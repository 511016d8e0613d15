"""What a planner should look at before a forecast is committed: assignments left behind, and demands renamed."""

from collections.abc import Collection, Sequence
from itertools import groupby

from db.engine import ReadSession
from db.workforce import placements
from db.workforce.rows import LeftBehindRow
from services.forecast.editing.changes import Change
from services.shared.calendar import Month
from services.shared.text import some


async def left_behind(
    session: ReadSession, *, report: Month, first_month: Month, demand_ids: Collection[int]
) -> list[str]:
    """A warning for each older report that keeps assignments of demands which the newer report lacks.

    `demand_ids` are those that the newer report has, from `first_month` on.
    """
    rows = await placements.assignments_left_behind(
        session,
        year=report.year,
        month=report.number,
        first_month=first_month.start,
        demand_ids=sorted(demand_ids),
    )
    return [_stay(older, list(stay)) for older, stay in groupby(rows, key=Month.named)]


def other_case_ids(changes: Sequence[Change]) -> list[str]:
    """A warning where demands get another case id: it is the demand's, so that every report shows it."""
    renamed = [
        f"{one.after.named} ({one.case_id_before} → {one.after.case_id})" for one in changes if one.case_id_before
    ]
    if not renamed:
        return []
    return [f"{len(renamed)} demands get another case id, which every report shows: {some(renamed)}"]


def _stay(older: Month, stay: list[LeftBehindRow]) -> str:
    names = [f"{row.main_lob} / {row.state} / {row.case_type} ({row.assignments})" for row in stay]
    return (
        f"{sum(row.assignments for row in stay)} assignments on {len(stay)} demands stay with report {older.value},"
        f" because this report lacks their demands: {some(names)}"
    )
