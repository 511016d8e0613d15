"""Putting people on demands, and taking them off."""

from dataclasses import asdict
from typing import Annotated

import strawberry

from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.permissions import mutation_field
from resolvers.workforce import mapping
from resolvers.workforce.arguments import assignments_to_change, demand_key, pair, span, tier_key
from schema.shared.lists import at_most
from schema.shared.node import parse_key
from schema.shared.relations import load
from schema.workforce import assignment_changes as assignments
from schema.workforce.filters import AssignmentFilter
from services.workforce.assigning.assign import MOST_ITEMS, AssignmentRequest, assign
from services.workforce.assigning.assign_placeholders import Planned, assign_placeholders
from services.workforce.assigning.change_assignment import deallocate_assignment, update_assignment
from services.workforce.assigning.deallocate_assignments import deallocate_assignments
from services.workforce.assigning.plan_ramp import Ramp, Step, plan_ramp
from services.workforce.assigning.set_week_targets import TierTarget, set_week_targets

Cn = Annotated[str, strawberry.argument(description="Who, by cn; letter case does not matter.")]
AssignmentId = Annotated[strawberry.ID, strawberry.argument(description="The assignment's id.")]
DryRun = Annotated[bool, strawberry.argument(description="Compute the whole answer and apply nothing.")]
EDIT = Permission.WORKFORCE_EDIT


@strawberry.type
class AssigningMutation:
    """Mutations of assignments."""

    @mutation_field(EDIT, "Assign one resource to one demand for one week.")
    async def create_assignment(
        self,
        info: Info,
        input: Annotated[assignments.AssignmentInput, strawberry.argument(description="Who on what, and when.")],
    ) -> assignments.AssignmentPayload:
        week = (input.year, input.week)
        async with info.context.write() as session:
            rows = await assign(session, requests=[_wish(input, ("input",), week, week, ("week",))])
        return assignments.AssignmentPayload(assignment=mapping.assignment(rows[0]))

    @mutation_field(EDIT, "Change the tier or the percentage of an active assignment.")
    async def update_assignment(
        self,
        info: Info,
        id: AssignmentId,
        tier_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Another tier, with its percentage unless given.")
        ] = None,
        production_percentage: Annotated[
            float | None, strawberry.argument(description="Above 0 and at most 1.")
        ] = None,
    ) -> assignments.AssignmentPayload:
        key = parse_key("Assignment", id)
        async with info.context.write() as session:
            await update_assignment(
                session,
                assignment_id=key,
                tier_id=tier_key(tier_id),
                has_tier=tier_id is not None,
                percentage=production_percentage,
            )
        return assignments.AssignmentPayload(assignment=await load(info, "workforce.assignment_by_id", key))

    @mutation_field(EDIT, "End an active assignment; a placeholder that loses its last one becomes inactive.")
    async def deallocate_assignment(self, info: Info, id: AssignmentId) -> assignments.AssignmentPayload:
        key = parse_key("Assignment", id)
        async with info.context.write() as session:
            await deallocate_assignment(session, assignment_id=key)
        return assignments.AssignmentPayload(assignment=await load(info, "workforce.assignment_by_id", key))

    @mutation_field(
        EDIT, "End every active assignment that a filter keeps, at once; placeholders left without any become inactive."
    )
    async def deallocate_assignments(
        self,
        info: Info,
        filter: Annotated[
            AssignmentFilter, strawberry.argument(description="Which ones, by at least one field: weeks, executionId …")
        ],
        dry_run: DryRun = False,
    ) -> assignments.BulkDeallocationPayload:
        chosen = assignments_to_change(filter)
        async with info.context.write(dry_run=dry_run) as session:
            ended = await deallocate_assignments(session, chosen=chosen)
        return assignments.BulkDeallocationPayload(
            deallocated_assignments=ended.assignments, inactive_placeholders=ended.placeholders
        )

    @mutation_field(EDIT, "Assign many at once: all or nothing, and every bad item is named.")
    async def bulk_assign(
        self,
        info: Info,
        items: Annotated[
            list[assignments.BulkAssignmentInput],
            strawberry.argument(description="Who on what, from week to week.", metadata=at_most(MOST_ITEMS)),
        ],
    ) -> assignments.BulkAssignmentPayload:
        wishes = [_wish(item, ("items", str(place)), *span(item.weeks), ("weeks",)) for place, item in enumerate(items)]
        async with info.context.write() as session:
            rows = await assign(session, requests=wishes)
        return _written(Planned(rows, []))

    @mutation_field(EDIT, "Put so many placeholders on a demand: free ones that can do it first, then new ones.")
    async def bulk_assign_placeholders(
        self,
        info: Info,
        input: Annotated[
            assignments.PlaceholderAssignmentInput, strawberry.argument(description="How many on what, and when.")
        ],
    ) -> assignments.BulkAssignmentPayload:
        first, last = span(input.weeks)
        async with info.context.write() as session:
            planned = await assign_placeholders(
                session,
                demand=demand_key(input.demand),
                first=first,
                last=last,
                tier_id=tier_key(input.tier_id),
                count=input.count,
            )
        return _written(planned)

    @mutation_field(
        EDIT, "Set how many people a demand has in a week at each tier; placeholders make up the difference."
    )
    async def set_week_targets(
        self,
        info: Info,
        input: Annotated[assignments.WeekTargetsInput, strawberry.argument(description="The targets.")],
        dry_run: DryRun = False,
    ) -> assignments.WeekTargetsPayload:
        targets = [TierTarget(tier_key(target.tier_id), target.target_count) for target in input.targets]
        async with info.context.write(dry_run=dry_run) as session:
            met = await set_week_targets(
                session, year=input.year, week=input.week, demand=demand_key(input.demand), targets=targets
            )
        return assignments.WeekTargetsPayload(
            year=input.year,
            week=input.week,
            demand=f"{met.demand.main_lob} / {met.demand.state} / {met.demand.case_type}",
            results=[
                assignments.TierTargetResult(**asdict(result), final_total=result.final_total) for result in met.results
            ],
            placeholders_created=met.created,
        )

    @mutation_field(EDIT, "Let people or new placeholders climb a ladder of tiers, in one commit.")
    async def plan_ramp(
        self,
        info: Info,
        input: Annotated[assignments.RampPlanInput, strawberry.argument(description="The ramp.")],
        dry_run: DryRun = False,
    ) -> assignments.BulkAssignmentPayload:
        ramp = Ramp(
            cns=input.resource_cns or [],
            new_placeholders=input.new_placeholders or 0,
            demand=demand_key(input.demand),
            start=pair(input.start),
            until=pair(input.until),
            steps=[Step(tier_key(step.tier_id), step.weeks) for step in input.steps],
        )
        async with info.context.write(dry_run=dry_run) as session:
            planned = await plan_ramp(session, ramp=ramp)
        return _written(planned)


def _wish(
    item: assignments.AssignmentInput | assignments.BulkAssignmentInput,
    path: tuple[str, ...],
    first: tuple[int, int],
    last: tuple[int, int],
    weeks_path: tuple[str, ...],
) -> AssignmentRequest:
    return AssignmentRequest(
        path=path,
        cn=item.resource_cn,
        demand=demand_key(item.demand),
        first=first,
        last=last,
        tier_id=tier_key(item.tier_id),
        percentage=item.production_percentage,
        force=item.force,
        weeks_path=weeks_path,
    )


def _written(planned: Planned) -> assignments.BulkAssignmentPayload:
    return assignments.BulkAssignmentPayload(
        assignments=[mapping.assignment(row) for row in planned.assignments],
        created=len(planned.assignments),
        placeholders_created=planned.created,
    )
