"""Changing tiers and working time: inputs and payloads."""

from typing import Any

import strawberry

from schema.forecast.stale_report import StaleReport
from schema.shared.enums import WorkType
from schema.shared.noun import list_field
from schema.shared.problems import Payload
from schema.workforce.configuration import CapacityTier, MonthConfiguration, WeekConfiguration


@strawberry.input(description="A new capacity tier.")
class TierInput:
    """A production level."""

    name: str = strawberry.field(description="A name that no tier has.")
    percentage: float = strawberry.field(description="Fraction of full production, above 0 and at most 1.")
    description: str = strawberry.field(default="", description="What the tier is for.")
    display_order: int | None = strawberry.field(default=None, description="Its place in lists; last unless given.")


@strawberry.input(description="What to change; fields left out stay as they are.")
class TierPatch:
    """Any of a tier's columns."""

    name: str | None = strawberry.field(default=strawberry.UNSET, description="A name that no other tier has.")
    percentage: float | None = strawberry.field(
        default=strawberry.UNSET, description="Above 0 and at most 1; assignments at the tier follow."
    )
    description: str | None = strawberry.field(default=strawberry.UNSET, description="What the tier is for.")
    display_order: int | None = strawberry.field(default=strawberry.UNSET, description="Its place in lists.")
    is_active: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether new assignments may use it."
    )


@strawberry.input(description="Working time of one ISO week for one work type.")
class WeekConfigurationInput:
    """A week to set."""

    year: int = strawberry.field(description="ISO year, 2020 to 2050.")
    week: int = strawberry.field(description="ISO week.")
    work_type: WorkType = strawberry.field(description="Whose working time it is.")
    working_days: int = strawberry.field(description="0 to 7.")
    work_hours: float = strawberry.field(description="Hours a working day, above 0 and at most 24.")
    occupancy: float = strawberry.field(description="Fraction, above 0 and at most 1.")
    shrinkage: float = strawberry.field(description="Fraction, from 0 to below 1.")


@strawberry.input(description="Working time of one calendar month for one work type.")
class MonthConfigurationInput:
    """A month to set."""

    year: int = strawberry.field(description="2020 to 2050.")
    month: int = strawberry.field(description="1 to 12.")
    work_type: WorkType = strawberry.field(description="Whose working time it is.")
    working_days: int = strawberry.field(description="0 to 31.")
    work_hours: float = strawberry.field(description="Hours a working day, above 0 and at most 24.")
    occupancy: float = strawberry.field(description="Fraction, above 0 and at most 1.")
    shrinkage: float = strawberry.field(description="Fraction, from 0 to below 1.")


@strawberry.input(description="Which weeks to generate from the month configurations of a year.")
class GenerateWeeksInput:
    """A year of weeks."""

    year: int = strawberry.field(description="ISO year, 2020 to 2050.")
    work_type: WorkType = strawberry.field(description="Whose weeks.")
    holiday_calendar: str | None = strawberry.field(
        default=None,
        description='A country such as "US" or "IN", a part of one such as "US-CA", or "none"; US for Domestic and IN'
        " for Global unless given.",
    )
    overwrite: bool = strawberry.field(default=False, description="Replace weeks that are configured already.")


@strawberry.type(description="A tier as it stands after a change.")
class TierPayload(Payload):
    """The answer of createCapacityTier, updateCapacityTier and deactivateCapacityTier."""

    tier: CapacityTier | None = strawberry.field(default=None, description="The tier.")
    recalculated_assignments: int | None = strawberry.field(
        default=None, description="How many assignments followed the tier's percentage."
    )


def stale_reports_field() -> Any:
    """What every change of hours answers of the cells that stay as they are."""
    return list_field(
        description="Reports whose cells no longer follow the configured hours, newest first: all there are, whichever"
        " change of hours made them so.",
        size=12,
        default_factory=list,
    )


@strawberry.type(description="A week as it stands after a change.")
class WeekConfigurationPayload(Payload):
    """The answer of setWeekConfiguration."""

    week_configuration: WeekConfiguration | None = strawberry.field(default=None, description="The week.")
    recalculated_assignments: int | None = strawberry.field(
        default=None, description="How many assignments have another capacity now."
    )
    stale_reports: list[StaleReport] = stale_reports_field()
    deallocated_assignments: int | None = strawberry.field(
        default=None, description="How many assignments ended: of people who are there on no working day of it now."
    )


@strawberry.type(description="A month as it stands after a change.")
class MonthConfigurationPayload(Payload):
    """The answer of setMonthConfiguration."""

    month_configuration: MonthConfiguration | None = strawberry.field(default=None, description="The month.")
    stale_reports: list[StaleReport] = stale_reports_field()


@strawberry.type(description="What became of a year's weeks.")
class GenerateWeeksPayload(Payload):
    """The answer of generateWeekConfigurations."""

    created: int = strawberry.field(default=0, description="Weeks that were not there.")
    updated: int = strawberry.field(default=0, description="Weeks that were replaced.")
    kept: int = strawberry.field(default=0, description="Weeks that stayed as they were.")
    warnings: list[str] = strawberry.field(
        default_factory=list, description="Months whose weeks' working days do not add up to the month's."
    )
    stale_reports: list[StaleReport] = stale_reports_field()
