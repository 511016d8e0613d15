"""The files of the workforce room, to be filled in: months, people, and the old system's allocations."""

from collections.abc import Sequence
from datetime import date

from db.engine import ReadSession
from db.shared.bounds import DAYS_OF_MONTH, OCCUPANCY, SHRINKAGE, WORK_HOURS, YEARS
from db.workforce.people import cns_in_use
from services.shared.table import ColumnType as T
from services.shared.templates import (
    CASE_TYPES,
    LOCALITIES,
    MAIN_LOBS,
    MONTHS,
    PLATFORMS,
    STATES,
    YES_OR_NO,
    Template,
    TemplateColumn,
    Words,
    next_month,
)

YEAR = TemplateColumn(
    about="The calendar year.", example=lambda today: next_month(today).year, type=T.INTEGER, bound=YEARS, is_year=True
)
MONTH = TemplateColumn(
    about="The calendar month.",
    example=lambda today: next_month(today).name,
    words=MONTHS,
    accepted="an English name or a number: April, Apr, 4",
)


async def _cns(session: ReadSession, _: date, most: int) -> Sequence[str]:
    return await cns_in_use(session, most=most)


MONTHS_TEMPLATE = Template(
    title="Months",
    note="One row for each month and work type.",
    columns={
        "year": YEAR,
        "month": MONTH,
        "work_type": TemplateColumn(about="Whose hours they are.", example="Domestic", words=LOCALITIES),
        "working_days": TemplateColumn(
            about="Days on which work is done.", example=21, type=T.INTEGER, unit="days", bound=DAYS_OF_MONTH
        ),
        "work_hours": TemplateColumn(
            about="Hours of a working day.", example=9, type=T.NUMBER, unit="hours", bound=WORK_HOURS
        ),
        "occupancy": TemplateColumn(
            about="The share of the time with work.",
            example=0.95,
            type=T.NUMBER,
            unit="fraction or percent",
            bound=OCCUPANCY,
        ),
        "shrinkage": TemplateColumn(
            about="The share of the time that is lost.",
            example=0.1,
            type=T.NUMBER,
            unit="fraction or percent",
            bound=SHRINKAGE,
        ),
    },
)

ROSTER_TEMPLATE = Template(
    title="Roster",
    note="One row for each person; whoever has the CN already is changed.",
    columns={
        "cn": TemplateColumn(about="The person's number; zeros in front count.", example="CN90001"),
        "first_name": TemplateColumn(about="First name.", example="Ada"),
        "last_name": TemplateColumn(about="Last name.", example="Lovelace"),
        "opid": TemplateColumn(about="The number in other systems.", example="OP90001"),
        "platform": TemplateColumn(about="The platform the person works on.", example="Amisys", words=PLATFORMS),
        "location": TemplateColumn(about="Where the person works.", example="Domestic", words=LOCALITIES),
        "states": TemplateColumn(
            about="States whose cases the person works on.", example="TX|CA", words=STATES, takes_several=True
        ),
        "skills": TemplateColumn(
            about="Case types the person works on.", example="Claims|Appeals", words=CASE_TYPES, takes_several=True
        ),
        "is_active": TemplateColumn(
            about="Whether the person is there to be planned; unless told, yes.", example="Y", words=YES_OR_NO
        ),
        "hire_date": TemplateColumn(about="The first day.", example=date(2025, 1, 6), type=T.DATE),
        "last_day": TemplateColumn(about="The last day; empty while none is known.", example=None, type=T.DATE),
    },
)

ALLOCATIONS_TEMPLATE = Template(
    title="Allocations",
    note="One row for each person and month, of people of the roster and demands of a report; the example's names are"
    " made up. Instead of Month and Year there may be a column for each month.",
    columns={
        "cn": TemplateColumn(
            about="The person's number.",
            example="CN90001",
            words=Words(name="cns", find=_cns, is_closed=True),
            keeps_example=True,
        ),
        "main_lob": TemplateColumn(
            about="The demand's main LOB.", example="Amisys Medicaid DOMESTIC", words=MAIN_LOBS, keeps_example=True
        ),
        "state": TemplateColumn(about="The demand's state.", example="TX", words=STATES),
        "case_type": TemplateColumn(
            about="The demand's case type.", example="Claims", words=CASE_TYPES, keeps_example=True
        ),
        "month": MONTH,
        "year": YEAR,
    },
)
