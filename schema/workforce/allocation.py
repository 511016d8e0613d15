"""Previews of allocations: who moves where, what it does to the forecast cells, and how good it is."""

from datetime import datetime
from enum import Enum
from typing import Annotated
from uuid import UUID

import strawberry

from schema.forecast.changes import ChangeRecord
from schema.forecast.demand import Demand
from schema.forecast.report import Report
from schema.shared.month import ReportMonth
from schema.shared.noun import list_field
from schema.shared.problems import Payload
from schema.shared.relations import loaded
from schema.workforce.resource import Resource


@strawberry.enum(description="Why a demand stays short.")
class ShortfallCause(Enum):
    """The causes of a shortfall."""

    NO_ELIGIBLE = strawberry.enum_value("NO_ELIGIBLE", description="Nobody is compatible.")
    ALL_ELIGIBLE_BUSY = strawberry.enum_value(
        "ALL_ELIGIBLE_BUSY", description="Everybody compatible is in use, on work worth at least as much."
    )
    OUTBID = strawberry.enum_value("OUTBID", description="A person fits, but covers strictly more elsewhere.")


@strawberry.type(description="A demand left short in a month, and why.")
class ShortfallReason:
    """A shortfall in numbers."""

    demand_id: strawberry.Private[int]
    month: ReportMonth = strawberry.field(description="The month.")
    uncovered: float = strawberry.field(description="FTE-weeks of workload that nobody covers.")
    cause: ShortfallCause = strawberry.field(description="Why.")
    reason: str = strawberry.field(description="Why, in numbers.")
    demand: Demand = loaded("forecast.demand_by_id", by="demand_id", description="What is short.")


@strawberry.type(description="One person in one week: put on a demand, moved, or taken off.")
class AssignmentMove:
    """A move; null means from nowhere, or to nowhere."""

    resource_id: strawberry.Private[int]
    from_id: strawberry.Private[int | None]
    to_id: strawberry.Private[int | None]
    year: int = strawberry.field(description="ISO year.")
    week: int = strawberry.field(description="ISO week.")
    resource: Resource = loaded("workforce.resource_by_id", by="resource_id", description="Who.")
    from_: Demand | None = loaded("forecast.demand_by_id", by="from_id", name="from", description="Where they stand.")
    to: Demand | None = loaded("forecast.demand_by_id", by="to_id", description="Where they go.")


@strawberry.type(description="A computed allocation that is not applied yet.")
class AllocationPreview:
    """Execute it by its id, within five minutes."""

    all_moves: strawberry.Private[list[AssignmentMove]]
    report_id: strawberry.Private[int]
    id: UUID = strawberry.field(description="Execute it by this id.")
    total_moves: int = strawberry.field(description="How many moves there are.")
    modified_records: list[ChangeRecord] = list_field(
        description="Demands whose people available and planned capacity change.", size=2400
    )
    uncovered_before: float = strawberry.field(description="Workload uncovered as it stands, in FTE-weeks.")
    uncovered_after: float = strawberry.field(description="Workload left uncovered, in FTE-weeks.")
    proven_bound: float = strawberry.field(
        description="What no assignment can leave less than; the smallest that is possible where isOptimal."
    )
    gap: float = strawberry.field(description="uncoveredAfter − provenBound: how much less could at most be left.")
    is_optimal: bool = strawberry.field(
        description="Whether no assignment could leave less; false where the time was over before that was proven."
    )
    shortfalls: list[ShortfallReason] = list_field(description="Demands left short, the shortest first.", size=2400)
    warnings: list[str] = strawberry.field(
        description="What executing it replaces, or where it falls short, that a planner may not expect."
    )
    manual_cells_replaced: int = strawberry.field(
        description="How many cells whose people available were last entered by hand it replaces."
    )
    expires_at: datetime = strawberry.field(description="When the preview's life ends.")
    report: Report = loaded("forecast.report_by_id", by="report_id", description="The report.")

    @strawberry.field(description="Who goes where, by week and cn; who stays is no move.")
    def moves(
        self,
        first: Annotated[int | None, strawberry.argument(description="So many of them; all unless given.")] = None,
    ) -> list[AssignmentMove]:
        """The moves, or the first of them."""
        return self.all_moves if first is None else self.all_moves[: max(0, first)]


@strawberry.type(description="An allocation that was computed.")
class AllocationPreviewPayload(Payload):
    """The answer of previewAllocation and previewRebalance."""

    preview: AllocationPreview | None = strawberry.field(default=None, description="The allocation.")
