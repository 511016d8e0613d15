"""Uploading files: preview, then commit; every room's imports go through this door."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any
from uuid import UUID, uuid4

import strawberry
from strawberry.file_uploads import Upload as File

from db.engine import ReadSession
from db.forecast.enums import ChangeType
from db.shared.enums import Permission, PreviewKind
from resolvers.forecast import mapping as forecast_words
from resolvers.permissions import mutation_field
from resolvers.progress import ProgressId, reporting_progress
from schema.shared import imports as words
from services.forecast.editing.changes import Change
from services.forecast.imports.forecast import ForecastImport, LogAs, preview_forecast
from services.forecast.report_value import month_named, parse_report_value
from services.shared.progress import Progress
from services.shared.uploads import PreviewOf, Upload, commit_upload, keep_upload, preview_upload
from services.workforce.imports.roster import RosterImport, preview_roster
from sheets.sheet import Sheet

FileArgument = Annotated[File, strawberry.argument(description="An .xlsx workbook or a .csv file, at most 10 MiB.")]


@strawberry.type
class ImportMutation:
    """Mutations that take files."""

    @mutation_field(Permission.WORKFORCE_EDIT, "Check a roster: who would be created, changed or rejected.")
    async def preview_roster_import(
        self, info: strawberry.Info, file: FileArgument, progress_id: ProgressId = None
    ) -> words.ImportPreviewPayload:
        return await _preview(info, file, PreviewKind.ROSTER_IMPORT, "", progress_id)

    @mutation_field(Permission.CONFIG_EDIT, "Check a forecast for the report of a month.")
    async def preview_forecast_import(
        self,
        info: strawberry.Info,
        file: FileArgument,
        month: Annotated[str, strawberry.argument(description='The report\'s month: "April".')],
        year: Annotated[int, strawberry.argument(description="The report's year.")],
        progress_id: ProgressId = None,
    ) -> words.ImportPreviewPayload:
        return await _preview(info, file, PreviewKind.FORECAST_IMPORT, month_named(month, year).value, progress_id)

    @mutation_field(
        Permission.WORKFORCE_EDIT,
        "Apply the good rows of a previewed file, or with strict all or none; asks CONFIG.EDIT too.",
    )
    async def commit_import(
        self,
        info: strawberry.Info,
        preview_id: Annotated[UUID, strawberry.argument(description="The preview.")],
        strict: Annotated[bool, strawberry.argument(description="Refuse the file if any row is bad.")] = False,
        user_notes: Annotated[
            str | None, strawberry.argument(description="Why, at most 500 characters; a forecast update keeps them.")
        ] = None,
        progress_id: ProgressId = None,
    ) -> words.ImportPayload:
        info.context.caller.require(Permission.CONFIG_EDIT)
        previews: dict[PreviewKind, PreviewOf] = {
            PreviewKind.ROSTER_IMPORT: partial(_roster, info),
            PreviewKind.FORECAST_IMPORT: partial(_forecast, LogAs(user_notes, uuid4())),
        }
        async with reporting_progress(info.context, progress_id) as progress, info.context.write() as session:
            counts = await commit_upload(session, id=preview_id, strict=strict, previews=previews, progress=progress)
        entry = counts.get("history_log_id")
        return words.ImportPayload(**{**counts, "history_log_id": UUID(entry) if entry else None})


async def _preview(
    info: strawberry.Info, file: Any, kind: PreviewKind, subject: str, progress_id: UUID | None
) -> words.ImportPreviewPayload:
    upload = Upload(file.filename or "", await file.read(), subject)
    preview: PreviewOf = (
        partial(_roster, info) if kind is PreviewKind.ROSTER_IMPORT else partial(_forecast, LogAs(None, UUID(int=0)))
    )
    async with reporting_progress(info.context, progress_id) as progress, info.context.read() as session:
        previewed, content = await preview_upload(session, upload, preview, progress=progress)
    outcome = previewed.outcome
    changes, labels = changes_of(previewed)
    async with info.context.write() as session:
        kept = await keep_upload(session, id=uuid4(), kind=kind, content=content)
    return words.ImportPreviewPayload(
        preview=words.ImportPreview(
            id=kept.id,
            created=outcome.created,
            updated=outcome.updated,
            unchanged=outcome.unchanged,
            rejected=[
                words.RowRejection(row=bad.row, column=bad.column, value=bad.value, reason=bad.reason)
                for bad in outcome.rejected
            ],
            ignored_columns=outcome.ignored_columns,
            warnings=outcome.warnings,
            modified_records=[forecast_words.change_record(change, labels) for change in changes],
            summary=forecast_words.change_summary(changes, ChangeType.FORECAST_UPDATE) if changes else None,
            expires_at=kept.expires_at,
        )
    )


async def _roster(
    info: strawberry.Info, session: ReadSession, sheet: Sheet, _: str, progress: Progress
) -> RosterImport:
    return await preview_roster(session, sheet, today=info.context.today(), progress=progress)


def changes_of(previewed: object) -> tuple[Sequence[Change], list[str]]:
    """What a file changes in a report that is there, and the labels of the report's months."""
    update = previewed.update if isinstance(previewed, ForecastImport) else None
    return (update.changes, update.snapshot.labels) if update is not None else ((), [])


async def _forecast(
    log_as: LogAs, session: ReadSession, sheet: Sheet, subject: str, progress: Progress
) -> ForecastImport:
    report = parse_report_value(subject)
    assert report is not None
    return await preview_forecast(session, sheet, report=report, log_as=log_as, progress=progress)
