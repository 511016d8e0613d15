"""Files of the shop floor: preview; commitImport applies them."""

import strawberry

from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.forecast.imports import DecimalArgument, EncodingArgument, FileArgument, preview_import
from resolvers.permissions import mutation_field
from resolvers.progress import ProgressId
from schema.forecast.imports import ImportPreviewPayload
from services.shared.files import ReadAs
from services.shopfloor.imports.daily_production import PRODUCTION_IMPORT
from services.shopfloor.imports.work_orders import WORK_ORDERS_IMPORT


@strawberry.type
class FloorImportMutation:
    """The mutations that take files of the shop floor."""

    @mutation_field(
        Permission.PRODUCTION_PLAN,
        "Check a file of work orders: new ones, and other targets and deadlines of those that are not started.",
    )
    async def preview_work_order_import(
        self,
        info: Info,
        file: FileArgument,
        decimal: DecimalArgument = None,
        encoding: EncodingArgument = None,
        progress_id: ProgressId = None,
    ) -> ImportPreviewPayload:
        read_as = ReadAs(decimal, encoding)
        return await preview_import(info, WORK_ORDERS_IMPORT, file, read_as=read_as, progress_id=progress_id)

    @mutation_field(
        Permission.PRODUCTION_INPUT,
        "Check a file of daily production: new entries, and other figures for days that have one; userNotes of"
        " commitImport say why those are replaced.",
    )
    async def preview_daily_production_import(
        self,
        info: Info,
        file: FileArgument,
        decimal: DecimalArgument = None,
        encoding: EncodingArgument = None,
        progress_id: ProgressId = None,
    ) -> ImportPreviewPayload:
        read_as = ReadAs(decimal, encoding)
        return await preview_import(info, PRODUCTION_IMPORT, file, read_as=read_as, progress_id=progress_id)
