"""Which report a demand's month belongs to: the newest that has the demand and whose six months have the month."""

from collections.abc import Collection, Iterable

from db.engine import ReadSession
from db.forecast.reports import reports_by_demand_ids
from db.forecast.rows import DemandReportRow
from services.shared.calendar import MONTHS_IN_REPORT, Month
from services.shared.text import some

MOST_SPANS = 3  # in a sentence


class CoveringReports:
    """The reports of some demands."""

    def __init__(self, newest_first: Iterable[DemandReportRow]) -> None:
        self._of_demand: dict[int, list[tuple[int, Month]]] = {}
        for row in newest_first:
            self._of_demand.setdefault(row.demand_id, []).append((row.report_id, Month.of(row.first_month)))

    @classmethod
    async def load(cls, session: ReadSession, demand_ids: Collection[int]) -> "CoveringReports":
        """The reports of some demands, in one statement."""
        return cls(await reports_by_demand_ids(session, demand_ids))

    def covering(self, demand_id: int, month: Month) -> tuple[int, int] | None:
        """(report id, forecast month index, 1–6) of a demand's month; None where no report has it."""
        for report_id, first in self._of(demand_id):
            if 1 <= (index := month.minus(first) + 1) <= MONTHS_IN_REPORT:
                return report_id, index
        return None

    def spans(self, demand_id: int) -> str:
        """The months that the reports of a demand have, newest first: "Jun-25 to Nov-25"."""
        spans = [f"{first.label} to {first.plus(MONTHS_IN_REPORT - 1).label}" for _, first in self._of(demand_id)]
        return some(spans, most=MOST_SPANS) or "none yet, import a forecast with the demand first"

    def _of(self, demand_id: int) -> list[tuple[int, Month]]:
        return self._of_demand.get(demand_id, [])
