"""What `headroom verify` finds where stock is lower than debts allow, or is put aside for who needs nothing."""

from decimal import Decimal

from sqlalchemy import text

from db.shared.tenants import tenant_id
from server.rooms import HOUSE
from tests.graphql.debts.conftest import Hand
from tests.support.clocks import ago
from tests.support.cluster import SAMPLE_TENANT

_GRANT = text("UPDATE material_debt SET quantity = :quantity")


async def found(floor: Hand) -> list[str]:
    async with floor.app.state.database.read(tenant_id(SAMPLE_TENANT)) as session:  # type: ignore[attr-defined]
        return list(await HOUSE.verify(session))


async def grants(floor: Hand, quantity: int) -> None:
    """A debt is another, behind everybody's back."""
    async with floor.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="nobody") as session:  # type: ignore[attr-defined]
        await session.run(_GRANT, {"quantity": Decimal(quantity)})


async def test_the_first_day_below_what_is_allowed_is_found(floor: Hand) -> None:
    await floor.approved(70, neededOn=ago(5))
    await floor.moves("CONSUMPTION", 20, 5)
    await floor.moves("CONSUMPTION", 40, 3)
    await floor.moves("RECEIPT", 50, 1)
    assert await found(floor) == []
    await grants(floor, 30)
    (line,) = await found(floor)
    assert line.endswith(f"ends {ago(3)} at -60, and 30 below nothing is allowed")
    await grants(floor, 70)


async def test_what_is_put_aside_for_an_order_that_is_over_is_found(floor: Hand) -> None:
    await floor.moves("RECEIPT", 10)
    await floor.boss.carries_out("allocateMaterials", "movements { id }", workOrderId=floor.order)
    await floor.has_status("CANCELLED")
    lines = [line for line in await found(floor) if "put aside" in line]
    assert len(lines) == 1
    assert lines[0].startswith("work order SPK-1: is CANCELLED, and 10 of inventory level")
    await floor.moves("RELEASE", 10, workOrderId=floor.order)
    await floor.has_status("NOT_STARTED")
