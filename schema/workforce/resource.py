"""People and placeholders."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from db.shared.enums import Permission
from db.workforce.enums import WorkforceScope
from schema.shared.enums import WorkType
from schema.shared.node import Node
from schema.shared.noun import list_field, noun
from schema.shared.page import PageInfo
from schema.shared.relations import loaded
from schema.workforce.enums import ResourceType
from schema.workforce.filters import WeekRangeInput

if TYPE_CHECKING:
    from schema.workforce.assignment import Assignment


def weeks_arguments(
    weeks: Annotated[
        WeekRangeInput | None, strawberry.argument(description="In these weeks; all unless given.")
    ] = None,
    include_inactive: Annotated[bool, strawberry.argument(description="Deallocated ones too.")] = False,
) -> tuple[tuple[int, int, int, int] | None, bool]:
    """Which assignments of everybody; hashable."""
    span = (weeks.from_.year, weeks.from_.week, weeks.to.year, weeks.to.week) if weeks else None
    return span, include_inactive


@noun(
    description="Somebody who can be assigned: an actual person or a placeholder for a planned hire.",
    scopes=(WorkforceScope.WORKFORCE,),
    node="workforce.resource_by_id",
    permission=Permission.WORKFORCE_VIEW,
)
class Resource(Node):
    """One row of the roster."""

    key: strawberry.Private[int]
    replaced_by_id: strawberry.Private[int | None]
    cn: str = strawberry.field(description='"CN12345", or "TBH-001" for a placeholder.')
    resource_type: ResourceType = strawberry.field(description="Actual person or placeholder.")
    display_name: str = strawberry.field(description="The name to show.")
    first_name: str | None = strawberry.field(description="Empty for a placeholder.")
    last_name: str | None = strawberry.field(description="Empty for a placeholder.")
    opid: str | None = strawberry.field(description="Operator id; empty for a placeholder.")
    platform: str = strawberry.field(description="The primary platform.")
    location: WorkType = strawberry.field(description="Where they work.")
    states: list[str] = strawberry.field(description="States they may work for: two-letter codes or N/A.")
    skills: list[str] = strawberry.field(description="Case types they can do.")
    is_active: bool = strawberry.field(description="Whether they are part of production.")
    hire_date: date | None = strawberry.field(
        description="First day: no week before it is assigned unless forced. Empty for a placeholder."
    )
    last_day: date | None = strawberry.field(
        description="Last day: no week after it is assigned unless forced. Empty for a placeholder."
    )
    created_for_year: int | None = strawberry.field(
        description="For a placeholder made by a week target: its ISO year."
    )
    created_for_week: int | None = strawberry.field(
        description="For a placeholder made by a week target: its ISO week."
    )
    replaced_at: datetime | None = strawberry.field(description="When the placeholder was converted.")
    created_at: datetime = strawberry.field(description="When the row was made.")
    updated_at: datetime = strawberry.field(description="When the row last changed.")
    replaced_by: "Resource | None" = loaded(
        "workforce.resource_by_id", by="replaced_by_id", description="Who a converted placeholder became."
    )

    assignments: list[Annotated["Assignment", strawberry.lazy("schema.workforce.assignment")]] = loaded(
        "workforce.assignments_by_resource_id",
        by="key",
        arguments=weeks_arguments,
        description="Their assignments by week; only active ones unless asked otherwise.",
        size=26,
    )


@noun(description="A person and their place in the list.", scopes=(WorkforceScope.WORKFORCE,))
class ResourceEdge:
    """Relay's edge."""

    node: Resource = strawberry.field(description="The person.")
    cursor: str = strawberry.field(description="Ask with after to go on from here.")


# Who is free follows from configured weeks too: of one without a working day of theirs, nobody is.
@noun(description="A page of people, by cn.", scopes=(WorkforceScope.WORKFORCE, WorkforceScope.CONFIGURATION))
class ResourceConnection:
    """Relay's connection."""

    count: strawberry.Private[Callable[[], Awaitable[int]]]
    edges: list[ResourceEdge] = list_field(description="The people with their cursors.", size=1)
    nodes: list[Resource] = list_field(description="The people alone.", size=1)
    page_info: PageInfo = strawberry.field(description="Where the page lies.")

    @strawberry.field(description="How many there are over all pages; counted only when asked for.")
    async def total_count(self) -> int:
        """The count of the whole list."""
        return await self.count()
