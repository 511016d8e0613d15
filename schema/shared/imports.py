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
