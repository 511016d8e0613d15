"""Changing a report's forecast: preview, then commit."""

from typing import Annotated, Any
from uuid import UUID, uuid4

import strawberry

from db.shared.enums import Permission, PreviewKind
from db.shared.previews import preview_row
from resolvers.context import Context
from resolvers.forecast import arguments
from resolvers.forecast import mapping as words
from resolvers.permissions import mutation_field
from resolvers.problems import problem
from resolvers.progress import ProgressId, reporting_progress
from schema.forecast.changes import CommitPayload, ForecastPreviewPayload
from schema.forecast.edits import (
    ChangeRecordInput,
    CphRowInput,
    ManualEditInput,
    ReallocationEditInput,
    ReportMonthInput,
)
from schema.forecast.enums import ChangeType
from services.forecast.editing.commit_preview import Committing, commit_preview, previewed_again
from services.forecast.editing.commit_records import propose_records, read_records, refuse_what_does_not_follow
from services.forecast.editing.preview_change import preview_cph_update, preview_edits, preview_revert
from services.forecast.editing.proposal import Proposal, keep_proposal
from services.forecast.editing.snapshot import Snapshot
from services.forecast.find_report import report_to_edit
from services.shared.errors import Conflict, PreviewSuperseded, Refusal, Refusals
from services.workforce.allocation.bench import BenchPreview, commit_bench, load_bench, preview_bench

MonthArgument = Annotated[str, strawberry.argument(description='The report\'s month by its full name: "April".')]
YearArgument = Annotated[int, strawberry.argument(description="The report's year, 2020 to 2050.")]
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
        Permission.FORECAST_EDIT,
        "Compute which people left over go to which demands still short, after a primary allocation.",
    )
    async def preview_bench_allocation(
        self, info: strawberry.Info, month: MonthArgument, year: YearArgument, progress_id: ProgressId = None
    ) -> ForecastPreviewPayload:
        async with reporting_progress(info.context, progress_id) as progress:
            async with info.context.read() as session:
                allocation = await load_bench(session, month=month, year=year)
            found = await preview_bench(allocation, progress=progress)
        return await _kept(info.context, found.proposal, more=found.more)

    @mutation_field(
        Permission.FORECAST_EDIT, "Compute what new target CPHs, by main LOB and case type, make of every state."
    )
    async def preview_cph_update(
        self,
        info: strawberry.Info,
        month: MonthArgument,
        year: YearArgument,
        rows: Annotated[list[CphRowInput], strawberry.argument(description="Rows of the report's targetCph.")],
    ) -> ForecastPreviewPayload:
        given = arguments.cph_rows(rows)
        async with info.context.read() as session:
            proposal = await preview_cph_update(session, month=month, year=year, rows=given)
        return await _kept(info.context, proposal)

    @mutation_field(Permission.FORECAST_EDIT, "Compute what new people and target CPHs make of some records.")
    async def preview_forecast_reallocation(
        self,
        info: strawberry.Info,
        month: MonthArgument,
        year: YearArgument,
        edits: Annotated[list[ReallocationEditInput], strawberry.argument(description="Records with new values.")],
    ) -> ForecastPreviewPayload:
        return await _preview_edits(info.context, PreviewKind.FORECAST_REALLOCATION, month, year, edits)

    @mutation_field(
        Permission.FORECAST_EDIT, "Compute what new forecasts, people and target CPHs make of some records."
    )
    async def preview_manual_update(
        self,
        info: strawberry.Info,
        month: MonthArgument,
        year: YearArgument,
        edits: Annotated[list[ManualEditInput], strawberry.argument(description="Records with new values.")],
    ) -> ForecastPreviewPayload:
        return await _preview_edits(info.context, PreviewKind.MANUAL_UPDATE, month, year, edits)

    @mutation_field(
        Permission.FORECAST_EDIT,
        "Compute the inverse of an entry of the history log: its records as they were before. Assignments stay.",
    )
    async def preview_revert(
        self,
        info: strawberry.Info,
        history_log_id: Annotated[UUID, strawberry.argument(description="The entry to take back.")],
    ) -> ForecastPreviewPayload:
        async with info.context.read() as session:
            proposal = await preview_revert(session, history_log_id=history_log_id)
        return await _kept(info.context, proposal)

    @mutation_field(
        Permission.FORECAST_EDIT,
        "Apply a previewed change whole, once; a second time it answers the same. Refused when a record changed since.",
    )
    async def commit_preview(
        self,
        info: strawberry.Info,
        preview_id: Annotated[UUID, strawberry.argument(description="The preview.")],
        user_notes: NotesArgument = None,
        preview_again: Annotated[
            bool, strawberry.argument(description="Where the preview is stale, preview the same request anew.")
        ] = False,
    ) -> CommitPayload:
        committing = Committing(preview_id, user_notes, uuid4())
        try:
            return await _commit(info.context, committing)
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
        info: strawberry.Info,
        change_type: Annotated[ChangeType, strawberry.argument(description="What kind of change it is.")],
        month: MonthArgument,
        year: YearArgument,
        months: Annotated[list[ReportMonthInput], strawberry.argument(description="The preview's months.")],
        modified_records: Annotated[
            list[ChangeRecordInput], strawberry.argument(description="The preview's modifiedRecords.")
        ],
        user_notes: NotesArgument = None,
    ) -> CommitPayload:
        mapping = [(one.key, one.label) for one in months]
        records = arguments.change_records(modified_records)
        committing = Committing(uuid4(), user_notes, uuid4())
        if change_type is ChangeType.BENCH_ALLOCATION:
            async with info.context.read() as session:
                allocation = await load_bench(session, month=month, year=year)
                snapshot = await Snapshot.load(session, allocation.report)
                returned = read_records(snapshot, months=mapping, records=records)
            found = await preview_bench(allocation)
            refuse_what_does_not_follow(snapshot, found.proposal.changes, returned)
            await _keep(info.context, found, committing.preview_id)
            return await _commit(info.context, committing)
        async with info.context.write() as session:
            snapshot = await Snapshot.load(session, await report_to_edit(session, month=month, year=year))
            proposal = propose_records(snapshot, change_type=change_type, months=mapping, records=records)
            await keep_proposal(session, proposal, id=committing.preview_id)
            return words.committed(await commit_preview(session, committing))


async def _preview_edits(
    context: Context, kind: PreviewKind, month: str, year: int, edits: list[Any]
) -> ForecastPreviewPayload:
    given = arguments.edits(edits)
    async with context.read() as session:
        proposal = await preview_edits(session, kind=kind, month=month, year=year, edits=given)
    return await _kept(context, proposal)


async def _kept(context: Context, proposal: Proposal, *, more: dict[str, Any] | None = None) -> ForecastPreviewPayload:
    async with context.write() as session:
        kept = await keep_proposal(session, proposal, id=uuid4(), more=more)
    return ForecastPreviewPayload(preview=words.forecast_preview(proposal, kept))


async def _keep(context: Context, found: BenchPreview, id: UUID) -> None:
    async with context.write() as session:
        await keep_proposal(session, found.proposal, id=id, more=found.more)


async def _commit(context: Context, committing: Committing) -> CommitPayload:
    async with context.write() as session:
        row = await preview_row(session, committing.preview_id)
        if row is not None and row.kind is PreviewKind.BENCH_ALLOCATION:
            return words.committed(await commit_bench(session, committing, execution_id=uuid4()))
        return words.committed(await commit_preview(session, committing))


async def _with_fresh_preview(context: Context, preview_id: UUID, refused: Refusal | Refusals) -> CommitPayload:
    refusals = refused.refusals if isinstance(refused, Refusals) else [refused]
    payload = CommitPayload(problems=[problem(one) for one in refusals])
    async with context.read() as session:
        proposal = await previewed_again(session, preview_id)
    if proposal is not None:
        payload.fresh_preview = (await _kept(context, proposal)).preview
    return payload
