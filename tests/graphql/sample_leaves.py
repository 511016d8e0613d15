"""One demand in one month of the sample data: its gap in people and what its drift is made of, in decimals."""

from decimal import Decimal
from typing import NamedTuple

from tests.graphql.sample_hours import Month, month_hours, week_hours, weeks_of, working_time


class Leaf(NamedTuple):
    """Of one demand in one month, the gap in full-time people, and what its drift is made of."""

    fte_gap: Decimal
    people: Decimal
    calendar: Decimal
    occupancy: Decimal


def leaf_of(
    capacity: Decimal, shares: Decimal, volume: int, cph: Decimal, planned: int, month: Month, locality: str
) -> Leaf:
    """By the formulas, of the cases of a month, and of the shares of people in its weeks added up."""
    weeks, of_weeks = len(weeks_of(month)), week_hours(month, locality) * len(weeks_of(month))
    days, hours, _, shrinkage = working_time()[month, locality]
    without_occupancy = days * hours * (1 - shrinkage)
    return Leaf(
        fte_gap=(capacity - volume) / (cph * of_weeks),
        people=(shares / weeks - planned) * cph * of_weeks,
        calendar=planned * cph * (of_weeks - without_occupancy),
        occupancy=planned * cph * (without_occupancy - month_hours(month, locality)),
    )
