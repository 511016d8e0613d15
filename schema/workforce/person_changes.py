"""Changing people and placeholders: inputs and payloads."""

from datetime import date

import strawberry

from db.shared.enums import MOST_WORDS
from schema.shared.enums import WorkType
from schema.shared.lists import at_most
from schema.shared.noun import list_field
from schema.shared.problems import Payload
from schema.workforce.assignment import Assignment
from schema.workforce.filters import WeekInput
from schema.workforce.resource import Resource


@strawberry.input(description="A new actual person.")
class ResourceInput:
    """Everything a roster row says."""

    cn: str = strawberry.field(description="A cn that nobody has; TBH and a number is kept for placeholders.")
    first_name: str = strawberry.field(description="First name.")
    last_name: str = strawberry.field(description="Last name.")
    opid: str | None = strawberry.field(default=None, description="Operator id.")
    display_name: str | None = strawberry.field(default=None, description="First and last name unless given.")
    platform: str = strawberry.field(description="Primary platform.")
    location: WorkType = strawberry.field(description="Where they work.")
    states: list[str] = strawberry.field(
        description="Two-letter codes or N/A, at least one.", metadata=at_most(MOST_WORDS)
    )
    skills: list[str] = strawberry.field(description="Case types, at least one.", metadata=at_most(MOST_WORDS))
    hire_date: date | None = strawberry.field(default=None, description="First day.")
    last_day: date | None = strawberry.field(default=None, description="Last day; not before the first.")
    is_active: bool = strawberry.field(default=True, description="Whether they are part of production.")


@strawberry.input(description="What to change; fields left out stay as they are.")
class ResourcePatch:
    """Any of a resource's columns but its cn."""

    first_name: str | None = strawberry.field(default=strawberry.UNSET, description="First name; people only.")
    last_name: str | None = strawberry.field(default=strawberry.UNSET, description="Last name; people only.")
    opid: str | None = strawberry.field(default=strawberry.UNSET, description="Operator id; null for none.")
    display_name: str | None = strawberry.field(default=strawberry.UNSET, description="The name to show.")
    platform: str | None = strawberry.field(default=strawberry.UNSET, description="Primary platform.")
    location: WorkType | None = strawberry.field(
        default=strawberry.UNSET, description="Where they work; capacities of their assignments follow."
    )
    states: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="All of them, at least one.", metadata=at_most(MOST_WORDS)
    )
    skills: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="All of them, at least one.", metadata=at_most(MOST_WORDS)
    )
    hire_date: date | None = strawberry.field(
        default=strawberry.UNSET,
        description="First day; null for none. A later one ends weeks to come before it; past ones stay as history.",
    )
    last_day: date | None = strawberry.field(
        default=strawberry.UNSET,
        description="Last day; null for none. A new or earlier one ends the weeks after it; a later one ends none.",
    )
    is_active: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether they are part of production; false ends future assignments."
    )


@strawberry.input(description="A batch of placeholders that share what they can do.")
class PlaceholdersInput:
    """Planned hires."""

    count: int = strawberry.field(description="How many, 1 to 500.")
    platform: str = strawberry.field(description="Primary platform.")
    location: WorkType = strawberry.field(description="Where they will work.")
    states: list[str] = strawberry.field(
        description="Two-letter codes or N/A, at least one.", metadata=at_most(MOST_WORDS)
    )
    skills: list[str] = strawberry.field(description="Case types, at least one.", metadata=at_most(MOST_WORDS))
    display_name_prefix: str = strawberry.field(description="The name to show, before the number.")


@strawberry.input(description="Who a placeholder becomes.")
class ConvertPlaceholderInput:
    """A hire with a name; a cn in use names the actual person who takes over."""

    actual_cn: str = strawberry.field(description="The person's cn.")
    first_name: str = strawberry.field(description="First name; of a new person.")
    last_name: str = strawberry.field(description="Last name; of a new person.")
    opid: str | None = strawberry.field(default=None, description="Operator id; of a new person.")
    hire_date: date | None = strawberry.field(default=None, description="First day; of a new person.")
    transfer_assignments: bool = strawberry.field(
        default=True, description="Whether the placeholder's assignments move to the person."
    )
    from_week: WeekInput | None = strawberry.field(
        default=None,
        description="The first week that moves; all weeks unless given. What does not move ends from this week on.",
    )
    force: bool = strawberry.field(
        default=False,
        description="Move even weeks of demands that the person does not meet, or in which they are not there;"
        " it is recorded.",
    )


@strawberry.type(description="A resource as it stands after a change.")
class ResourcePayload(Payload):
    """The answer of createResource and updateResource."""

    resource: Resource | None = strawberry.field(default=None, description="The resource.")
    deallocated_assignments: int | None = strawberry.field(
        default=None, description="How many assignments ended with the change."
    )
    unfitting_assignments: list[Assignment] = list_field(
        default_factory=list,
        description="Assignments that stay although they no longer fit: the first 50, those to come before past ones.",
        size=10,
    )
    unfitting_count: int | None = strawberry.field(default=None, description="How many of those there are in all.")
    warnings: list[str] = strawberry.field(default_factory=list, description="What a planner should look at.")


@strawberry.type(description="A resource taken out of planning.")
class DeactivateResourcePayload(Payload):
    """The answer of deactivateResource and removePlaceholder."""

    resource: Resource | None = strawberry.field(default=None, description="The resource, inactive now.")
    deallocated_assignments: int | None = strawberry.field(default=None, description="How many assignments ended.")


@strawberry.type(description="New placeholders.")
class PlaceholdersPayload(Payload):
    """The answer of createPlaceholders."""

    created: list[str] = strawberry.field(default_factory=list, description='Their numbers in order: "TBH-001".')
    placeholders: list[Resource] = list_field(default_factory=list, description="The placeholders in order.", size=100)
    warnings: list[str] = strawberry.field(default_factory=list, description="What a planner should look at.")


@strawberry.type(description="A placeholder that became a person.")
class ConvertPlaceholderPayload(Payload):
    """The answer of convertPlaceholder."""

    resource: Resource | None = strawberry.field(default=None, description="The person.")
    placeholder: Resource | None = strawberry.field(default=None, description="The placeholder, inactive now.")
    transferred_assignments: int | None = strawberry.field(default=None, description="How many assignments moved.")
    deallocated_assignments: int | None = strawberry.field(
        default=None, description="How many assignments of this week and later did not move, and ended."
    )
    remaining_assignments: int | None = strawberry.field(
        default=None, description="How many assignments of earlier weeks stay with the placeholder, as history."
    )
    warnings: list[str] = strawberry.field(
        default_factory=list,
        description="What was given and differs from the person who is there, what moved by force, which weeks ended.",
    )
