"""Uploaded files: rows that are not applied, and what a commit did."""

from uuid import UUID

import strawberry

from schema.shared.problems import Payload


@strawberry.type(description="A row that is not applied.")
class RowRejection:
    """Where it stands and why."""

    row: int = strawberry.field(description="Its number as a spreadsheet program shows it.")
    column: str | None = strawberry.field(description="The heading of the first bad cell.")
    value: str | None = strawberry.field(description="What stands in it.")
    reason: str = strawberry.field(description="What is wrong, all of it.")


@strawberry.type(description="A cell of a workbook that came back edited.")
class CellChange:
    """Where it stands, and the values before and after; null is nothing."""

    row: int = strawberry.field(description="The number of its row as a spreadsheet program shows it.")
    column: str = strawberry.field(description="The heading that it stands below.")
    cell: str = strawberry.field(description='Its name: "F4".')
    before: str | None = strawberry.field(description="What is there.")
    after: str | None = strawberry.field(description="What would be.")


@strawberry.type(description="How a file was read: what a planner would look at before trusting the figures.")
class FileReading:
    """What does not apply to a file's format is null or empty."""

    format: str = strawberry.field(description='"xlsx" or "csv".')
    sheet: str | None = strawberry.field(description="The worksheet that was read, the first one with the headings.")
    other_sheets: list[str] = strawberry.field(description="The worksheets that were not.")
    heading_row: int = strawberry.field(description="The number of the row with the headings.")
    delimiter: str | None = strawberry.field(description='What separates the cells of a CSV: "semicolon".')
    encoding: str | None = strawberry.field(description='The encoding of a CSV: "UTF-8", "Windows-1252".')
    sample: str | None = strawberry.field(description="The first cell that is not plain ASCII, to see the encoding by.")
    decimal_mark: str | None = strawberry.field(
        description='"." or ",": that of every number written as text; null where no cell tells it.'
    )
    decimal_mark_told_by: str | None = strawberry.field(
        description="The cell that tells the decimal mark; null where it was asked for."
    )
    is_hidden: bool = strawberry.field(description="Whether the worksheet is hidden.")
    hidden_rows: int = strawberry.field(description="How many hidden rows were read like the others.")
    hidden_columns: list[str] = strawberry.field(description='Hidden columns with their headings: "C (State)".')
    formulas: int = strawberry.field(description="How many cells are formulas.")
    uncalculated: int = strawberry.field(description="How many of them were saved without ever being calculated.")
    first_uncalculated: str | None = strawberry.field(description='The first of those: "F2".')


@strawberry.type(description="A file that was applied.")
class ImportPayload(Payload):
    """The answer of commitImport; a second commit of one preview gets the first one's."""

    created: int | None = strawberry.field(default=None, description="Rows that were new.")
    updated: int | None = strawberry.field(default=None, description="Rows that changed something.")
    unchanged: int | None = strawberry.field(default=None, description="Rows that said what was there.")
    rejected: int | None = strawberry.field(default=None, description="Rows that were not applied.")
    deallocated_assignments: int | None = strawberry.field(
        default=None, description="Assignments that ended with it: after last days, before first ones, of who left."
    )
    history_log_id: UUID | None = strawberry.field(
        default=None, description="The entry of the history log, where the change has one."
    )
