"""Questions about people, weeks and assignments."""

from typing import Annotated

import strawberry

from db.shared import working_time
from db.shared.enums import Permission
from db.workforce import assignments, people
from db.workforce.tiers import list_tiers
from resolvers.connections import connection
from resolvers.context import Info
from resolvers.permissions import loaded_root, root_field
from resolvers.workforce import mapping
from resolvers.workforce.arguments import assignment_filter, resource_filter
from schema.shared.enums import OrderDirection, WorkType
from schema.shared.node import parse_global_id
from schema.shared.page import LISTED_BY, After, Before, Direction, First, Last
from schema.workforce.assignment import Assignment, AssignmentConnection, AssignmentEdge
from schema.workforce.configuration import CapacityTier, MonthConfiguration, WeekConfiguration
from schema.workforce.enums import AssignmentOrder, ResourceOrder
from schema.workforce.filters import AssignmentFilter, ResourceFilter
from schema.workforce.resource import Resource, ResourceConnection, ResourceEdge
from services.shared.paging import Turn
from services.shared.text import key
from services.workforce.assigning.list_assignments import list_assignments
from services.workforce.people.list_people import list_people

Year = Annotated[int, strawberry.argument(description="The calendar year.")]
MonthNumber = Annotated[int | None, strawberry.argument(description="1 to 12; the whole year unless given.")]
IncludeInactive = Annotated[bool, strawberry.argument(description="Those out of use too.")]
People = Annotated[ResourceFilter | None, strawberry.argument(description="Which people; all unless given.")]
Work = Annotated[
    AssignmentFilter | None, strawberry.argument(description="Which assignments; all active ones unless given.")
]
Kind = Annotated[WorkType | None, strawberry.argument(description="One work type; both unless given.")]
PeopleBy = Annotated[ResourceOrder, strawberry.argument(description=LISTED_BY)]
WorkBy = Annotated[AssignmentOrder, strawberry.argument(description=LISTED_BY)]


def cn_key(
    cn: Annotated[str, strawberry.argument(description='"CN10001" or "TBH-001"; letter case does not matter.')],
) -> str:
    """The key that a cn is found by."""
    return key(cn)


def assignment_id(id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]) -> int | None:
    """An assignment's own id; None for another's."""
    type_and_id = parse_global_id(id)
    return type_and_id[1] if type_and_id is not None and type_and_id[0] == "Assignment" else None


@strawberry.type
class WorkforceQuery:
    """Root fields of the workforce room."""

    @root_field(Permission.WORKFORCE_VIEW, "The production levels, in display order.", versioned=True, size=10)
    async def capacity_tiers(self, info: Info, include_inactive: IncludeInactive = False) -> list[CapacityTier]:
        async with info.context.read() as session:
            return [mapping.tier(row) for row in await list_tiers(session, include_inactive=include_inactive)]

    @root_field(Permission.WORKFORCE_VIEW, "Working time of a year's months.", versioned=True, size=24)
    async def month_configurations(self, info: Info, year: Year, work_type: Kind = None) -> list[MonthConfiguration]:
        async with info.context.read() as session:
            rows = await working_time.month_configurations(session, year=year, work_type=work_type)
        return [mapping.month_configuration(row) for row in rows]

    @root_field(
        Permission.WORKFORCE_VIEW,
        "Working time of a year's or month's weeks; a week counts by its Thursday.",
        versioned=True,
        size=106,
    )
    async def week_configurations(
        self, info: Info, year: Year, month: MonthNumber = None, work_type: Kind = None
    ) -> list[WeekConfiguration]:
        async with info.context.read() as session:
            rows = await working_time.week_configurations(session, year=year, month=month, work_type=work_type)
        return [mapping.week_configuration(row) for row in rows]

    resource: Resource | None = loaded_root(
        Permission.WORKFORCE_VIEW,
        "One person or placeholder by cn; null where there is none.",
        "workforce.resource_by_cn_key",
        key=cn_key,
    )

    @root_field(Permission.WORKFORCE_VIEW, "People and placeholders, usually by cn.", versioned=True)
    async def resources(
        self,
        info: Info,
        filter: People = None,
        order_by: PeopleBy = ResourceOrder.CN,
        direction: Direction = OrderDirection.ASC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ResourceConnection:
        chosen, turn = resource_filter(filter), Turn(order_by, direction, first, after, last, before)
        async with info.context.read() as session:
            page = await list_people(session, chosen=chosen, turn=turn)
        return connection(
            ResourceConnection,
            ResourceEdge,
            page,
            shape=mapping.resource,
            context=info.context,
            count=lambda session: people.resource_count(session, chosen),
        )

    assignment: Assignment | None = loaded_root(
        Permission.WORKFORCE_VIEW,
        "One assignment by id; null where there is none.",
        "workforce.assignment_by_id",
        key=assignment_id,
    )

    @root_field(Permission.WORKFORCE_VIEW, "Assignments, usually by week and cn.", versioned=True)
    async def assignments(
        self,
        info: Info,
        filter: Work = None,
        order_by: WorkBy = AssignmentOrder.WEEK,
        direction: Direction = OrderDirection.ASC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> AssignmentConnection:
        chosen, turn = assignment_filter(filter), Turn(order_by, direction, first, after, last, before)
        async with info.context.read() as session:
            page = await list_assignments(session, chosen=chosen, turn=turn)
        return connection(
            AssignmentConnection,
            AssignmentEdge,
            page,
            shape=mapping.assignment,
            context=info.context,
            count=lambda session: assignments.assignment_count(session, chosen),
        )
