"""What verify finds in the ledger beside sums that are wrong: days, counts and movements that belong together."""

from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from services.supply.verify import verify
from tests.graphql.stock.conftest import Keeper
from tests.support.clocks import ago
from tests.support.cluster import SAMPLE_TENANT

OF_LEVEL = "level_id, kind, quantity, on_hand_change, allocated_change, in_transit_change"


async def some_history(keeper: Keeper) -> None:
    """A receipt, a count that a later entry comes before, a transfer and a reversal."""
    await keeper.moves("RECEIPT", 100, 9)
    await keeper.counts(90, 5)
    await keeper.moves("CONSUMPTION", 30, 7)
    await keeper.moves("TRANSFER_OUT", 10, 3, toLocation="EAST")
    moved = await keeper.moves("RECEIPT", 7, 2)
    await keeper.send("reverseInventoryMovement", id=moved["movements"][0]["id"], reason="typed twice")


async def found(keeper: Keeper, wrong: str, *, as_owner: bool = False, **values: Any) -> list[str]:
    """What is found where something is wrong, which is rolled back."""
    database = keeper.app.state.database  # type: ignore[attr-defined]
    async with database.write(tenant_id(SAMPLE_TENANT), subject="tester", dry_run=True) as session:
        assert await verify(session) == []
        await session.run(text(wrong), values)
        return list(await verify(session))


# The ledger only grows: what is wrong is entered, with its level, past whoever checks.
ENTERED = f"""
    WITH written AS (
        INSERT INTO inventory_movement (tenant_id, {OF_LEVEL}, occurred_on, restates_id, reverses_id, transfer,
                                        created_by)
        SELECT tenant_id, id, :kind, abs(CAST(:change AS numeric)), CAST(:change AS numeric), 0, 0,
               CAST(CAST(:day AS text) AS date), NULL,
               (SELECT max(m.id) FROM inventory_movement m WHERE m.kind = 'CONSUMPTION' AND :reverses),
               CASE WHEN :transfers THEN gen_random_uuid() END, 'tester'
        FROM inventory_level WHERE location = 'MAIN'
        RETURNING level_id, on_hand_change
    )
    UPDATE inventory_level l SET on_hand = l.on_hand + w.on_hand_change FROM written w WHERE l.id = w.level_id"""


@pytest.mark.parametrize(
    ("kind", "change", "day", "reverses", "transfers", "told"),
    [
        ("CONSUMPTION", -150, 1, False, False, "ends"),
        ("RECEIPT", 5, 6, False, False, "counted 90"),
        ("CONSUMPTION", 29, 7, True, False, "is not the opposite of"),
        ("TRANSFER_OUT", -4, 1, False, True, "is not the opposite of"),
    ],
)
async def test_entries_that_break_a_rule_are_found(
    keeper: Keeper, kind: str, change: int, day: int, reverses: bool, transfers: bool, told: str
) -> None:
    await some_history(keeper)
    given = {"kind": kind, "change": change, "day": ago(day), "reverses": reverses, "transfers": transfers}
    assert told in " ".join(await found(keeper, ENTERED, **given))


async def test_another_day_of_the_last_count_is_found(keeper: Keeper) -> None:
    await some_history(keeper)
    wrong = "UPDATE inventory_level SET last_counted_on = last_counted_on - 1 WHERE last_counted_on IS NOT NULL"
    (told,) = await found(keeper, wrong)
    assert told.endswith(f"recomputed {ago(5)}")


async def test_a_count_that_is_taken_back_is_the_last_no_more(keeper: Keeper) -> None:
    await keeper.counts(5, 9)
    later = await keeper.counts(8, 3)
    assert later["level"]["lastCountedOn"] == ago(3)
    back = await keeper.send("reverseInventoryMovement", id=later["movements"][0]["id"], reason="the wrong shelf")
    assert (back["level"]["onHand"], back["level"]["lastCountedOn"]) == ("5", ago(9))
    first = await keeper.counts(4, 12)
    assert first["level"]["lastCountedOn"] == ago(9)
    back = await keeper.send("reverseInventoryMovement", id=back["movements"][0]["id"], reason="it was the right one")
    assert back["level"]["lastCountedOn"] == ago(9)
