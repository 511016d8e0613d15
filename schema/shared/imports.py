"""Uploaded files: what a preview says of one, and what its commit did."""

from datetime import datetime
from uuid import UUID

import strawberry

from schema.forecast.changes import ChangeRecord, ChangeSummary
from schema.shared.noun import list_field
from schema.shared.problems import Payload


@strawberry.type(description="A row that is not applied.")
class RowRejection:
    """Where it stands and why."""

    row: int = strawberry.field(description="Its number as a spreadsheet program shows it.")
    column: str | None = strawberry.field(description="The heading of the first bad cell.")
    value: str | None = strawberry.field(description="What stands in it.")
    reason: str = strawberry.field(description="What is wrong, all of it.")


@strawberry.type(description="What a file would do.")
class ImportPreview:
    """Rows by what would become of them."""

    id: UUID = strawberry.field(description="Commit it by this id.")
    created: int = strawberry.field(description="Rows that are new.")
    updated: int = strawberry.field(description="Rows that change something.")
    unchanged: int = strawberry.field(description="Rows that say what is there.")
    rejected: list[RowRejection] = list_field(description="Rows that would not be applied.", size=100)
    ignored_columns: list[str] = strawberry.field(description="Headings that mean nothing here.")
    warnings: list[str] = strawberry.field(description="What a planner should look at.")
    modified_records: list[ChangeRecord] = list_field(
        description="For a forecast over a report that is there: the records that it would change or add.", size=2400
    )
    summary: ChangeSummary | None = strawberry.field(description="What those add up to.")
    expires_at: datetime = strawberry.field(description="When the preview's life ends.")


@strawberry.type(description="A file that was checked.")
class ImportPreviewPayload(Payload):
    """The answer of previewRosterImport and previewForecastImport."""

    preview: ImportPreview | None = strawberry.field(default=None, description="What the file would do.")


@strawberry.type(description="A file that was applied.")
class ImportPayload(Payload):
    """The answer of commitImport; a second commit of one preview gets the first one's."""

    created: int | None = strawberry.field(default=None, description="Rows that were new.")
    updated: int | None = strawberry.field(default=None, description="Rows that changed something.")
    unchanged: int | None = strawberry.field(default=None, description="Rows that said what was there.")
    rejected: int | None = strawberry.field(default=None, description="Rows that were not applied.")
    history_log_id: UUID | None = strawberry.field(
        default=None, description="The entry of the history log, where the change has one."
    )
