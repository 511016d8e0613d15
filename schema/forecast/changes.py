"""Changes of a report: records before and after, and what their commit answers."""

from datetime import datetime
from uuid import UUID

import strawberry

from db.forecast.enums import ForecastScope
from schema.forecast.enums import ChangeType
from schema.shared.month import ReportMonth
from schema.shared.noun import list_field, noun
from schema.shared.problems import Payload


@noun(description="A month of a changed record: the new values, and new less old.", scopes=(ForecastScope.HISTORY,))
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


@noun(description="A demand of a report that a change touches, with all six months.", scopes=(ForecastScope.HISTORY,))
class ChangeRecord:
    """A record as clients show it and send it back."""

    main_lob: str = strawberry.field(description='"Amisys Medicaid DOMESTIC".')
    state: str = strawberry.field(description='Two-letter code or "N/A".')
    case_type: str = strawberry.field(description='"Appeals".')
    case_id: str = strawberry.field(description="Call type id: the new one, where it changes.")
    case_id_before: str | None = strawberry.field(description="The case id before; null where it does not change.")
    target_cph: float = strawberry.field(description="The new target CPH.")
    target_cph_change: float = strawberry.field(description="New less old.")
    modified_fields: list[str] = strawberry.field(
        description='What changed, in dot notation: "case_id", "target_cph", all four fields of each changed month.'
    )
    months: list[MonthChange] = list_field(description="month1 to month6, changed or not.", size=6)


@noun(description="What a change adds up to.", scopes=(ForecastScope.HISTORY,))
class ChangeSummary:
    """Totals over all records and months."""

    total_fte_change: int = strawberry.field(
        description="Sum of fteAvailChange; for a change of target CPH, of fteReqChange."
    )
    total_capacity_change: int = strawberry.field(description="Sum of capacityChange.")


@strawberry.type(description="A change of a report that is not applied yet.")
class ForecastPreview:
    """What a commit would write."""

    id: UUID = strawberry.field(description="Commit it by this id, once, before it expires.")
    change_type: ChangeType = strawberry.field(description="What kind of change it is.")
    month: str = strawberry.field(description='The report\'s month: "April".')
    year: int = strawberry.field(description="The report's year.")
    months: list[ReportMonth] = list_field(description="month1 to month6 with their labels.", size=6)
    modified_records: list[ChangeRecord] = list_field(
        description="Records that would change, all six months.", size=2400
    )
    total_modified: int = strawberry.field(description="How many records would change.")
    summary: ChangeSummary = strawberry.field(description="What it adds up to.")
    message: str | None = strawberry.field(description="The same in a sentence.")
    warnings: list[str] = strawberry.field(
        description="What a commit leaves or replaces that a planner may not expect, and what to do about it."
    )
    manual_cells_replaced: int = strawberry.field(
        description="How many cells whose people available were last entered by hand an allocation replaces."
    )
    expires_at: datetime = strawberry.field(description="When the preview's life ends: 300 seconds after it began.")


@strawberry.type(description="A change that was computed.")
class ForecastPreviewPayload(Payload):
    """The answer of every preview of a change."""

    preview: ForecastPreview | None = strawberry.field(default=None, description="What a commit would write.")


@strawberry.type(description="A change that was applied.")
class CommitPayload(Payload):
    """What a commit did; a second commit of one preview answers what the first one did."""

    message: str | None = strawberry.field(default=None, description="What was done, for people.")
    records_updated: int | None = strawberry.field(default=None, description="How many records changed.")
    cph_changes_applied: int | None = strawberry.field(
        default=None, description="For a change of target CPH: how many rows of its grid."
    )
    forecast_rows_affected: int | None = strawberry.field(
        default=None, description="For a change of target CPH: how many records follow it."
    )
    history_log_id: UUID | None = strawberry.field(
        default=None, description="The entry of the history log, where the change has one."
    )
    execution_id: UUID | None = strawberry.field(default=None, description="For an allocation: its execution.")
    fresh_preview: ForecastPreview | None = strawberry.field(
        default=None,
        description="Where the preview was stale and previewAgain was asked: the same request on what is there now.",
    )
