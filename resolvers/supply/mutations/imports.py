"""Files of supply planning: preview; commitImport applies them."""

import strawberry

from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.forecast.imports import DecimalArgument, EncodingArgument, FileArgument, preview_import
from resolvers.permissions import mutation_field
from resolvers.progress import ProgressId
from schema.forecast.imports import ImportPreviewPayload
from services.shared.files import ReadAs
from services.supply.imports.bills import BILLS_IMPORT
from services.supply.imports.demand import DEMAND_IMPORT
from services.supply.imports.forecasts import SUPPLY_FORECAST_IMPORT
from services.supply.imports.products import PRODUCTS_IMPORT
from services.supply.imports.stock import STOCK_IMPORT

EDIT = Permission.SUPPLY_EDIT


@strawberry.type
class SupplyImportMutation:
    """The mutations that take files of supply planning."""

    @mutation_field(EDIT, "Check a file of products: which would be created, changed or rejected.")
    async def preview_product_import(
        self,
        info: Info,
        file: FileArgument,
        decimal: DecimalArgument = None,
        encoding: EncodingArgument = None,
        progress_id: ProgressId = None,
    ) -> ImportPreviewPayload:
        read_as = ReadAs(decimal, encoding)
        return await preview_import(info, PRODUCTS_IMPORT, file, read_as=read_as, progress_id=progress_id)

    @mutation_field(EDIT, "Check a file of bills of materials, each of which is replaced whole; counts are of lines.")
    async def preview_bill_of_materials_import(
        self,
        info: Info,
        file: FileArgument,
        decimal: DecimalArgument = None,
        encoding: EncodingArgument = None,
        progress_id: ProgressId = None,
    ) -> ImportPreviewPayload:
        read_as = ReadAs(decimal, encoding)
        return await preview_import(info, BILLS_IMPORT, file, read_as=read_as, progress_id=progress_id)

    @mutation_field(EDIT, "Check a file of demand history; rows replace those of the same product, location and date.")
    async def preview_demand_history_import(
        self,
        info: Info,
        file: FileArgument,
        decimal: DecimalArgument = None,
        encoding: EncodingArgument = None,
        progress_id: ProgressId = None,
    ) -> ImportPreviewPayload:
        read_as = ReadAs(decimal, encoding)
        return await preview_import(info, DEMAND_IMPORT, file, read_as=read_as, progress_id=progress_id)

    @mutation_field(EDIT, "Check a file of opening stock, each row of which is a count.")
    async def preview_opening_stock_import(
        self,
        info: Info,
        file: FileArgument,
        decimal: DecimalArgument = None,
        encoding: EncodingArgument = None,
        progress_id: ProgressId = None,
    ) -> ImportPreviewPayload:
        read_as = ReadAs(decimal, encoding)
        return await preview_import(info, STOCK_IMPORT, file, read_as=read_as, progress_id=progress_id)

    @mutation_field(EDIT, "Check a file of forecasts: a draft for each product, location and name in it.")
    async def preview_supply_forecast_import(
        self,
        info: Info,
        file: FileArgument,
        decimal: DecimalArgument = None,
        encoding: EncodingArgument = None,
        progress_id: ProgressId = None,
    ) -> ImportPreviewPayload:
        read_as = ReadAs(decimal, encoding)
        return await preview_import(info, SUPPLY_FORECAST_IMPORT, file, read_as=read_as, progress_id=progress_id)
