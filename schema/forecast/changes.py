"""Changes of a report: records before and after, and what their commit answers."""

from uuid import UUID

import strawberry

from schema.shared.problems import Payload


@strawberry.type(description="A month of a changed record: the new values, and new less old.")
class MonthChange:
    """One of the six months."""

    label: str = strawberry.field(description='"Jun-25".')
    forecast: int = strawberry.field(description="Cases expected.")
    fte_req: int = strawberry.field(description="People required.")
    fte_avail: int = strawberry.field(description="People available.")
    capacity: int = strawberry.field(description="Cases they finish.")
    forecast_change: int = strawberry.field(description="New less old.")
    fte_req_change: int = strawberry.field(description="New less old.")
    fte_avail_change: int = strawberry.field(description="New less old.")
    capacity_change: int = strawberry.field(description="New less old.")


@strawberry.type(description="A demand of a report that a change touches, with all six months.")
class ChangeRecord:
    """A record as clients show it and send it back."""

    main_lob: str = strawberry.field(description='"Amisys Medicaid DOMESTIC".')
    state: str = strawberry.field(description='Two-letter code or "N/A".')
    case_type: str = strawberry.field(description='"Appeals".')
    case_id: str = strawberry.field(description="Call type id.")
    target_cph: float = strawberry.field(description="The new target CPH.")
    target_cph_change: float = strawberry.field(description="New less old.")
    modified_fields: list[str] = strawberry.field(
        description='What changed, in dot notation: "target_cph", and all four fields of each changed month.'
    )
    months: list[MonthChange] = strawberry.field(description="month1 to month6, changed or not.")


@strawberry.type(description="A change that was applied.")
class CommitPayload(Payload):
    """What a commit did; a second commit of one preview answers what the first one did."""

    message: str | None = strawberry.field(default=None, description="What was done, for people.")
    records_updated: int | None = strawberry.field(default=None, description="How many records changed.")
    cph_changes_applied: int | None = strawberry.field(
        default=None, description="For a change of target CPH: how many rows of its grid."
    )
    forecast_rows_affected: int | None = strawberry.field(default=None, description="How many forecast cells changed.")
    history_log_id: UUID | None = strawberry.field(
        default=None, description="The entry of the history log, where the change has one."
    )
    execution_id: UUID | None = strawberry.field(default=None, description="For an allocation: its execution.")
