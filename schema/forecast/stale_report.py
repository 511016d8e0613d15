"""Reports whose cells no longer follow the configured hours."""

import strawberry

from schema.forecast.report import Report
from schema.shared.month import ReportMonth
from schema.shared.noun import list_field


@strawberry.type(
    description="A report whose cells no longer follow the configured hours; previewRecalculation brings it up to date."
)
class StaleReport:
    """Which months of it, and how many of its records."""

    report: Report = strawberry.field(description="The report.")
    months: list[ReportMonth] = list_field(description="Months of which cells do not follow, in order.", size=6)
    records: int = strawberry.field(description="How many records have such cells.")
