"""What the tables of reports have in common: of which reports, demands and months their rows are."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import case, func, select

from db.engine import ReadSession
from db.forecast.filters import EVERY_DEMAND, DemandFilter
from db.workforce.models import CapacityTier, MonthlyCapacitySummary

Summary = MonthlyCapacitySummary
TierKey = tuple[int, bool]
"""A tier's id, and whether its placeholders are counted or its actual people."""

# When the tiers changed, on which the columns of tables depend.
TIERS_CHANGED = "(SELECT max(updated_at) FROM capacity_tier)"


class Asked(NamedTuple):
    """Which rows: of a report by its id, or of every report; of some demands, and of months from one to another.

    `former` are reports that were shown in the place of the one asked for since a moment, newest first: of them, the
    rows that this one lacks. Months are their first days.
    """

    report_id: int | None = None
    chosen: DemandFilter = EVERY_DEMAND
    former: tuple[int, ...] = ()
    first_month: date | None = None
    last_month: date | None = None

    def values(self) -> dict[str, Any]:
        """The values of what is asked, of those that are told."""
        given: dict[str, Any] = {
            "report_id": self.report_id,
            "first_month": self.first_month,
            "last_month": self.last_month,
        }
        given |= {
            "former": list(self.former) or None,
            **_week("first", self._first_day),
            **_week("last", self._last_day),
        }
        return {**self.chosen.written().values, **{name: one for name, one in given.items() if one is not None}}

    def of_report(self, column: str) -> list[str]:
        """Conditions on a column that refers to a report."""
        return [] if self.report_id is None else [f"{column} = CAST(:report_id AS bigint)"]

    def report_id_of(self, column: str) -> str:
        """The id of a row's report: of one report the same in every row, so that no order depends on it."""
        return column if self.report_id is None else "CAST(:report_id AS bigint)"

    def of_demand(self) -> list[str]:
        """Conditions on a demand `d`."""
        return self.chosen.written().conditions

    def of_month(self, month: str) -> list[str]:
        """Conditions on the first day of a month."""
        first = [] if self.first_month is None else [f"{month} >= CAST(:first_month AS date)"]
        return first + ([] if self.last_month is None else [f"{month} <= CAST(:last_month AS date)"])

    def of_weeks(self, table: str) -> list[str]:
        """Conditions on the year and the week of a table: weeks whose Thursdays lie in the months."""
        week = f"({table}.year, {table}.week)"
        first = [] if self.first_month is None else [f"{week} >= (CAST(:first_year AS int), CAST(:first_week AS int))"]
        last = [] if self.last_month is None else [f"{week} <= (CAST(:last_year AS int), CAST(:last_week AS int))"]
        return first + last

    @property
    def _first_day(self) -> date | None:
        return None if self.first_month is None else self.first_month + timedelta(days=3)

    @property
    def _last_day(self) -> date | None:
        """A day of the last week whose Thursday lies in the month."""
        if self.last_month is None:
            return None
        return (self.last_month + timedelta(days=31)).replace(day=1) - timedelta(days=4)


def _week(name: str, day: date | None) -> dict[str, int | None]:
    """The ISO week that a day lies in."""
    year, week, _ = (None, None, None) if day is None else day.isocalendar()
    return {f"{name}_year": year, f"{name}_week": week}


def all_of(*conditions: str) -> str:
    """A WHERE clause of conditions that hold together; empty for none."""
    return f"WHERE {' AND '.join(conditions)}" if conditions else ""


def counted_by_tier(tiers: Collection[TierKey], of: str) -> str:
    """Columns tier_0, tier_1 …: how many rows of `of` stand at each tier, as actual people or placeholders."""
    kinds = {True: f"{of}.is_placeholder", False: f"NOT {of}.is_placeholder"}
    return "".join(
        f", (count(*) FILTER (WHERE {of}.tier_id = {int(tier_id)} AND {kinds[is_placeholder]}))::int AS tier_{place}"
        for place, (tier_id, is_placeholder) in enumerate(tiers)
    )


def tier_names(tiers: Collection[TierKey], of: str) -> str:
    """Those columns, as a list that goes on after others."""
    return "".join(f", {of}.tier_{place}" for place in range(len(tiers)))


async def computed_at(session: ReadSession, report_ids: Collection[int]) -> datetime | None:
    """When a summary of some reports was computed or a tier changed last; None for no summary."""
    latest, tiers_changed = func.max(Summary.computed_at), select(func.max(CapacityTier.updated_at)).scalar_subquery()
    query = select(case((latest.is_not(None), func.greatest(latest, tiers_changed)))).where(
        Summary.report_id == func.any(list(report_ids))
    )
    return await session.scalar(query)  # type: ignore[no-any-return]
