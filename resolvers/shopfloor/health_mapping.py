"""What is computed of work orders as types of the API: health, and the figures of dashboards."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from db.shopfloor.standings import StandingCountsRow
from resolvers.supply.labels import label
from schema.shopfloor.dashboard import DailySummary, DailyVariance, DailyVarianceGroup, OnTrackStatus, PpicDashboard
from schema.shopfloor.health import HealthReport
from services.shopfloor.dashboard.daily_summary import DayFigures, DaySummary
from services.shopfloor.health.health import Health


def health_report(found: Health) -> HealthReport:
    """How a work order is getting on."""
    return HealthReport(
        health=found.health,
        label=label(found.health),
        as_of=found.as_of,
        expected_percent=found.expected_percent,
        progress_percent=found.progress_percent,
        points_behind=found.points_behind,
        working_days_left=found.working_days_left,
        needed_per_day=found.needed_per_day,
        recent_per_day=found.recent_per_day,
        projected_completion=found.projected_completion,
        reasons=list(found.reasons),
    )


def daily_variance(figures: DayFigures) -> DailyVariance:
    """What was to be made on a day, and what was."""
    return DailyVariance(
        target=figures.target,
        actual=figures.actual,
        scrap=figures.scrap,
        variance=figures.variance,
        variance_pct=figures.variance_pct,
        entries=figures.entries,
        missing_entries=figures.missing_entries,
    )


def daily_groups(groups: Iterable[tuple[str, DayFigures]]) -> list[DailyVarianceGroup]:
    """The same by name."""
    return [DailyVarianceGroup(name=name, figures=daily_variance(figures)) for name, figures in groups]


def daily_summary(summary: DaySummary, orders: Iterable[Any]) -> DailySummary:
    """A day in sums, with its orders where they are asked for."""
    return DailySummary(
        day=summary.day,
        is_working_day=summary.is_working_day,
        total=daily_variance(summary.total),
        by_stage=daily_groups(summary.by_stage),
        by_department=daily_groups(summary.by_department),
        work_orders=orders,  # type: ignore[arg-type]
    )


def ppic_dashboard(as_of: date, counts: StandingCountsRow) -> PpicDashboard:
    """How many work orders stand where; cancelled ones are in no other figure."""
    return PpicDashboard(
        as_of=as_of,
        total_work_orders=counts.not_started + counts.in_progress + counts.completed,
        not_started=counts.not_started,
        in_progress=counts.in_progress,
        completed=counts.completed,
        cancelled=counts.cancelled,
        on_track=counts.on_track,
        at_risk=counts.at_risk,
        off_track=counts.off_track,
        delayed=counts.delayed,
    )


def on_track_counts(as_of: date, counts: StandingCountsRow) -> OnTrackStatus:
    """How many work orders are on track and how many are not, where nobody asks for the orders."""
    on_track = counts.on_track + counts.at_risk + counts.completed
    return OnTrackStatus(as_of=as_of, on_track=on_track, off_track=counts.off_track + counts.delayed, work_orders=[])
