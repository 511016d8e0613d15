"""Rows and figures of the workforce room as types of the API."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from resolvers.shapes import From, Shape, global_id_of
from schema.shared.month import Month as MonthNoun
from schema.workforce.assignment import Assignment
from schema.workforce.capacity import TierBreakdown, TierCount, TierTotals
from schema.workforce.configuration import CapacityTier, MonthConfiguration, WeekConfiguration
from schema.workforce.resource import Resource
from services.shared.calendar import Month, Week
from services.workforce.reports.figures import Metrics
from services.workforce.reports.rollup import Slice
from services.workforce.reports.tiers import Tier, break_down, percent_label


@lru_cache(maxsize=4096)
def _monday(year: int, number: int) -> date:
    return Week(year, number).start


@lru_cache(maxsize=4096)
def _month_of_week(year: int, number: int) -> MonthNoun:
    return _month(Week(year, number).month)


@lru_cache(maxsize=1024)
def _month(month: Month) -> MonthNoun:
    return MonthNoun.of(month)


resource = Shape(Resource, id=global_id_of("Resource"), key="id")
tier = Shape(CapacityTier, id=global_id_of("CapacityTier"), label=From(("percentage",), percent_label))
week_configuration = Shape(
    WeekConfiguration,
    id=global_id_of("WeekConfiguration"),
    month=From(("month_year", "month_number"), lambda year, number: _month(Month(year, number))),
)
month_configuration = Shape(
    MonthConfiguration,
    id=global_id_of("MonthConfiguration"),
    month=From(("year", "month"), lambda year, number: _month(Month(year, number))),
)


assignment = Shape(
    Assignment,
    id=global_id_of("Assignment"),
    start_date=From(("year", "week"), _monday),
    month=From(("year", "week"), _month_of_week),
)


def tier_breakdown(people: Slice, totals: Metrics, tiers: Sequence[Tier]) -> TierBreakdown:
    """People by production level, with the totals of all."""
    breakdown = break_down(people, totals, tiers)
    return TierBreakdown(
        tiers=[
            TierCount(
                tier_name=count.name,
                label=count.label,
                percentage=count.percentage,
                actual=count.actual,
                placeholder=count.placeholder,
                total=count.total,
                capacity=count.capacity,
            )
            for count in breakdown.tiers
        ],
        totals=TierTotals(
            actual_headcount=totals.actual_count,
            placeholder_headcount=totals.placeholder_count,
            total_headcount=totals.headcount,
            actual_fte_equivalent=totals.actual_equivalent,
            placeholder_fte_equivalent=totals.placeholder_equivalent,
            total_fte_equivalent=totals.fte_equivalent,
            total_capacity=totals.capacity,
        ),
    )
