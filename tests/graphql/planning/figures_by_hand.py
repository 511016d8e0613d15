"""The gap in people, weeks of FTE and the parts of drift of a plan, worked out from its raw rows in fractions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import text

from db.engine import ReadSession
from tests.graphql.sample_figures import Demand

CELLS = text("""
    SELECT d.main_lob, d.state, d.case_type, c.month_index, c.forecast, c.fte_avail, c.capacity, rd.target_cph,
           (extract(year FROM r.first_month) * 12 + extract(month FROM r.first_month))::int + c.month_index - 2 AS month
    FROM forecast_cell c JOIN report r ON r.id = c.report_id JOIN demand d ON d.id = c.demand_id
    JOIN report_demand rd ON rd.report_id = c.report_id AND rd.demand_id = c.demand_id
    WHERE (r.year, r.month) = (:year, :number)""")
WORK = text("""
    SELECT d.main_lob, d.state, d.case_type, a.forecast_month_index AS month_index, a.year, a.week,
           a.production_percentage, a.weekly_capacity
    FROM assignment a JOIN report r ON r.id = a.report_id JOIN demand d ON d.id = a.demand_id
    WHERE a.is_active AND (r.year, r.month) = (:year, :number)""")
WEEKS = text("""
    SELECT year, week, month_year * 12 + month_number - 1 AS month, initcap(work_type) AS locality,
           working_days, work_hours, occupancy, shrinkage FROM week_configuration ORDER BY year, week""")
MONTHS = text("""
    SELECT year * 12 + month - 1 AS month, initcap(work_type) AS locality,
           working_days, work_hours, occupancy, shrinkage
    FROM month_configuration""")
PARTS = ("people", "calendar", "occupancy", "rounding")


class Leaf(NamedTuple):
    """One demand in one month."""

    demand: Demand
    month_index: int
    forecast: int
    capacity: Fraction
    planned: int
    fte_gap: Fraction | None
    fte_weeks: Fraction
    parts: tuple[Fraction, ...]

    @property
    def drift(self) -> Fraction:
        return self.capacity - self.planned


class Week(NamedTuple):
    """One demand in one week: cases over or under its share of the month's forecast, and the same in people."""

    gap: Fraction
    fte_gap: Fraction | None


class ByHand(NamedTuple):
    """A report's leaves, and its weeks by demand, ISO year and week."""

    leaves: list[Leaf]
    weeks: dict[tuple[Demand, int, int], Week]


async def worked_out(session: ReadSession, year: int, number: int) -> ByHand:
    """A report, from nothing but cells, assignments and configurations."""
    values = {"year": year, "number": number}
    cells, work = list(await session.rows(CELLS, values)), list(await session.rows(WORK, values))
    weeks, months = list(await session.rows(WEEKS)), list(await session.rows(MONTHS))
    shares: dict[Any, Fraction] = defaultdict(Fraction)
    cases: dict[Any, Fraction] = defaultdict(Fraction)
    for one in work:
        demand = Demand(one.main_lob, one.state, one.case_type)
        for key in ((demand, one.month_index), (demand, one.year, one.week)):
            shares[key] += of(one.production_percentage)
            cases[key] += of(one.weekly_capacity)
    leaves, by_week = [], {}
    for cell in cells:
        demand = Demand(cell.main_lob, cell.state, cell.case_type)
        here = [week for week in weeks if (week.month, week.locality) == (cell.month, demand.locality)]
        month = next((one for one in months if (one.month, one.locality) == (cell.month, demand.locality)), None)
        key, cph = (demand, cell.month_index), of(cell.target_cph)
        leaves.append(leaf(demand, cell, cases[key], shares[key], here, month))
        for week in here:
            gap = cases[demand, week.year, week.week] - Fraction(cell.forecast, len(here))
            by_week[demand, week.year, week.week] = Week(gap, gap / (cph * time(week)) if time(week) else None)
    return ByHand(leaves, by_week)


def leaf(demand: Demand, cell: Any, cases: Fraction, shares: Fraction, weeks: Sequence[Any], month: Any) -> Leaf:
    """One demand in one month, by the formulas as they are written down."""
    cph, of_weeks = of(cell.target_cph), sum(map(time, weeks), Fraction(0))
    fte = shares / len(weeks) if weeks else Fraction(0)
    without = sum(map(time, weeks), Fraction(0)) if month is None else time(month)
    occupied = weeks if month is None else [month]
    of_month = sum((time(one) * of(one.occupancy) for one in occupied), Fraction(0))
    parts = [
        (fte - cell.fte_avail) * cph * of_weeks,
        cell.fte_avail * cph * (of_weeks - without),
        cell.fte_avail * cph * (without - of_month),
    ]
    drift = cases - cell.capacity
    gap = (cases - cell.forecast) / (cph * of_weeks) if of_weeks else None
    return Leaf(
        demand, cell.month_index, cell.forecast, cases, cell.capacity, gap, shares, (*parts, drift - sum(parts))
    )


def time(configured: Any) -> Fraction:
    """Hours of one person, occupancy left out."""
    return configured.working_days * of(configured.work_hours) * (1 - of(configured.shrinkage))


def of(value: Any) -> Fraction:
    """A stored number as people write it."""
    return Fraction(value if isinstance(value, Decimal) else Decimal(repr(value)))


def month_of(leaves: Iterable[Leaf], index: int) -> dict[str, Any]:
    """What a node says of one month."""
    here = [one for one in leaves if one.month_index == index]
    known = [one.fte_gap for one in here if one.fte_gap is not None]
    return {
        "drift": sum((one.drift for one in here), Fraction(0)),
        "fteGap": sum(known, Fraction(0)) if known else None,
        "fteWeeks": sum((one.fte_weeks for one in here), Fraction(0)),
        **{name: sum((one.parts[place] for one in here), Fraction(0)) for place, name in enumerate(PARTS)},
    }


def horizon_of(leaves: Sequence[Leaf]) -> dict[str, Any]:
    """What a node says of all months: everything adds up, but for gaps in people, whose mean it is."""
    months = [month_of(leaves, index) for index in range(1, 7)]
    gaps = [one.pop("fteGap") for one in months]
    known = [gap for gap in gaps if gap is not None]
    mean = sum(known, Fraction(0)) / len(known) if known else None
    return {"fteGap": mean, **{name: sum((one[name] for one in months), Fraction(0)) for name in months[0]}}
