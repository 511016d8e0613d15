"""Rows of the old system's allocations: the months, the person and the demand of each, and why it cannot be placed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from db.engine import ReadSession
from db.forecast.demands import all_demands
from db.forecast.rows import DemandRow
from db.shared import working_time
from db.shared.bounds import YEARS
from db.shared.rows import WeekRow
from db.workforce.people import resource_keys
from db.workforce.placements import MonthPlacement
from db.workforce.rows import PersonKeyRow
from services.forecast.covering_reports import CoveringReports
from services.forecast.near_demands import Meant, NearDemands
from services.shared.bounds import whole_cell
from services.shared.calendar import Month
from services.shared.imports import Record, plain_text, state_in
from services.shared.month_columns import month_name
from services.shared.month_names import month_number
from services.shared.text import key
from sheets.cells import decimal_number, yes_no
from sheets.sheet import CellValue

PARTS = ("main_lob", "state", "case_type")


class ImportContext:
    """What allocations are placed on: people, demands, reports and weeks, by the keys a file has."""

    def __init__(
        self,
        people: Sequence[PersonKeyRow],
        demands: Sequence[DemandRow],
        reports: CoveringReports,
        weeks: Iterable[WeekRow],
    ) -> None:
        self.people = {row.cn_key: row for row in people}
        self.demands = {(key(row.main_lob), row.state, key(row.case_type)): row.id for row in demands}
        self.reports = reports
        self.weeks = Counter((Month.counted(week), week.work_type) for week in weeks)
        self.by_id = {row.id: row for row in people}
        self._by_digits = {_digits(row.cn_key): row.cn for row in people}
        self._near = cache(NearDemands(demands).meant)

    @classmethod
    async def load(cls, session: ReadSession) -> "ImportContext":
        """The tenant as it stands."""
        demand_rows = await all_demands(session)
        return cls(
            await resource_keys(session),
            demand_rows,
            await CoveringReports.load(session, [row.id for row in demand_rows]),
            await working_time.week_configurations(session),
        )

    def meant_person(self, cn: str) -> str:
        """Who an unknown CN may be meant to be, as a question: who has the same number but for zeros and letters."""
        other = self._by_digits.get(_digits(cn)) if _digits(cn) else None
        return f"; did you mean {other}?" if other is not None else ""

    def meant_demand(self, main_lob: str, state: str, case_type: str) -> Meant:
        """What is said about a demand that there is none of; files have one in many rows."""
        return self._near(main_lob, state, case_type)

    def weeks_of(self, placement: MonthPlacement) -> int:
        """How many weeks a placement takes."""
        month = Month.counted(placement)
        return self.weeks[month, self.by_id[placement.resource_id].location]


def _digits(cn: str) -> str:
    return "".join(filter(str.isdigit, cn)).lstrip("0")


class MonthCells(NamedTuple):
    """A row with its cells by month, where a column is a month; without columns the row has a month of its own."""

    record: Record
    cells: Sequence[CellValue]
    columns: Mapping[Month, int]
    headers: Sequence[CellValue]

    def fault(self, month: Month, reason: str) -> None:
        """Note what is wrong with a month, where it stands."""
        if (place := self.columns.get(month)) is None:
            self.record.fault(reason, name="month")
        else:
            self.record.fault_in(month_name(self.headers[place], month), self.cells[place], reason)


def month_of(record: Record) -> list[Month]:
    year = record.read("year", whole_cell(YEARS))
    number = record.read("month", month_number)
    return [Month(year, number)] if year and number else []


def months_of(row: MonthCells) -> Iterator[Month]:
    for month, place in row.columns.items():
        try:
            if _is_allocated(row.record.at(place)):
                yield month
        except ValueError as error:
            row.fault(month, str(error))


def _is_allocated(cell: CellValue) -> bool:
    # The old system wrote a share of a person, or a mark.
    if cell is None or str(cell).strip() in ("", "-"):
        return False
    try:
        return decimal_number(cell, places=6, more_than=-1, at_most=1) > 0
    except ValueError:
        try:
            return yes_no(cell)
        except ValueError:
            raise ValueError("must be empty, a share from 0 to 1, or Y or N") from None


def placed_months(
    row: MonthCells, months: Sequence[Month], context: ImportContext, taken: dict[tuple[int, Month], int]
) -> list[MonthPlacement]:
    """The placements of a row, none unless all of its months can be placed."""
    record = row.record
    person, demand_id = _person(record, context), _demand(record, context)
    if person is None or demand_id is None or not record.is_good:
        return []
    reports = {month: context.reports.covering(demand_id, month) for month in months}
    _refuse_months(row, months, context, person, demand_id, reports, taken)
    if not record.is_good:
        return []
    taken.update({(person.id, month): record.number for month in months})
    return [
        MonthPlacement(person.id, demand_id, *report, month.year, month.number)
        for month, report in reports.items()
        if report is not None
    ]


def _refuse_months(
    row: MonthCells,
    months: Sequence[Month],
    context: ImportContext,
    person: PersonKeyRow,
    demand_id: int,
    reports: Mapping[Month, tuple[int, int] | None],
    taken: Mapping[tuple[int, Month], int],
) -> None:
    """Note the months that cannot be placed, like ones together."""
    strays = [month for month in months if reports[month] is None]
    bare = [month for month in months if (month, person.location) not in context.weeks]
    if strays:
        row.fault(
            strays[0],
            f"no report has this demand and month ({_labels(strays)}): {_named_demand(row.record)}; "
            f"accepted are {context.reports.spans(demand_id)}",
        )
    elif bare:
        row.fault(
            bare[0],
            f"{_labels(bare)} has no week configuration for {person.location.title()}; "
            "a month with configured weeks is accepted",
        )
    for month in [] if strays or bare else months:
        if (other := taken.get((person.id, month))) is not None:
            row.record.fault(
                f"{person.cn} is allocated in {month.label} by row {other} already; only one row may have it", name="cn"
            )


def _labels(months: Sequence[Month]) -> str:
    return ", ".join(month.label for month in months)


def _person(record: Record, context: ImportContext) -> PersonKeyRow | None:
    cn = record.read("cn", plain_text)
    if cn is None:
        return None
    if (person := context.people.get(key(cn))) is None:
        record.fault(
            f"unknown resource; the CN of somebody whom a roster brought is accepted{context.meant_person(cn)}",
            name="cn",
        )
        return None
    if not person.is_active:
        record.fault(
            "inactive resource; somebody active is accepted, a roster says who is (PartOfProduction)", name="cn"
        )
        return None
    return person


def _named_demand(record: Record) -> str:
    return " / ".join(record.peek(name, plain_text) or "" for name in PARTS)


def _demand(record: Record, context: ImportContext) -> int | None:
    lob, case_type = record.read("main_lob", plain_text), record.read("case_type", plain_text)
    state = record.read("state", state_in)
    if not (lob and case_type and state):
        return None
    demand_id = context.demands.get((key(lob), state, key(case_type)))
    if demand_id is None:
        said, part = context.meant_demand(lob, state, case_type)
        record.fault(f"there is no demand {_named_demand(record)}; {said}", name=PARTS[part or 0])
    return demand_id
