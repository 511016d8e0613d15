"""What a dashboard hears when capacity has changed."""

from typing import Annotated

import strawberry

from schema.forecast.report import Report
from schema.shared.month import ReportMonth
from schema.shared.noun import list_field
from schema.shared.relations import loaded


@strawberry.type(description="Capacity of a report changed; ask again for the months named.")
class CapacityChange:
    """Ids and months only; the figures are asked for."""

    report_id: strawberry.Private[int]
    months: list[ReportMonth] = list_field(description="The months whose figures changed.", size=6)
    version: str = strawberry.field(
        description="The capacity that the report has now; listen again with it as since, and nothing is missed."
    )
    everything: bool = strawberry.field(
        description="Whether anything may have changed, because what was missed cannot be told: ask for the whole"
        " report again. All its months are named then."
    )
    report: Annotated["Report", strawberry.lazy("schema.forecast.report")] = loaded(
        "forecast.report_by_id", by="report_id", description="The report."
    )
