"""Whoever verifies finds what of the shop floor is not as it follows from its entries, and names it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from db.engine import WriteSession
from server.rooms import HOUSE
from tests.graphql.plans.conftest import Floor
from tests.support.written_floor import debt_asked, decided, made, settled, work_order

JUNE = date(2025, 6, 2)


async def busy(floor: Floor) -> None:
    """Orders in each state, and a debt that is partly settled."""
    order = await floor(work_order, "SPK-00001")
    other = await floor(work_order, "SPK-00002", target_qty=Decimal(100), produces_stock=False)
    await floor(work_order, "SPK-00003")
    for number, quantity in enumerate((100, 90, 80)):
        await floor(made, order, JUNE + timedelta(days=number), quantity)
    await floor(made, other, JUNE, 100)
    debt = await floor(debt_asked, order, "MD-00001", quantity="70", day=JUNE)
    await floor(decided, "material_debt", [debt], "APPROVED")
    await floor(settled, debt, "30", JUNE)


async def verified(session: WriteSession, *statements: str) -> list[str]:
    """What is found once some rows are spoilt, which they do not stay."""
    for statement in statements:
        await session.run(text(statement))
    return await HOUSE.verify(session)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ("SELECT 1", []),
        (
            "UPDATE work_order SET status = 'NOT_STARTED' WHERE number = 'SPK-00001'",
            ["work order SPK-00001: status NOT_STARTED, 270 of 1000 made is IN_PROGRESS"],
        ),
        (
            "UPDATE work_order SET status = 'IN_PROGRESS' WHERE number = 'SPK-00003'",
            ["work order SPK-00003: status IN_PROGRESS, 0 of 1000 made is NOT_STARTED"],
        ),
        (
            "UPDATE work_order SET status = 'CANCELLED', cancelled_at = now() WHERE number = 'SPK-00002'",
            [
                "work order SPK-00002: status CANCELLED, 100 of 100 made is COMPLETED",
                "work order SPK-00002: status CANCELLED, and 1 of its completions stand",
            ],
        ),
        (
            "UPDATE work_order_completion SET reopened_at = now(), reopened_by = 'sari'",
            ["work order SPK-00002: status COMPLETED, and 0 of its completions stand"],
        ),
        (
            "UPDATE daily_production SET quantity = 106 WHERE quantity = 100 AND work_order_id ="
            " (SELECT id FROM work_order WHERE number = 'SPK-00002')",
            ["work order SPK-00002: 106 made, at most 105 may be"],
        ),
        (
            "UPDATE daily_production SET quantity = 91 WHERE quantity = 90",
            ["work order SPK-00001: 90 of 2025-06-03 are in stock, and 91 should be"],
        ),
        (
            "UPDATE work_order SET produces_stock = true WHERE number = 'SPK-00002'",
            ["work order SPK-00002: 0 of 2025-06-02 are in stock, and 100 should be"],
        ),
        (
            "UPDATE material_debt SET settled_qty = 31",
            ["material debt MD-00001: settled 31, its settlements add up to 30"],
        ),
        (
            "UPDATE material_debt SET location = 'OUTLET'",
            ["a RECEIPT of 30, of which settlements use up 30, some of other material or at another location"],
        ),
    ],
)
async def test_what_is_spoilt_is_named(floor: Floor, spoil: str, said: list[str]) -> None:
    await busy(floor)
    found: list[str] = []

    async def spoiling(session: WriteSession) -> None:
        found.extend(await verified(session, spoil))
        raise Undone

    with pytest.raises(Undone):
        await floor(spoiling)
    ours = [line for line in found if line.startswith(("work order", "material debt", "movement"))]
    assert [line.partition(": ")[2] if line.startswith("movement") else line for line in ours] == said


class Undone(Exception):
    """Takes a transaction back."""
