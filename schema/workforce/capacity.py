"""Capacity figures: metrics, tiers, series and the tree they hang on."""

import strawberry

from db.forecast.enums import ForecastScope
from db.workforce.enums import WorkforceScope
from schema.shared.month import ReportMonth
from schema.shared.noun import list_field, noun
from schema.shared.relations import loaded
from schema.workforce.enums import RollupLevel


@noun(
    description="What drift is made of, in cases; people + calendar + occupancy + rounding is the drift.",
    scopes=(WorkforceScope.CONFIGURATION, ForecastScope.EVERY_REPORT),
)
class DriftParts:
    """Where bottom-up and top-down part: summed over demands and months, as drift is.

    Hours that are not configured count as none.
    """

    people: float = strawberry.field(
        description="More or fewer people than planned: (fteEquivalent − plannedFte) × target CPH × hours of the weeks."
    )
    calendar: float = strawberry.field(
        description="Weeks that have more or fewer hours than the month, occupancy left out, for the planned people."
    )
    occupancy: float = strawberry.field(
        description="The occupancy, which the month's hours have and the weeks' have not, for the planned people."
    )
    rounding: float = strawberry.field(
        description="What remains: weeks of unequal hours, planned cells that are rounded or follow older hours."
    )


@noun(
    description="Will the people handle the work? Volumes in cases, people in FTE and heads.",
    scopes=(ForecastScope.EVERY_REPORT,),
)
class CapacityMetrics:
    """The figures of a node, over one month or all six.

    Over several months volumes, capacities and gaps add up, FTE figures are the mean of the months, and people are
    counted once. Of a gap in people only what is known takes part: months and demands whose weeks are configured.
    """

    forecast: int = strawberry.field(description="Cases expected.")
    capacity: float = strawberry.field(description="Cases the assigned people finish (bottom-up).")
    gap: float = strawberry.field(description="capacity − forecast; negative means understaffed.")
    coverage: float | None = strawberry.field(description="capacity ÷ forecast; null without a forecast.")
    headcount: int = strawberry.field(description="Distinct people.")
    actual_count: int = strawberry.field(description="Distinct actual people.")
    placeholder_count: int = strawberry.field(description="Distinct placeholders.")
    fte_equivalent: float = strawberry.field(
        description="Production percentages of a week, the mean over the month's weeks."
    )
    actual_equivalent: float = strawberry.field(description="The same for actual people.")
    placeholder_equivalent: float = strawberry.field(description="The same for placeholders.")
    fte_required: int = strawberry.field(
        description="Fully productive people that the forecast needs by the month's hours."
    )
    planned_fte: int = strawberry.field(description="FTE available as planned (top-down).")
    planned_capacity: int = strawberry.field(description="Cases the planned FTE finish (top-down).")
    drift: float = strawberry.field(description="capacity − plannedCapacity: bottom-up against top-down.")
    fte_gap: float | None = strawberry.field(
        description=(
            "The gap in full-time people: gap ÷ (target CPH × productive hours of the month's weeks) of each demand,"
            " added up; over months their mean. Null where no week is configured."
        )
    )
    fte_weeks: float = strawberry.field(
        description="Sum of the weeks' FTE equivalents (fteEquivalent is their mean); months add up."
    )
    drift_parts: DriftParts = strawberry.field(description="What drift is made of; adds up to it.")


@noun(
    description="The people and cases of one tier.", scopes=(WorkforceScope.CONFIGURATION, ForecastScope.EVERY_REPORT)
)
class TierCount:
    """Everybody is counted at the tier of their last assigned week; capacity is what was produced at the tier."""

    tier_name: str = strawberry.field(description='"75% Ramp".')
    label: str = strawberry.field(description='"75%".')
    percentage: float = strawberry.field(description="Fraction of full production.")
    actual: int = strawberry.field(description="Actual people.")
    placeholder: int = strawberry.field(description="Placeholders.")
    total: int = strawberry.field(description="Both.")
    capacity: float = strawberry.field(description="Cases finished at this tier.")


@noun(description="What the tiers add up to.", scopes=(ForecastScope.EVERY_REPORT,))
class TierTotals:
    """Totals over all tiers."""

    actual_headcount: int = strawberry.field(description="Actual people.")
    placeholder_headcount: int = strawberry.field(description="Placeholders.")
    total_headcount: int = strawberry.field(description="Both.")
    actual_fte_equivalent: float = strawberry.field(description="FTE of actual people.")
    placeholder_fte_equivalent: float = strawberry.field(description="FTE of placeholders.")
    total_fte_equivalent: float = strawberry.field(description="Both.")
    total_capacity: float = strawberry.field(description="Cases.")


@noun(
    description="People and cases by tier, in display order, empty tiers included.",
    scopes=(WorkforceScope.CONFIGURATION, ForecastScope.EVERY_REPORT),
)
class TierBreakdown:
    """Tiers and their totals."""

    tiers: list[TierCount] = list_field(description="One for each tier.", size=5)
    totals: TierTotals = strawberry.field(description="What they add up to.")


@noun(description="One value a month, for charts.", scopes=(ForecastScope.EVERY_REPORT,))
class ChartSeries:
    """Series over the report's six months."""

    forecast: list[int] = strawberry.field(description="Cases expected.")
    capacity: list[float] = strawberry.field(description="Cases the assigned people finish.")
    actual_capacity: list[float] = strawberry.field(description="Those of actual people.")
    placeholder_capacity: list[float] = strawberry.field(description="Those of placeholders.")
    fte_gap: list[float | None] = strawberry.field(
        description="The gap in full-time people; null in a month without configured weeks."
    )


@noun(description="The figures of one month.", scopes=(WorkforceScope.CONFIGURATION, ForecastScope.EVERY_REPORT))
class MonthMetrics:
    """A node in one month."""

    month: ReportMonth = strawberry.field(description="The month.")
    metrics: CapacityMetrics = strawberry.field(description="Its figures.")
    tier_breakdown: TierBreakdown = strawberry.field(description="Its people by tier.")
    is_stale: bool = strawberry.field(
        description="Whether planned cells below the node no longer follow the month's configured hours: fteRequired"
        " and plannedCapacity are those of other hours then."
    )


@noun(
    description="A node of the capacity tree.",
    scopes=(ForecastScope.REPORTS, WorkforceScope.CONFIGURATION, ForecastScope.EVERY_REPORT),
)
class RollupNode:
    """Figures of everything below a node, over all months and month by month."""

    id: strawberry.ID = strawberry.field(
        description="Unique over everything the node was computed from: report, drill order, filter."
        " What a client's cache may go by."
    )
    slug: str = strawberry.field(description="Path slug, e.g. amisys-onshore-fl; unique in its tree.")
    name: str = strawberry.field(description='"Florida" for FL.')
    level: RollupLevel | None = strawberry.field(description="What the node groups by; null for the total.")
    metrics: CapacityMetrics = strawberry.field(description="Figures over all six months.")
    months: list[MonthMetrics] = list_field(description="Figures month by month.", size=6)
    chart_series: ChartSeries = strawberry.field(description="One value a month.")
    children: list["RollupNode"] = list_field(description="The next level; empty at the last.", size=9, most=2400)
    tier_breakdown: TierBreakdown = strawberry.field(description="People over all six months by tier.")
    is_stale: bool = strawberry.field(
        description="Whether planned cells below the node, of any month, no longer follow the configured hours;"
        " previewRecalculation brings them up to date."
    )


@noun(
    description="The report's capacity, drilled down.",
    scopes=(ForecastScope.REPORTS, WorkforceScope.CONFIGURATION, ForecastScope.EVERY_REPORT),
)
class CapacityTree:
    """A forest of nodes and their total."""

    report_id: strawberry.Private[int]
    months: list[ReportMonth] = list_field(description="The report's six months.", size=6)
    categories: list[RollupNode] = list_field(description="The nodes of the first level.", size=6)
    total: RollupNode = strawberry.field(description="Everything together.")
    version: str = loaded(
        "workforce.capacity_version_by_report_id",
        by="report_id",
        description="The capacity that the whole report has, whatever the filter: listen to capacityChanged with it as"
        " since, and no change is missed after this answer.",
    )
