"""Uploading files: preview, then commit; every room's imports go through this door."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID, uuid4

import strawberry
from strawberry.file_uploads import Upload as File

from db.engine import ReadSession
from db.shared.enums import PreviewKind
from resolvers.permissions import mutation_field
from resolvers.progress import ProgressId, told
from schema.shared import imports as words
from services.forecast.import_forecast import ForecastImport, preview_forecast
from services.forecast.report_value import parse_report_value
from services.shared.access import Permission
from services.shared.calendar import MONTH_NAMES, Month
from services.shared.errors import InvalidInput
from services.shared.imports import Progress
from services.shared.sheets.cells import month_name_or_number
from services.shared.sheets.sheet import Sheet
from services.shared.uploads import PreviewOf, Upload, commit_upload, keep_upload, preview_upload
from services.workforce.import_months import FIRST_YEAR, LAST_YEAR
from services.workforce.import_roster import RosterImport, preview_roster

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
        return await _preview(info, file, PreviewKind.FORECAST_IMPORT, _report(month, year).value, progress_id)

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
            str | None, strawberry.argument(description="Why; kept where the change has a history.")
        ] = None,
        progress_id: ProgressId = None,
    ) -> words.ImportPayload:
        info.context.caller.require(Permission.CONFIG_EDIT)
        previews: dict[PreviewKind, PreviewOf] = {
            PreviewKind.ROSTER_IMPORT: partial(_roster, info),
            PreviewKind.FORECAST_IMPORT: _forecast,
        }
        async with told(info.context, progress_id) as progress, info.context.write() as session:
            counts = await commit_upload(session, id=preview_id, strict=strict, previews=previews, progress=progress)
        return words.ImportPayload(**counts)


async def _preview(
    info: strawberry.Info, file: Any, kind: PreviewKind, subject: str, progress_id: UUID | None
) -> words.ImportPreviewPayload:
    upload = Upload(file.filename or "", await file.read(), subject)
    preview: PreviewOf = partial(_roster, info) if kind is PreviewKind.ROSTER_IMPORT else _forecast
    async with told(info.context, progress_id) as progress, info.context.read() as session:
        outcome, content = await preview_upload(session, upload, preview, progress=progress)
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
            expires_at=kept.expires_at,
        )
    )


async def _roster(
    info: strawberry.Info, session: ReadSession, sheet: Sheet, _: str, progress: Progress
) -> RosterImport:
    return await preview_roster(session, sheet, today=info.context.today(), progress=progress)


async def _forecast(session: ReadSession, sheet: Sheet, subject: str, progress: Progress) -> ForecastImport:
    report = parse_report_value(subject)
    assert report is not None
    return await preview_forecast(session, sheet, report=report, progress=progress)


def _report(month: str, year: int) -> Month:
    try:
        number = month_name_or_number(month)
    except ValueError:
        raise InvalidInput(f"{month[:40]!r} is no month", ("month",), accepted=", ".join(MONTH_NAMES)) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidInput(f"year is {year}", ("year",), accepted=f"{FIRST_YEAR} to {LAST_YEAR}")
    return Month(year, number)
