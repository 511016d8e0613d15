"""A product's first movement beside a change of its decimals: whoever comes second goes by what the first has done."""

import asyncio
from decimal import Decimal

import pytest
from sqlalchemy import text

from db.admin.migrate import owner_connection
from db.shared.tenants import tenant_id
from db.supply.levels import LevelKey, lock_levels
from db.supply.products import products_by_sku_keys
from server.commands.postgres import Addresses
from services.shared.errors import PreviewSuperseded
from services.supply.imports.products import preview_products
from sheets.sheet import Sheet, SheetRow
from tests.graphql.stock.conftest import Keeper
from tests.support.cluster import SAMPLE_TENANT
from tests.support.database import until_held_up

FILE = Sheet(["SKU", "Name", "Unit", "Kind", "Decimals"], [SheetRow(2, ["FELT", "Felt", "m", "MATERIAL", 0])])


async def test_a_movement_that_waited_for_other_decimals_is_not_entered(keeper: Keeper, empty: Addresses) -> None:
    database = keeper.app.state.database
    async with database.write(tenant_id(SAMPLE_TENANT), subject="importer") as session:
        await session.run(text("UPDATE product SET decimals = 0 WHERE sku = 'FELT'"), {})
        moving = asyncio.create_task(keeper.tries("RECEIPT", "1.25", sku="FELT"))
        async with owner_connection(empty.owner) as owner:
            await until_held_up(owner, 1)
    answer = await moving
    assert answer["movements"] == []
    assert [problem["code"] for problem in answer["problems"]] == ["INVALID_INPUT"]  # checked once more
    assert (await keeper.moves("RECEIPT", "1", sku="FELT"))["level"]["onHand"] == "1"


async def test_decimals_that_waited_for_a_movement_stay(keeper: Keeper, empty: Addresses) -> None:
    database, tenant = keeper.app.state.database, tenant_id(SAMPLE_TENANT)
    async with database.read(tenant) as reading:
        previewed = await preview_products(reading, FILE)
        (felt,) = await products_by_sku_keys(reading, ["felt"])
    assert (previewed.outcome.updated, felt.decimals) == (1, 2)

    async def commit() -> None:
        async with database.write(tenant, subject="importer") as session:
            await previewed.commit(session)

    async with database.write(tenant, subject="keeper") as session:
        await lock_levels(session, [LevelKey(felt.id, "MAIN")])
        committing = asyncio.create_task(commit())
        async with owner_connection(empty.owner) as owner:
            await until_held_up(owner, 1)
    with pytest.raises(PreviewSuperseded, match="FELT"):
        await committing
    assert (await keeper.moves("RECEIPT", "1.25", sku="FELT"))["level"]["onHand"] == str(Decimal("1.25"))
