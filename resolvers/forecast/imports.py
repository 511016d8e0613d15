"""Files: what every room's imports answer when they are previewed, and this room's own."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Annotated, Protocol, cast
from uuid import UUID

import strawberry
from strawberry.file_uploads import Upload as File

from db.forecast.enums import ChangeType
from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.forecast import mapping
from resolvers.permissions import mutation_field
from resolvers.progress import ProgressId, reporting_progress
from resolvers.uploads import keep_upload
from schema.forecast.imports import ImportPreview, ImportPreviewPayload
from schema.shared.imports import CellChange, FileReading, RowRejection
from services.forecast.editing.changes import Change
from services.forecast.imports.forecast import FORECAST_IMPORT, ForecastImport
from services.forecast.imports.records import RECORDS_IMPORT, RecordsImport
from services.forecast.report_value import month_named
from services.shared.files import ReadAs, agreed_encoding
from services.shared.import_kinds import AnyImportKind, Upload
from services.shared.imports import ENDED, Import, ImportOutcome
from services.shared.previews import Kept

FileArgument = Annotated[File, strawberry.argument(description="An .xlsx workbook or a .csv file, at most 10 MiB.")]

DecimalArgument = Annotated[
    str | None,
    strawberry.argument(description='The decimal mark of numbers written as text, "." or ","; else the cells tell it.'),
]
EncodingArgument = Annotated[
    str | None,
    strawberry.argument(description='The encoding of a CSV, such as "windows-1250"; else UTF-8 or Windows-1252.'),
]


class SentFile(Protocol):
    """A file of a form, as whichever server hands it on; `encoding` is that of its text, where it was sent with one."""

    filename: str | None
    encoding: str | None

    async def read(self) -> bytes: ...


@strawberry.type
class ForecastImportMutation:
    """The mutation that takes a forecast."""

    @mutation_field(Permission.CONFIG_EDIT, "Check a forecast for the report of a month.")
    async def preview_forecast_import(
        self,
        info: Info,
        file: FileArgument,
        month: Annotated[str, strawberry.argument(description='The report\'s month: "April".')],
        year: Annotated[int, strawberry.argument(description="The report's year.")],
        decimal: DecimalArgument = None,
        encoding: EncodingArgument = None,
        progress_id: ProgressId = None,
    ) -> ImportPreviewPayload:
        subject, read_as = month_named(month, year).value, ReadAs(decimal, encoding)
        return await preview_import(
            info, FORECAST_IMPORT, file, subject=subject, read_as=read_as, progress_id=progress_id
        )

    @mutation_field(
        Permission.FORECAST_EDIT,
        "Check a workbook of a report's records that was edited, as records.xlsx gives it: what it changes, as a manual"
        " update, and the rows that are refused, since they cannot be read or somebody else changed their records.",
    )
    async def preview_records_import(
        self,
        info: Info,
        file: FileArgument,
        decimal: DecimalArgument = None,
        progress_id: ProgressId = None,
    ) -> ImportPreviewPayload:
        read_as = ReadAs(decimal)
        return await preview_import(info, RECORDS_IMPORT, file, read_as=read_as, progress_id=progress_id)


async def preview_import(
    info: Info, kind: AnyImportKind, file: File, *, subject: str = "", read_as: ReadAs, progress_id: UUID | None
) -> ImportPreviewPayload:
    """Check a file of some kind, and keep it until it is committed."""
    context = info.context
    sent = cast(SentFile, file)  # the scalar is declared as bytes; what arrives is a file of the form
    read_as = read_as._replace(encoding=agreed_encoding(read_as.encoding, sent.encoding))
    upload = Upload(sent.filename or "", await sent.read(), subject, read_as)
    async with reporting_progress(context, progress_id) as progress:
        previewed, kept = await keep_upload(context, kind, upload, progress=progress)
    return ImportPreviewPayload(preview=_import_preview(previewed, kept))


def _import_preview(previewed: Import, kept: Kept) -> ImportPreview:
    outcome = previewed.outcome
    changes, labels = changes_of(previewed)
    return ImportPreview(
        id=kept.id,
        created=outcome.created,
        updated=outcome.updated,
        unchanged=outcome.unchanged,
        rejected=[
            RowRejection(row=bad.row, column=bad.column, value=bad.value, reason=bad.reason) for bad in outcome.rejected
        ],
        ignored_columns=outcome.ignored_columns,
        warnings=outcome.warnings,
        reading=_file_reading(outcome),
        deallocated_assignments=outcome.details.get(ENDED, 0),
        changed_cells=[
            CellChange(row=one.row, column=one.column, cell=one.cell, before=one.before, after=one.after)
            for one in outcome.changed_cells
        ],
        modified_records=[mapping.change_record(change, labels) for change in changes],
        summary=mapping.change_summary(changes, ChangeType.FORECAST_UPDATE) if changes else None,
        expires_at=kept.expires_at,
    )


def _file_reading(outcome: ImportOutcome) -> FileReading:
    assert outcome.reading is not None  # there was a file
    told = asdict(outcome.reading)
    return FileReading(**{field.name: told[field.name] for field in fields(FileReading)})


def changes_of(previewed: Import) -> tuple[Sequence[Change], Sequence[str]]:
    """What a file changes in a report that is there, and the labels of the report's months."""
    if isinstance(previewed, ForecastImport) and previewed.stored is not None:
        return previewed.update.changes, previewed.update.labels
    return previewed.changed_records if isinstance(previewed, RecordsImport) else ((), ())
