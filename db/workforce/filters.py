"""What lists of people and assignments can be narrowed by; texts are keys, matched without regard to letter case."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, any_, bindparam, cast, exists, func, or_, select, text, true, tuple_
from sqlalchemy.dialects.postgresql import ARRAY

from db.forecast.filters import DemandFilter
from db.forecast.models import Demand, Report
from db.shared.combining import Combining, Conditions
from db.shared.enums import TermKind, WorkType
from db.shared.models import Term
from db.shared.searching import Part
from db.shared.terms import spelled
from db.shared.working_time import Week
from db.workforce.enums import AssignmentType, ResourceType
from db.workforce.models import Assignment, Resource
from db.workforce.presence import DAYS_PRESENT


@dataclass(frozen=True, slots=True)
class ResourceFilter(Combining):
    """People by what they are and can.

    `free_in` keeps those who are there, and have no active assignment, in each week from one to another.
    """

    platforms: tuple[str, ...] | None = None
    location: WorkType | None = None
    states: tuple[str, ...] | None = None
    skills: tuple[str, ...] | None = None
    type: ResourceType | None = None
    is_active: bool | None = None
    free_in: tuple[Week, Week] | None = None
    search: Part | None = None

    def own_conditions(self, *beside: Any) -> Conditions:
        """Its own fields as conditions on the resource table."""
        conditions: list[ColumnElement[bool]] = []
        if self.platforms is not None:
            conditions.append(Resource.platform.in_(spelled(TermKind.PLATFORM, self.platforms)))
        if self.location is not None:
            conditions.append(Resource.location == self.location)
        if self.states is not None:
            conditions.append(Resource.states.overlap(cast(list(self.states), ARRAY(Text))))
        if self.skills is not None:
            conditions.append(
                spelled(TermKind.CASE_TYPE, self.skills).where(Term.spelling == any_(Resource.skills)).exists()
            )
        if self.type is not None:
            conditions.append(Resource.resource_type == self.type)
        if self.is_active is not None:
            conditions.append(Resource.is_active == self.is_active)
        if self.free_in is not None:
            busy = and_(Assignment.resource_id == Resource.id, Assignment.is_active, week_within(self.free_in))
            conditions.append(~exists(select(Assignment.id).where(busy)))
            conditions.append(there_in(self.free_in))
        if self.search:
            conditions.append(or_(self.search.in_key(Resource.cn_key), self.search.in_text(Resource.display_name)))
        return conditions


@dataclass(frozen=True, slots=True)
class AssignmentFilter(Combining):
    """Assignments by week, person, demand, type, report and execution; only active ones unless asked otherwise."""

    weeks: tuple[Week, Week] | None = None
    resource_cns: tuple[str, ...] | None = None
    report: tuple[int, int] | None = None
    main_lobs: tuple[str, ...] | None = None
    states: tuple[str, ...] | None = None
    case_types: tuple[str, ...] | None = None
    type: AssignmentType | None = None
    resource_type: ResourceType | None = None
    execution_id: UUID | None = None
    include_inactive: bool = False

    def own_conditions(self, *beside: Any) -> Conditions:
        """Its own fields as conditions on the assignment table, others by subselect."""
        conditions: list[ColumnElement[bool]] = []
        if self.weeks is not None:
            conditions.append(week_within(self.weeks))
        if self.resource_cns is not None:
            people = select(Resource.id).where(Resource.cn_key == func.any(list(self.resource_cns)))
            conditions.append(Assignment.resource_id.in_(people))
        if self.resource_type is not None:
            people = select(Resource.id).where(Resource.resource_type == self.resource_type)
            conditions.append(Assignment.resource_id.in_(people))
        if self.report is not None:
            year, month = self.report
            conditions.append(
                Assignment.report_id.in_(select(Report.id).where(Report.year == year, Report.month == month))
            )
        demand = DemandFilter(main_lobs=self.main_lobs, states=self.states, case_types=self.case_types).conditions()
        if demand:
            conditions.append(Assignment.demand_id.in_(select(Demand.id).where(*demand)))
        if self.type is not None:
            conditions.append(Assignment.assignment_type == self.type)
        if self.execution_id is not None:
            conditions.append(Assignment.execution_id == self.execution_id)
        return conditions

    def conditions(self, *beside: Any) -> Conditions:
        """The filter as conditions, with all that it is combined with; inactive ones only where the whole says so."""
        active = [] if self.include_inactive else [Assignment.is_active.is_(True)]
        return [*active, *self.combined_conditions(*beside)]


def there_in(weeks: tuple[Week, Week]) -> ColumnElement[bool]:
    """Somebody works a day of each week from one to another: weeks that are not configured are taken to have days."""
    monday, last_monday = (date.fromisocalendar(*week, 1) for week in weeks)
    # Rows without such days are most, and need not be compared with any week.
    always = and_(
        func.coalesce(Resource.hire_date <= monday, true()),
        func.coalesce(Resource.last_day >= last_monday + timedelta(days=4), true()),
    )
    bounds = and_(
        func.coalesce(Resource.hire_date - 6 <= monday, true()), func.coalesce(Resource.last_day >= last_monday, true())
    )
    nowhere_outside = text(_OUTSIDE).bindparams(
        bindparam("first_monday", monday, unique=True), bindparam("last_monday", last_monday, unique=True)
    )
    return or_(always, and_(bounds, nowhere_outside))


_OUTSIDE = f"""NOT EXISTS (
    SELECT 1 FROM week_configuration w
    CROSS JOIN LATERAL (SELECT resource.location, resource.hire_date, resource.last_day) AS p
    WHERE w.work_type = p.location AND w.start_date BETWEEN :first_monday AND :last_monday AND {DAYS_PRESENT} = 0
)"""


def week_within(weeks: tuple[Week, Week]) -> ColumnElement[bool]:
    """An assignment's week lies between two weeks, both included."""
    week: Any = tuple_(Assignment.year, Assignment.week)
    return and_(week >= weeks[0], week <= weeks[1])
