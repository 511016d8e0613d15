"""Files of people: preview; commitImport applies them."""

import strawberry

from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.forecast.imports import DecimalArgument, EncodingArgument, FileArgument, preview_import
from resolvers.permissions import mutation_field
from resolvers.progress import ProgressId
from schema.forecast.imports import ImportPreviewPayload
from services.shared.files import ReadAs
from services.workforce.imports.roster import ROSTER_IMPORT
from services.workforce.imports.week_assignments import WEEK_ASSIGNMENTS_IMPORT


@strawberry.type
class PeopleImportMutation:
    """Mutations that take a roster, and people's weeks."""

    @mutation_field(Permission.WORKFORCE_EDIT, "Check a roster: who would be created, changed or rejected.")
    async def preview_roster_import(
        self,
        info: Info,
        file: FileArgument,
        decimal: DecimalArgument = None,
        encoding: EncodingArgument = None,
        progress_id: ProgressId = None,
    ) -> ImportPreviewPayload:
        read_as = ReadAs(decimal, encoding)
        return await preview_import(info, ROSTER_IMPORT, file, read_as=read_as, progress_id=progress_id)

    @mutation_field(
        Permission.WORKFORCE_EDIT,
        "Check a grid of people and weeks that was edited, as week-assignments.xlsx gives it: who would be put on a"
        " demand, moved or taken off, and the rows that are refused.",
    )
    async def preview_week_assignments_import(
        self,
        info: Info,
        file: FileArgument,
        encoding: EncodingArgument = None,
        progress_id: ProgressId = None,
    ) -> ImportPreviewPayload:
        read_as = ReadAs(encoding=encoding)
        return await preview_import(info, WEEK_ASSIGNMENTS_IMPORT, file, read_as=read_as, progress_id=progress_id)
