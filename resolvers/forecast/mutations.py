"""Changing a report's forecast: preview, then commit."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import strawberry

from db.shared.enums import Permission
from resolvers.commits import commit, committing_for
from resolvers.context import Context, Info
from resolvers.forecast import arguments, mapping
from resolvers.forecast.previews import MonthArgument, YearArgument, kept_preview
from resolvers.permissions import mutation_field
from resolvers.problems import problem
from schema.forecast.changes import CommitPayload, ForecastPreviewPayload
from schema.forecast.edits import (
    ChangeRecordInput,
    CphRowInput,
    ManualEditInput,
    ReallocationEditInput,
    ReportMonthInput,
)
from schema.forecast.enums import ChangeType
from schema.shared.lists import at_most
from services.forecast.editing.forecast_edit import FORECAST_REALLOCATION, MANUAL_UPDATE, ForecastEdit
from services.forecast.editing.preview_change import (
    preview_cph_update,
    preview_edits,
    preview_recalculation,
    preview_revert,
)
from services.forecast.editing.report_change import kind_of_records, previewed_again
from services.forecast.editing.returned_records import ReturnedRecords
from services.shared.errors import Conflict, PreviewSuperseded, Refusal, Refusals

MOST_CPH_ROWS = 2_000
MOST_RECORDS = 5_000  # what a body of 1 MiB has room for
NotesArgument = Annotated[
    str | None,
    strawberry.argument(
        description="Why, at most 500 characters (CPH update: 1000); a forecast reallocation and a manual update"
        " need them."
    ),
]


@strawberry.type
class ForecastMutation:
    """Mutations of a report's forecast."""

    @mutation_field(
        Permission.FORECAST_EDIT, "Compute what new target CPHs, by main LOB and case type, make of every state."
    )
    async def preview_cph_update(
        self,
        info: Info,
        month: MonthArgument,
        year: YearArgument,
        rows: Annotated[
            list[CphRowInput],
            strawberry.argument(description="Rows of the report's targetCph.", metadata=at_most(MOST_CPH_ROWS)),
        ],
    ) -> ForecastPreviewPayload:
        given = arguments.cph_rows(rows)
        async with info.context.read() as session:
            proposal = await preview_cph_update(session, month=month, year=year, rows=given)
        return await kept_preview(info.context, proposal)

    @mutation_field(Permission.FORECAST_EDIT, "Compute what new people and target CPHs make of some records.")
    async def preview_forecast_reallocation(
        self,
        info: Info,
        month: MonthArgument,
        year: YearArgument,
        edits: Annotated[
            list[ReallocationEditInput],
            strawberry.argument(description="Records with new values.", metadata=at_most(MOST_RECORDS)),
        ],
    ) -> ForecastPreviewPayload:
        return await _preview_edits(info.context, FORECAST_REALLOCATION, month, year, edits)

    @mutation_field(
        Permission.FORECAST_EDIT, "Compute what new forecasts, people and target CPHs make of some records."
    )
    async def preview_manual_update(
        self,
        info: Info,
        month: MonthArgument,
        year: YearArgument,
        edits: Annotated[
            list[ManualEditInput],
            strawberry.argument(description="Records with new values.", metadata=at_most(MOST_RECORDS)),
        ],
    ) -> ForecastPreviewPayload:
        return await _preview_edits(info.context, MANUAL_UPDATE, month, year, edits)

    @mutation_field(
        Permission.FORECAST_EDIT,
        "Compute every record of a report by the hours of now: people required and capacity. A Forecast Update.",
    )
    async def preview_recalculation(
        self, info: Info, month: MonthArgument, year: YearArgument
    ) -> ForecastPreviewPayload:
        async with info.context.read() as session:
            proposal = await preview_recalculation(session, month=month, year=year)
        return await kept_preview(info.context, proposal)

    @mutation_field(
        Permission.FORECAST_EDIT,
        "Compute the inverse of an entry of the history log: its records as they were before, by the hours of now."
        " Assignments stay.",
    )
    async def preview_revert(
        self,
        info: Info,
        history_log_id: Annotated[UUID, strawberry.argument(description="The entry to take back.")],
    ) -> ForecastPreviewPayload:
        async with info.context.read() as session:
            proposal = await preview_revert(session, history_log_id=history_log_id)
        return await kept_preview(info.context, proposal)

    @mutation_field(
        Permission.FORECAST_EDIT,
        "Apply a previewed change whole, once; a second time it answers the same. Refused when a record changed since.",
    )
    async def commit_preview(
        self,
        info: Info,
        preview_id: Annotated[UUID, strawberry.argument(description="The preview.")],
        user_notes: NotesArgument = None,
        preview_again: Annotated[
            bool, strawberry.argument(description="Where the preview is stale, preview the same request anew.")
        ] = False,
    ) -> CommitPayload:
        try:
            return mapping.committed(
                await commit(info, committing_for(info.context, preview_id, user_notes=user_notes))
            )
        except (Conflict, PreviewSuperseded, Refusals) as refused:
            if not preview_again:
                raise
            return await _with_fresh_preview(info.context, preview_id, refused)

    @mutation_field(
        Permission.FORECAST_EDIT,
        "For scripts that keep the preview's structure: the records exactly as the preview returned them. They are"
        " computed anew, and refused where they say anything else.",
    )
    async def commit_records(
        self,
        info: Info,
        change_type: Annotated[ChangeType, strawberry.argument(description="What kind of change it is.")],
        month: MonthArgument,
        year: YearArgument,
        months: Annotated[list[ReportMonthInput], strawberry.argument(description="The preview's months.")],
        modified_records: Annotated[
            list[ChangeRecordInput],
            strawberry.argument(description="The preview's modifiedRecords.", metadata=at_most(MOST_RECORDS)),
        ],
        user_notes: NotesArgument = None,
    ) -> CommitPayload:
        returned = ReturnedRecords(
            change_type,
            month,
            year,
            [(column.key, column.label) for column in months],
            arguments.change_records(modified_records),
        )
        kind = kind_of_records(info.context.house.kinds, change_type)
        committing = committing_for(info.context, user_notes=user_notes)
        return mapping.committed(await kind.commit_records(info.context, returned, committing))


async def _preview_edits(
    context: Context,
    kind: ForecastEdit,
    month: str,
    year: int,
    edits: Sequence[ReallocationEditInput | ManualEditInput],
) -> ForecastPreviewPayload:
    given = arguments.edits(edits)
    async with context.read() as session:
        proposal = await preview_edits(session, kind=kind, month=month, year=year, edits=given)
    return await kept_preview(context, proposal)


async def _with_fresh_preview(context: Context, preview_id: UUID, refused: Refusal | Refusals) -> CommitPayload:
    refusals = refused.refusals if isinstance(refused, Refusals) else [refused]
    payload = CommitPayload(problems=[problem(refusal) for refusal in refusals])
    async with context.read() as session:
        proposal = await previewed_again(session, preview_id, kinds=context.house.kinds)
    if proposal is not None:
        payload.fresh_preview = (await kept_preview(context, proposal)).preview
    return payload
