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


@strawberry.type
class RosterImportMutation:
    """The mutation that takes a roster."""

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
