"""The warning of changes whose months a newer report took over: the older report's figures stay as they stood."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from db.engine import ReadSession
from db.workforce import frozen
from db.workforce.rows import FrozenMonthRow
from services.forecast.editing.changes import Change
from services.shared.calendar import Month
from services.shared.text import some


async def frozen_warnings(
    session: ReadSession, *, report_id: int, changes: Sequence[Change], labels: Sequence[str]
) -> list[str]:
    """A sentence for each newer report that has months which changes touch; `labels` are those of the six months."""
    touched = {(change.after.demand_id, month): change.after.named for change in changes for month in _touched(change)}
    if not touched:
        return []
    demand_ids = {demand_id for demand_id, _ in touched}
    rows = await frozen.frozen_months(session, report_id=report_id, demand_ids=demand_ids)
    met = [row for row in rows if (row.demand_id, row.month_index) in touched]
    return [_sentence(newer, list(theirs), touched, labels) for newer, theirs in groupby(met, key=Month.named)]


def _touched(change: Change) -> Iterator[int]:
    """Months, 1 to 6, with a figure that differs; another target CPH differs in all of them."""
    for month, (was, now) in enumerate(zip(change.before.cells, change.after.cells, strict=True), start=1):
        if was != now or change.target_cph_change:
            yield month


def _sentence(
    newer: Month, rows: Sequence[FrozenMonthRow], touched: dict[tuple[int, int], str], labels: Sequence[str]
) -> str:
    months = ", ".join(labels[index - 1] for index in sorted({row.month_index for row in rows}))
    demands = sorted({touched[row.demand_id, row.month_index] for row in rows})
    return (
        f"report {newer.value} took {months} over: cells of this report change, but its tree and monthly tables keep"
        f" forecast, people required, capacity and gap of these months as they stood ({some(demands)}); what is planned"
        f" for them now is edited in report {newer.value}"
    )
