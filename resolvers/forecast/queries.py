"""Questions about reports and their history."""

from typing import Annotated

import strawberry

from db.forecast import reports
from db.forecast.enums import ForecastScope
from db.forecast.scopes import REPORT_SCOPES
from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.forecast import mapping
from resolvers.forecast.arguments import history_filter
from resolvers.permissions import ScopeFamily, root_field
from schema.forecast.enums import ChangeType, HistoryOrder
from schema.forecast.filters import HistoryFilter
from schema.forecast.history import HistoryLogPage
from schema.forecast.report import Report
from schema.shared.enums import OrderDirection
from schema.shared.lists import NO_VALUES
from schema.shared.page import LISTED_BY, Direction
from services.forecast.find_report import find_report
from services.forecast.list_history import list_history
from services.forecast.report_value import parse_report_value


def report_key(value: str) -> int | None:
    """What a report's scope is found by: year * 100 + month; None for a value that names no month."""
    month = parse_report_value(value)
    return month.year * 100 + month.number if month else None


ONE_REPORT = ScopeFamily(name=ForecastScope.EVERY_REPORT, argument="value", key=report_key, members=REPORT_SCOPES)


@strawberry.type
class ForecastQuery:
    """Root fields of the forecast room."""

    @root_field(Permission.WORKFORCE_VIEW, "Newest first; value and display fill a dropdown.", versioned=True, size=12)
    async def reports(self, info: Info) -> list[Report]:
        async with info.context.read() as session:
            return [mapping.report(row) for row in await reports.list_reports(session)]

    @root_field(Permission.WORKFORCE_VIEW, "One report by its value; null where there is none.", versioned=ONE_REPORT)
    async def report(
        self, info: Info, value: Annotated[str, strawberry.argument(description='"2025-04".')]
    ) -> Report | None:
        async with info.context.read() as session:
            row = await find_report(session, value)
        return mapping.report(row) if row else None

    @root_field(Permission.HISTORY_VIEW, "Committed changes of reports, usually newest first.", versioned=True)
    async def history_log(
        self,
        info: Info,
        month: Annotated[
            str | None, strawberry.argument(description='Of reports of this month, by its full name: "April".')
        ] = None,
        year: Annotated[int | None, strawberry.argument(description="Of reports of this year.")] = None,
        change_types: Annotated[
            list[ChangeType] | None,
            strawberry.argument(description=f"Of any of these kinds; all unless given. {NO_VALUES}"),
        ] = None,
        filter: Annotated[
            HistoryFilter | None, strawberry.argument(description="About which records, by whom, and when.")
        ] = None,
        order_by: Annotated[HistoryOrder, strawberry.argument(description=LISTED_BY)] = HistoryOrder.COMMITTED,
        direction: Direction = OrderDirection.DESC,
        page: Annotated[int, strawberry.argument(description="Which page, from 1.")] = 1,
        limit: Annotated[int, strawberry.argument(description="How many entries a page has, at most 100.")] = 25,
    ) -> HistoryLogPage:
        async with info.context.read() as session:
            history = await list_history(
                session,
                month=month,
                year=year,
                change_types=change_types,
                about=history_filter(filter),
                order=order_by,
                direction=direction,
                page=page,
                limit=limit,
            )
        entries = [mapping.history_entry(row) for row in history.rows]
        return HistoryLogPage(data=entries, total=history.total, page=page, limit=limit, has_more=history.has_more)
