"""Allocating people to a report's demands: preview, then execute."""

from contextlib import AbstractAsyncContextManager
from typing import Annotated
from uuid import UUID, uuid4

import strawberry

from db.shared.enums import Permission
from resolvers.commits import commit, committing_for
from resolvers.context import Info
from resolvers.forecast import mapping as forecast_mapping
from resolvers.forecast.previews import MonthArgument, YearArgument, kept_preview
from resolvers.permissions import mutation_field
from resolvers.progress import ProgressId, reporting_progress
from resolvers.within import within
from schema.forecast.changes import CommitPayload, ForecastPreviewPayload
from schema.shared.month import ReportMonth
from schema.workforce import allocation as nouns
from services.forecast.editing.frozen_months import frozen_warnings
from services.shared.calendar import Month, report_months
from services.shared.previews import Kept
from services.workforce.allocation.bench import load_bench, preview_bench
from services.workforce.allocation.execute import ALLOCATION, REBALANCE, AllocationKind
from services.workforce.allocation.preview import (
    PreviewedAllocation,
    keep_allocation,
    load_snapshot,
    preview_allocation,
)
from services.workforce.allocation.time_limit import TimeLimit, took_too_long

ReportValue = Annotated[str, strawberry.argument(description='The report: "2025-04".')]


@strawberry.type
class AllocationMutation:
    """Mutations of allocations."""

    @mutation_field(
        Permission.WORKFORCE_EDIT,
        "Compute which free people go to which demands so that the least workload stays uncovered; nothing is applied.",
    )
    async def preview_allocation(
        self, info: Info, report: ReportValue, progress_id: ProgressId = None
    ) -> nouns.AllocationPreviewPayload:
        return await _preview(info, report, ALLOCATION, progress_id)

    @mutation_field(
        Permission.WORKFORCE_EDIT,
        "The same, where people on primary and bench assignments may move too, as few as possible.",
    )
    async def preview_rebalance(
        self, info: Info, report: ReportValue, progress_id: ProgressId = None
    ) -> nouns.AllocationPreviewPayload:
        return await _preview(info, report, REBALANCE, progress_id)

    @mutation_field(Permission.WORKFORCE_EDIT, "Apply a previewed allocation or rebalance whole, once.")
    async def execute_allocation(
        self,
        info: Info,
        preview_id: Annotated[UUID, strawberry.argument(description="The preview.")],
        user_notes: Annotated[
            str | None, strawberry.argument(description="Why, at most 500 characters; kept in the history log.")
        ] = None,
    ) -> CommitPayload:
        committing = committing_for(info.context, preview_id, user_notes=user_notes)
        return forecast_mapping.committed(await commit(info, committing))


@strawberry.type
class BenchMutation:
    """The mutation of the bench; commitPreview applies it."""

    @mutation_field(
        Permission.FORECAST_EDIT,
        "Compute which people left over go to which demands still short, after a primary allocation.",
    )
    async def preview_bench_allocation(
        self, info: Info, month: MonthArgument, year: YearArgument, progress_id: ProgressId = None
    ) -> ForecastPreviewPayload:
        limit = _time_limit(info)
        async with _within(limit), reporting_progress(info.context, progress_id) as progress:
            async with info.context.read() as session:
                snapshot = await load_bench(session, month=month, year=year)
            bench = await preview_bench(snapshot, limit=limit, progress=progress)
            return await kept_preview(info.context, bench.proposal, more=bench.more, items=bench.placements)


def _time_limit(info: Info) -> TimeLimit:
    seconds = info.context.seconds
    return TimeLimit.from_now(seconds.mutation, waited=seconds.waited)


def _within(limit: TimeLimit) -> AbstractAsyncContextManager[None]:
    return within(limit.given_up_after, took_too_long(limit.seconds))


async def _preview(
    info: Info, report: str, kind: AllocationKind, progress_id: UUID | None
) -> nouns.AllocationPreviewPayload:
    limit = _time_limit(info)
    async with _within(limit), reporting_progress(info.context, progress_id) as progress:
        async with info.context.read() as session:
            snapshot = await load_snapshot(session, report_value=report, kind=kind)
        found = await preview_allocation(snapshot, limit=limit, progress=progress)
        async with info.context.write() as session:
            kept = await keep_allocation(session, id=uuid4(), kind=kind, content=found.content)
            labels = [month.label for month in report_months(Month.of(found.report.first_month))]
            frozen = await frozen_warnings(session, report_id=found.report.id, changes=found.changes, labels=labels)
        found = found._replace(warnings=[*found.warnings, *frozen])
    return nouns.AllocationPreviewPayload(preview=_preview_words(found, kept))


def _preview_words(found: PreviewedAllocation, kept: Kept) -> nouns.AllocationPreview:
    months = report_months(Month.of(found.report.first_month))
    labels, report_words = [month.label for month in months], ReportMonth.all_of(months)
    answer = found.answer
    return nouns.AllocationPreview(
        all_moves=[
            nouns.AssignmentMove(
                resource_id=move.resource_id,
                from_id=move.from_id,
                to_id=move.to_id,
                year=move.week.year,
                week=move.week.number,
            )
            for move in found.moves
        ],
        report_id=found.report.id,
        id=kept.id,
        total_moves=len(found.moves),
        modified_records=[forecast_mapping.change_record(change, labels) for change in found.changes],
        uncovered_before=answer.uncovered_before,
        uncovered_after=answer.uncovered_after,
        proven_bound=answer.proven_bound,
        gap=answer.gap,
        is_optimal=answer.is_optimal,
        shortfalls=[
            nouns.ShortfallReason(
                demand_id=one.demand_id,
                month=report_words[one.month - 1],
                uncovered=one.uncovered,
                cause=nouns.ShortfallCause(one.cause.value),
                reason=one.reason,
            )
            for one in answer.shortfalls
        ],
        warnings=found.warnings,
        manual_cells_replaced=found.manual_cells,
        expires_at=kept.expires_at,
    )
