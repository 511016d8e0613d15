"""Moving stock: effects, what is refused, batches, transfers, dry runs and keys of callers."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from tests.graphql.stock.conftest import Keeper
from tests.support.clocks import ago


async def test_each_kind_has_its_effect(keeper: Keeper) -> None:
    await keeper.moves("RECEIPT", 120)
    await keeper.moves("ALLOCATION", 40)
    await keeper.moves("RELEASE", 10)
    await keeper.moves("CONSUMPTION", 20)
    await keeper.moves("ADJUSTMENT", -5, reason="broken")
    await keeper.moves("EXPECTED", 300)
    answer = await keeper.moves("ARRIVAL", 100)
    level = answer["level"]
    assert (level["onHand"], level["allocated"], level["available"]) == ("195", "30", "165")
    assert (level["inTransit"], level["position"], level["value"]) == ("200", "365", "2437.5")
    assert answer["movements"][0]["onHandAfter"] == "195"


async def test_never_below_nothing_on_a_later_day(keeper: Keeper) -> None:
    await keeper.moves("RECEIPT", 100, 20)
    await keeper.moves("CONSUMPTION", 80, 18)
    await keeper.moves("RECEIPT", 50, 16)
    problem = await keeper.refused("CONSUMPTION", 30, 19)
    assert (problem["code"], problem["on"], problem["available"]) == ("INSUFFICIENT_STOCK", ago(18), "20")
    assert problem["path"] == ["input", "quantity"]
    await keeper.moves("CONSUMPTION", 20, 19)
    assert {day: row["closing"] for day, row in (await keeper.days()).items()} == {
        ago(20): "100", ago(19): "80", ago(18): "0", ago(16): "50",
    }  # fmt: skip


async def test_a_count_stays_true(keeper: Keeper) -> None:
    await keeper.moves("RECEIPT", 10, 12)
    counted = await keeper.counts(5, 5)
    assert counted["movements"][0]["onHandChange"] == "-5"
    assert counted["level"]["lastCountedOn"] == ago(5)
    answer = await keeper.moves("RECEIPT", 56, 9)
    assert [(row["onHandChange"], row["occurredOn"]) for row in answer["restated"]] == [("-56", ago(5))]
    assert (await keeper.days())[ago(5)]["closing"] == "5"
    assert (await keeper.days())[ago(9)]["closing"] == "66"
    # More than is there now, but not on that day: the count takes it back.
    answer = await keeper.moves("CONSUMPTION", 60, 8)
    assert answer["restated"][0]["onHandChange"] == "60"
    assert await keeper.on_hand() == 5
    problem = await keeper.refused("CONSUMPTION", 60, 8)
    assert (problem["code"], problem["on"]) == ("INSUFFICIENT_STOCK", ago(8))
    # A count of an earlier day leaves the later one true, and one that finds nothing else has a row of 0.
    await keeper.counts(90, 7)
    assert await keeper.on_hand() == 5
    same = await keeper.counts(5, 5)
    assert same["movements"][0]["onHandChange"] == "0"


async def test_a_reversal_mirrors_once(keeper: Keeper) -> None:
    moved = await keeper.moves("RECEIPT", 100, 3)
    id = moved["movements"][0]["id"]
    await keeper.moves("CONSUMPTION", 40, 1)
    answer = await keeper.send("reverseInventoryMovement", id=id, reason="typed twice")
    assert (answer["problems"][0]["code"], answer["problems"][0]["on"]) == ("INSUFFICIENT_STOCK", ago(1))
    await keeper.moves("RECEIPT", 60, 2)
    answer = await keeper.send("reverseInventoryMovement", id=id, reason=" ")
    assert (answer["problems"][0]["code"], answer["problems"][0]["path"]) == ("INVALID_INPUT", ["reason"])
    answer = await keeper.send("reverseInventoryMovement", id=id, reason="typed twice")
    assert [(row["onHandChange"], row["occurredOn"]) for row in answer["movements"]] == [("-100", ago(3))]
    again = await keeper.send("reverseInventoryMovement", id=id, reason="once more")
    assert (again["problems"][0]["code"], again["problems"][0]["state"]) == ("NOT_ALLOWED_IN_STATE", "REVERSED")
    unknown = await keeper.send("reverseInventoryMovement", id="nothing", reason="why not")
    assert (unknown["problems"][0]["code"], unknown["problems"][0]["path"]) == ("NOT_FOUND", ["id"])
    assert await keeper.on_hand() == 20


@pytest.mark.parametrize("via_transit", [False, True])
async def test_a_transfer_has_two_sides(keeper: Keeper, via_transit: bool) -> None:
    await keeper.moves("RECEIPT", 100)
    answer = await keeper.moves("TRANSFER_OUT", 30, toLocation="West", viaTransit=via_transit)
    assert [(row["kind"], row["location"]) for row in answer["movements"]] == [
        ("TRANSFER_OUT", "MAIN"), ("TRANSFER_IN", "West"),
    ]  # fmt: skip
    west = await keeper.level(location="WEST")
    assert (west["onHand"], west["inTransit"]) == (("0", "30") if via_transit else ("30", "0"))
    if via_transit:
        await keeper.moves("ARRIVAL", 30, location="west")
        assert (await keeper.level(location="West"))["onHand"] == "30"
        refused = await keeper.send("reverseInventoryMovement", id=answer["movements"][1]["id"], reason="lost")
        assert refused["problems"][0]["code"] == "QUANTITY_EXCEEDED"
        return
    back = await keeper.send("reverseInventoryMovement", id=answer["movements"][1]["id"], reason="lost")
    assert [row["onHandChange"] for row in back["movements"]] == ["30", "-30"]
    assert (await keeper.level())["onHand"] == "100"


REFUSED: list[tuple[dict[str, Any], str, list[str]]] = [
    ({"kind": "TRANSFER_IN"}, "INVALID_INPUT", ["input", "kind"]),
    ({"quantity": "0"}, "INVALID_INPUT", ["input", "quantity"]),
    ({"quantity": "-1"}, "INVALID_INPUT", ["input", "quantity"]),
    ({"quantity": "1.5"}, "INVALID_INPUT", ["input", "quantity"]),
    ({"kind": "ADJUSTMENT"}, "INVALID_INPUT", ["input", "reason"]),
    ({"occurredOn": ago(32)}, "INVALID_INPUT", ["input", "occurredOn"]),
    ({"occurredOn": ago(-1)}, "INVALID_INPUT", ["input", "occurredOn"]),
    ({"toLocation": "WEST"}, "INVALID_INPUT", ["input", "toLocation"]),
    ({"viaTransit": True}, "INVALID_INPUT", ["input", "viaTransit"]),
    ({"kind": "TRANSFER_OUT"}, "INVALID_INPUT", ["input", "toLocation"]),
    ({"kind": "TRANSFER_OUT", "toLocation": "main"}, "INVALID_INPUT", ["input", "toLocation"]),
    ({"sku": "NOBODY"}, "NOT_FOUND", ["input", "sku"]),
    ({"sku": "OLD"}, "NOT_ALLOWED_IN_STATE", ["input", "sku"]),
    ({"location": " "}, "INVALID_INPUT", ["input", "location"]),
    ({"clientKey": ""}, "INVALID_INPUT", ["input", "clientKey"]),
    ({"kind": "ALLOCATION", "quantity": "101"}, "QUANTITY_EXCEEDED", ["input", "quantity"]),
    ({"kind": "RELEASE"}, "QUANTITY_EXCEEDED", ["input", "quantity"]),
    ({"kind": "ARRIVAL"}, "QUANTITY_EXCEEDED", ["input", "quantity"]),
    ({"kind": "CONSUMPTION", "quantity": "101"}, "INSUFFICIENT_STOCK", ["input", "quantity"]),
    ({"kind": "TRANSFER_OUT", "quantity": "101", "toLocation": "W"}, "INSUFFICIENT_STOCK", ["input", "quantity"]),
]


async def test_refusals_name_their_place(keeper: Keeper) -> None:
    await keeper.moves("RECEIPT", 100)
    for given, code, path in REFUSED:
        first = {"kind": "RECEIPT", "quantity": "1", "day": 0, **given}
        problem = await keeper.refused(first.pop("kind"), first.pop("quantity"), first.pop("day"), **first)
        assert (problem["code"], problem["path"]) == (code, path), given
    assert (await keeper.refused("RECEIPT", 1, 32))["accepted"] == f"{ago(31)} to {ago(0)}"
    assert await keeper.on_hand() == 100


async def test_what_is_allocated_does_not_leave(keeper: Keeper) -> None:
    await keeper.moves("RECEIPT", 100)
    await keeper.moves("ALLOCATION", 80)
    problem = await keeper.refused("CONSUMPTION", 21)
    assert (problem["code"], problem["available"], problem["requested"]) == ("INSUFFICIENT_STOCK", "20", "21")
    answer = await keeper.moves("ADJUSTMENT", -50, reason="burnt")
    assert answer["level"]["available"] == "-30"


async def test_a_batch_is_all_or_nothing(keeper: Keeper) -> None:
    def item(kind: str, quantity: int, **more: Any) -> dict[str, Any]:
        return {"sku": "BEAR", "kind": kind, "quantity": quantity, **more}

    items = [item("RECEIPT", 10), item("CONSUMPTION", 10), item("CONSUMPTION", 1)]
    answer = await keeper.send("recordInventoryMovements", items=items)
    assert [problem["path"] for problem in answer["problems"]] == [["items", "2", "quantity"]]
    assert await keeper.level() is None
    answer = await keeper.send("recordInventoryMovements", items=[item("RECEIPT", 1, sku="FELT"), *items[:2]])
    assert [row["onHandAfter"] for row in answer["movements"]] == ["1", "10", "0"]


async def test_a_dry_run_answers_and_applies_nothing(keeper: Keeper) -> None:
    await keeper.moves("RECEIPT", 10)
    answer = await keeper.tries("CONSUMPTION", 4, dry=True)
    assert (answer["level"]["onHand"], answer["movements"][0]["onHandAfter"]) == ("6", "6")
    assert await keeper.on_hand() == 10
    first = await keeper.tries("RECEIPT", 4, dry=True, sku="FELT")
    assert (first["level"]["onHand"], first["problems"]) == ("4", [])
    assert await keeper.level("FELT") is None


async def test_every_field_of_a_dry_run_sees_it_and_the_next_mutation_does_not(keeper: Keeper) -> None:
    await keeper.moves("RECEIPT", 10, 5)
    seen = f"""level {{ onHand movements {{ totalCount nodes {{ onHandAfter }} }} product {{ inventory {{ onHand }} }}
        history(from: "{ago(9)}", to: "{ago(0)}") {{ closing }} }}"""
    one = (
        f'recordInventoryMovement(input: {{sku: "BEAR", kind: RECEIPT, quantity: 7, occurredOn: "{ago(3)}"}}, dryRun: '
    )
    answer = await keeper.ask(
        f"mutation M {{ a: {one}true) {{ {seen} }} b: {one}true) {{ {seen} }} c: {one}false) {{ {seen} }}"
        f" d: {one}true) {{ {seen} problems {{ code }} }} }}"
    )
    for name, amounts in {"a": ["10", "17"], "b": ["10", "17"], "c": ["10", "17"], "d": ["10", "24"]}.items():
        level = answer[name]["level"]
        assert level["onHand"] == level["product"]["inventory"][0]["onHand"] == amounts[-1], name
        assert [day["closing"] for day in level["history"]] == amounts
        assert level["movements"]["nodes"][0]["onHandAfter"] == amounts[-1]
        assert level["movements"]["totalCount"] == (3 if name == "d" else 2)
    assert await keeper.on_hand() == 17


async def test_a_repeat_answers_with_the_first_result(keeper: Keeper) -> None:
    first = await keeper.moves("RECEIPT", 10, 40 - 10, clientKey="one")
    again = await keeper.tries("RECEIPT", 11, 1, clientKey="one")
    assert again["movements"] == first["movements"]
    out = await keeper.moves("TRANSFER_OUT", 4, toLocation="WEST", clientKey="two")
    items = [
        {"sku": "BEAR", "kind": "RECEIPT", "quantity": 1},
        {"sku": "BEAR", "kind": "TRANSFER_OUT", "quantity": 4, "toLocation": "WEST", "clientKey": "two"},
        {"sku": "BEAR", "kind": "RECEIPT", "quantity": 2, "clientKey": "three"},
    ]
    batch = await keeper.send("recordInventoryMovements", items=items)
    assert [row["quantity"] for row in batch["movements"]] == ["1", "4", "4", "2"]
    assert [row["id"] for row in batch["movements"]][1:3] == [row["id"] for row in out["movements"]]
    assert await keeper.on_hand() == 9
    counted = await keeper.counts(3, clientKey="four")
    assert (await keeper.counts(8, clientKey="four"))["movements"] == counted["movements"]


async def test_concurrent_movements_end_at_the_exact_sum(keeper: Keeper) -> None:
    await keeper.moves("RECEIPT", 1000)
    await keeper.moves("RECEIPT", 1000, location="WEST")
    steps = [keeper.moves("CONSUMPTION", 1, number % 3) for number in range(0, 60, 3)]
    steps += [keeper.moves("RECEIPT", 2) for _ in range(20)]
    steps += [keeper.moves("TRANSFER_OUT", 1, toLocation="WEST") for _ in range(15)]
    steps += [keeper.moves("TRANSFER_OUT", 1, location="WEST", toLocation="MAIN") for _ in range(15)]
    repeats = [keeper.moves("RECEIPT", 5, clientKey="same") for _ in range(10)]
    answers = await asyncio.gather(*steps, *repeats)
    assert len({answer["movements"][0]["id"] for answer in answers[-10:]}) == 1
    assert await keeper.on_hand() == Decimal(1000 - 20 + 40 + 5)
    assert (await keeper.level(location="WEST"))["onHand"] == "1000"


async def test_the_last_piece_is_sold_once(keeper: Keeper) -> None:
    await keeper.moves("RECEIPT", 5)
    answers = await asyncio.gather(*(keeper.tries("CONSUMPTION", 1) for _ in range(20)))
    assert sum(not answer["problems"] for answer in answers) == 5
    assert {answer["problems"][0]["code"] for answer in answers if answer["problems"]} == {"INSUFFICIENT_STOCK"}
