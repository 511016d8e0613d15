"""What lists of people and assignments can be narrowed by."""

from uuid import UUID

import strawberry

from schema.shared.combining import every, none, some
from schema.shared.enums import WorkType
from schema.shared.lists import NO_VALUES
from schema.workforce.enums import AssignmentType, ResourceType


@strawberry.input(description="An ISO week.")
class WeekInput:
    """An ISO 8601 week."""

    year: int = strawberry.field(description="ISO year.")
    week: int = strawberry.field(description="ISO week, 1 to 53.")


@strawberry.input(description="Weeks from one to another, both included.")
class WeekRangeInput:
    """A range of ISO weeks."""

    from_: WeekInput = strawberry.field(name="from", description="The first week.")
    to: WeekInput = strawberry.field(description="The last week.")


@strawberry.input(description=f"Fields add up; several values of one field are alternatives. {NO_VALUES}")
class ResourceFilter:
    """Which people."""

    platform: list[str] | None = strawberry.field(default=None, description="Their primary platform.")
    location: WorkType | None = strawberry.field(default=None, description="Where they work.")
    state: list[str] | None = strawberry.field(default=None, description="A state they may work for.")
    skill: list[str] | None = strawberry.field(default=None, description="A case type they can do.")
    type: ResourceType | None = strawberry.field(default=None, description="Actual people or placeholders.")
    is_active: bool | None = strawberry.field(default=None, description="Whether they are part of production.")
    free_in: WeekRangeInput | None = strawberry.field(
        default=None, description="There, and without an assignment, in each of these weeks."
    )
    search: str | None = strawberry.field(default=None, description="Part of a cn or a name.")
    and_: list["ResourceFilter"] | None = every()
    or_: list["ResourceFilter"] | None = some()
    not_: "ResourceFilter | None" = none()


@strawberry.input(description=f"Fields add up; several values of one field are alternatives. {NO_VALUES}")
class AssignmentFilter:
    """Which assignments."""

    weeks: WeekRangeInput | None = strawberry.field(default=None, description="In these weeks.")
    resource_cn: list[str] | None = strawberry.field(default=None, description="Of these people.")
    report: str | None = strawberry.field(default=None, description='In this report: "2025-04".')
    main_lob: list[str] | None = strawberry.field(default=None, description="On demands of these main LOBs.")
    state: list[str] | None = strawberry.field(default=None, description="On demands of these states.")
    case_type: list[str] | None = strawberry.field(default=None, description="On demands of these case types.")
    type: AssignmentType | None = strawberry.field(default=None, description="Written by this.")
    resource_type: ResourceType | None = strawberry.field(default=None, description="Of actual people or placeholders.")
    execution_id: UUID | None = strawberry.field(
        default=None, description="Written by this execution of an allocation, or left in place by it."
    )
    include_inactive: bool | None = strawberry.field(default=None, description="Deallocated ones too.")
    and_: list["AssignmentFilter"] | None = every()
    or_: list["AssignmentFilter"] | None = some()
    not_: "AssignmentFilter | None" = none()
