"""Uploaded files: what a preview says of one, whichever room it belongs to; that of a forecast says most."""

from datetime import datetime
from uuid import UUID

import strawberry

from schema.forecast.changes import ChangeRecord, ChangeSummary
from schema.shared.imports import CellChange, FileReading, RowRejection
from schema.shared.noun import list_field
from schema.shared.problems import Payload


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
    reading: FileReading = strawberry.field(description="How the file was read.")
    deallocated_assignments: int = strawberry.field(
        description="Assignments that would end: after last days, before first ones, of who leaves; warnings name them."
    )
    changed_cells: list[CellChange] = list_field(
        description="Of a workbook that came back edited: the cells that change, by row; at most 5,000.",
        size=100,
    )
    modified_records: list[ChangeRecord] = list_field(
        description="For a forecast over a report that is there: the records that it would change or add.", size=2_400
    )
    summary: ChangeSummary | None = strawberry.field(description="What those add up to.")
    expires_at: datetime = strawberry.field(description="When the preview's life ends.")


@strawberry.type(description="A file that was checked.")
class ImportPreviewPayload(Payload):
    """The answer of previewRosterImport and previewForecastImport."""

    preview: ImportPreview | None = strawberry.field(default=None, description="What the file would do.")
