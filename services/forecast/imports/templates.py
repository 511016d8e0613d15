"""A report's forecast, to be filled in."""

from collections.abc import Sequence
from datetime import date

from db.engine import ReadSession
from db.forecast.reports import newest_report
from db.shared.bounds import TARGET_CPH
from services.forecast.editing.checks import VOLUMES
from services.shared.calendar import Month, report_months
from services.shared.main_lob import ACCEPTED
from services.shared.table import ColumnType as T
from services.shared.templates import (
    CASE_TYPES,
    MAIN_LOBS,
    STATES,
    MonthColumns,
    Template,
    TemplateColumn,
    next_month,
)


async def _months(session: ReadSession | None, today: date) -> Sequence[Month]:
    """The months of the report after the newest one; without any, those from the next month on."""
    newest = await newest_report(session) if session is not None else None
    return report_months(next_month(today) if newest is None else Month.of(newest.first_month).plus(1))


FORECAST_TEMPLATE = Template(
    title="Forecast",
    note="One row for each demand. Of which report it is, is said when it is sent. The months are six consecutive ones:"
    " write others where the report has others.",
    columns={
        "main_lob": TemplateColumn(
            about="The line of business.", example="Amisys Medicaid DOMESTIC", words=MAIN_LOBS, accepted=ACCEPTED
        ),
        "state": TemplateColumn(about="The state, or N/A.", example="TX", words=STATES),
        "case_type": TemplateColumn(about="What kind of case it is.", example="Claims", words=CASE_TYPES),
        "case_id": TemplateColumn(about="The case id in other systems.", example="CL-9001"),
        "target_cph": TemplateColumn(
            about="Cases one productive person finishes in one productive hour.",
            example=12.5,
            type=T.NUMBER,
            unit="cases an hour",
            bound=TARGET_CPH,
        ),
    },
    months=MonthColumns(
        months=_months,
        column=TemplateColumn(
            about="The cases expected in the month.", example=1000, type=T.INTEGER, unit="cases", bound=VOLUMES
        ),
    ),
)
