"""Questions about reports."""

from typing import Annotated

import strawberry

from db.forecast import queries
from resolvers.forecast import words
from resolvers.permissions import root_field
from schema.forecast.report import Report
from services.forecast.report_value import parse_report_value
from services.shared.access import Permission


@strawberry.type
class ForecastQuery:
    """Root fields of the forecast room."""

    @root_field(Permission.WORKFORCE_VIEW, "Newest first; value and display fill a dropdown.")
    async def reports(self, info: strawberry.Info) -> list[Report]:
        async with info.context.read() as session:
            return [words.report(row) for row in await queries.reports(session)]

    @root_field(Permission.WORKFORCE_VIEW, "One report by its value; null where there is none.")
    async def report(
        self, info: strawberry.Info, value: Annotated[str, strawberry.argument(description='"2025-04".')]
    ) -> Report | None:
        month = parse_report_value(value)
        if month is None:
            return None
        async with info.context.read() as session:
            row = await queries.report_by_month(session, year=month.year, month=month.number)
        return words.report(row) if row else None
