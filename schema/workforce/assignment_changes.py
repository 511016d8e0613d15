"""Changing assignments: inputs and payloads."""

import strawberry

from schema.shared.noun import list_field
from schema.shared.problems import Payload
from schema.workforce.assignment import Assignment
from schema.workforce.filters import WeekInput, WeekRangeInput


@strawberry.input(description="A demand by its words, in any letter case.")
class DemandKeyInput:
    """What makes a demand one of its kind."""

    main_lob: str = strawberry.field(description='"Amisys Medicaid DOMESTIC".')
    state: str = strawberry.field(description='Two-letter code or "N/A".')
    case_type: str = strawberry.field(description='"Appeals".')


@strawberry.input(description="One resource on one demand for one week.")
class AssignmentInput:
    """A week of work."""

    resource_cn: str = strawberry.field(description="Who.")
    demand: DemandKeyInput = strawberry.field(description="On what.")
    year: int = strawberry.field(description="ISO year.")
    week: int = strawberry.field(description="ISO week.")
    tier_id: strawberry.ID = strawberry.field(description="At which production level.")
    production_percentage: float | None = strawberry.field(
        default=None,
        description="Of a whole week, above 0 and at most 1; the tier's unless given. Of a part week the part counts.",
    )
    force: bool = strawberry.field(
        default=False,
        description="Assign even somebody who does not meet the demand, or is not there in that week; it is recorded.",
    )


@strawberry.input(description="One resource on one demand from week to week.")
class BulkAssignmentInput:
    """Weeks of work."""

    resource_cn: str = strawberry.field(description="Who.")
    demand: DemandKeyInput = strawberry.field(description="On what.")
    weeks: WeekRangeInput = strawberry.field(description="From which week to which.")
    tier_id: strawberry.ID = strawberry.field(description="At which production level.")
    production_percentage: float | None = strawberry.field(
        default=None,
        description="Of a whole week, above 0 and at most 1; the tier's unless given. Of a part week the part counts.",
    )
    force: bool = strawberry.field(
        default=False,
        description="Assign even somebody who does not meet the demand, or is not there in that week; it is recorded.",
    )


@strawberry.input(description="So many placeholders on one demand from week to week.")
class PlaceholderAssignmentInput:
    """Planned work without names."""

    demand: DemandKeyInput = strawberry.field(description="On what.")
    weeks: WeekRangeInput = strawberry.field(description="From which week to which.")
    tier_id: strawberry.ID = strawberry.field(description="At which production level.")
    count: int = strawberry.field(description="How many, 1 to 500: free ones that can do it first, then new ones.")


@strawberry.input(description="How many people a tier should have.")
class TierTargetInput:
    """A target of one tier."""

    tier_id: strawberry.ID = strawberry.field(description="The tier.")
    target_count: int = strawberry.field(description="People and placeholders together, 0 to 500.")


@strawberry.input(description="Targets of one demand in one week; tiers not named stay as they are.")
class WeekTargetsInput:
    """Who should work on what in a week."""

    year: int = strawberry.field(description="ISO year.")
    week: int = strawberry.field(description="ISO week.")
    demand: DemandKeyInput = strawberry.field(description="The demand.")
    targets: list[TierTargetInput] = strawberry.field(description="One target a tier.")


@strawberry.input(description="So many weeks at a tier.")
class RampStepInput:
    """A rung of the ladder."""

    tier_id: strawberry.ID = strawberry.field(description="The tier.")
    weeks: int = strawberry.field(description="How many weeks.")


@strawberry.input(description="A ladder of tiers for people, new placeholders or both.")
class RampPlanInput:
    """Who climbs where and when."""

    resource_cns: list[str] | None = strawberry.field(default=None, description="Who.")
    new_placeholders: int | None = strawberry.field(default=None, description="How many planned hires besides.")
    demand: DemandKeyInput = strawberry.field(description="On what.")
    start: WeekInput = strawberry.field(description="The first week.")
    until: WeekInput = strawberry.field(
        description="The last week: after the last step at full production, steps beyond it are cut off."
    )
    steps: list[RampStepInput] = strawberry.field(description="The ladder, from the first week on.")


@strawberry.type(description="An assignment as it stands after a change.")
class AssignmentPayload(Payload):
    """The answer of createAssignment, updateAssignment and deallocateAssignment."""

    assignment: Assignment | None = strawberry.field(default=None, description="The assignment.")


@strawberry.type(description="Assignments ended together.")
class BulkDeallocationPayload(Payload):
    """The answer of deallocateAssignments."""

    deallocated_assignments: int | None = strawberry.field(default=None, description="How many assignments ended.")
    inactive_placeholders: int | None = strawberry.field(
        default=None, description="How many placeholders lost their last one and became inactive."
    )


@strawberry.type(description="Assignments written together.")
class BulkAssignmentPayload(Payload):
    """The answer of bulkAssign, bulkAssignPlaceholders and planRamp."""

    assignments: list[Assignment] = list_field(default_factory=list, description="What was written.", size=500)
    created: int = strawberry.field(default=0, description="How many assignments were written.")
    placeholders_created: list[str] = strawberry.field(
        default_factory=list, description='Numbers of new placeholders: "TBH-001".'
    )


@strawberry.type(description="What a tier had, what was done, and what it has now.")
class TierTargetResult:
    """One tier of a week target."""

    tier: str = strawberry.field(description='The tier\'s label: "100%".')
    target: int = strawberry.field(description="What was asked.")
    actual_existing: int = strawberry.field(description="Actual people who were there; they are never removed.")
    placeholders_existing: int = strawberry.field(description="Placeholders that were there.")
    placeholders_created: int = strawberry.field(description="Placeholders created and assigned.")
    placeholders_removed: int = strawberry.field(description="Placeholders deallocated, oldest first.")
    final_total: int = strawberry.field(description="People and placeholders afterwards.")
    warning: str | None = strawberry.field(description="Why the target was not met.")


@strawberry.type(description="Week targets as they were met.")
class WeekTargetsPayload(Payload):
    """The answer of setWeekTargets."""

    year: int | None = strawberry.field(default=None, description="ISO year.")
    week: int | None = strawberry.field(default=None, description="ISO week.")
    demand: str | None = strawberry.field(default=None, description="The demand: main LOB / state / case type.")
    results: list[TierTargetResult] = list_field(default_factory=list, description="One a tier, as asked.", size=5)
    placeholders_created: list[str] = strawberry.field(
        default_factory=list, description='Numbers of new placeholders: "TBH-001".'
    )
