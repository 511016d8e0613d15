"""The life of a debt over HTTP, to the last digit: stock below nothing as far as debts reach, and back."""

from decimal import Decimal
from typing import Any

from tests.graphql.debts.conftest import MOVED, Hand
from tests.support.clocks import ago, today


async def test_a_debt_lets_stock_go_below_nothing_and_is_paid_back(floor: Hand) -> None:
    await floor.moves("RECEIPT", 30)
    problem = (await floor.tries("CONSUMPTION", 100))["problems"][0]
    assert problem["code"] == "INSUFFICIENT_STOCK"
    assert (problem["requested"], problem["available"], problem["allowance"]) == ("100", "30", "0")
    debt = await floor.approved(70)
    assert (debt["number"], debt["status"], debt["openQty"], debt["settlementState"]) == (
        "MD-00001",
        "APPROVED",
        "70",
        "OPEN",
    )
    assert (await floor.moves("CONSUMPTION", 100))["level"] == {
        "onHand": "-70", "allocated": "0", "available": "-70", "allowance": "70",
    }  # fmt: skip
    answer = await floor.settles(debt, 30)
    assert answer["level"] == {"onHand": "-40", "allowance": "40", "available": "-40"}
    settled = answer["debt"]
    assert (settled["openQty"], settled["settlementState"], settled["isSettled"]) == ("40", "PARTLY_SETTLED", False)
    (problem,) = (await floor.settles(debt, 50))["problems"]
    assert (problem["code"], problem["limit"], problem["attempted"]) == ("QUANTITY_EXCEEDED", "40", "50")
    answer = await floor.settles(debt, 40)
    assert answer["level"] == {"onHand": "0", "allowance": "0", "available": "0"}
    assert (answer["debt"]["settlementState"], answer["debt"]["isSettled"]) == ("SETTLED", True)
    movements = [one["movement"] for one in answer["debt"]["settlements"]]
    assert [(one["quantity"], one["materialDebt"]["number"]) for one in movements] == [
        ("30", "MD-00001"),
        ("40", "MD-00001"),
    ]
    (problem,) = (await floor.settles(debt, 1))["problems"]
    assert (problem["code"], problem["limit"]) == ("QUANTITY_EXCEEDED", "0")


async def test_not_a_bit_more_than_debts_reach(floor: Hand) -> None:
    await floor.moves("RECEIPT", 30)
    await floor.approved(70)
    problem = (await floor.tries("CONSUMPTION", "100.01"))["problems"][0]
    assert (problem["code"], problem["available"], problem["allowance"]) == ("INSUFFICIENT_STOCK", "30", "70")
    await floor.moves("CONSUMPTION", 100)
    assert (await floor.tries("CONSUMPTION", "0.01"))["problems"][0]["code"] == "INSUFFICIENT_STOCK"
    assert (await floor.tries("ADJUSTMENT", "-0.01", reason="lost"))["problems"][0]["code"] == "INSUFFICIENT_STOCK"


async def test_a_debt_counts_from_the_day_it_is_needed(floor: Hand) -> None:
    await floor.approved(10, neededOn=ago(3))
    assert (await floor.tries("CONSUMPTION", 5, 4))["problems"][0]["on"] == ago(4)
    await floor.moves("CONSUMPTION", 5, 3)
    assert (await floor.level())["onHand"] == -5


async def test_what_is_entered_late_is_checked_on_every_later_day(floor: Hand) -> None:
    """2 June +100, 4 June −80, 6 June +50: −30 of 3 June is refused for 4 June, and passes with a debt of 10."""
    for kind, quantity, day in (("RECEIPT", 100, 20), ("CONSUMPTION", 80, 18), ("RECEIPT", 50, 16)):
        await floor.moves(kind, quantity, day)
    problem = (await floor.tries("CONSUMPTION", 30, 19))["problems"][0]
    assert (problem["code"], problem["on"]) == ("INSUFFICIENT_STOCK", ago(18))
    await floor.approved(10, neededOn=ago(18))
    await floor.moves("CONSUMPTION", 30, 19)


async def test_what_came_takes_the_allowance_back_from_its_day_on(floor: Hand) -> None:
    debt = await floor.approved(50, neededOn=ago(9))
    await floor.moves("CONSUMPTION", 50, 9)
    answer = await floor.settles(debt, 20, receivedOn=ago(5))
    assert answer["problems"] == []
    assert answer["debt"]["settlements"][0]["receivedOn"] == ago(5)
    assert (await floor.tries("CONSUMPTION", 1, 7))["problems"][0]["code"] == "INSUFFICIENT_STOCK"
    answer = await floor.settles(debt, 30)
    assert answer["level"]["onHand"] == "0"


async def test_a_dry_run_of_a_settlement_answers_and_applies_nothing(floor: Hand) -> None:
    debt = await floor.approved(50)
    await floor.moves("CONSUMPTION", 50)
    given = {"receivedQty": "20", "notes": "the first rolls"}
    answer = await floor.carries_out("settleMaterialDebt", id=debt["id"], input=given, dryRun=True)
    assert (answer["debt"]["openQty"], answer["level"]["onHand"], answer["level"]["allowance"]) == ("30", "-30", "30")
    (settlement,) = answer["debt"]["settlements"]
    assert (settlement["notes"], settlement["movement"]["onHandAfter"]) == ("the first rolls", "-30")
    assert await floor.level() == {
        "onHand": Decimal(-50), "allocated": 0, "available": -50, "allowance": 50, "onOrder": 0,
    }  # fmt: skip
    assert (await debt_of(floor, debt))["settlements"] == []


async def debt_of(floor: Hand, debt: Any) -> Any:
    query = """query D($id: ID!) { materialDebt(id: $id) { status openQty closedQty settledQty settlementState isSettled
        settledAt ageDays decidedBy decisionNote settlements { receivedQty } approvals { by } } }"""
    return (await floor.boss.ask(query, id=debt["id"]))["materialDebt"]


async def receipt(floor: Hand, quantity: Any, **more: Any) -> Any:
    return (await floor.moves("RECEIPT", quantity, **more))["movements"][0]


async def test_a_receipt_of_the_ledger_is_named_in_parts_up_to_its_quantity(floor: Hand) -> None:
    first, second = await floor.approved(30), await floor.approved(40)
    await floor.moves("CONSUMPTION", 70)
    came = await receipt(floor, 50)
    assert (await floor.settles(first, 30, receiptMovementId=came["id"]))["problems"] == []
    (problem,) = (await floor.settles(second, 21, receiptMovementId=came["id"]))["problems"]
    assert (problem["code"], problem["limit"]) == ("QUANTITY_EXCEEDED", "20")
    answer = await floor.settles(second, 20, receiptMovementId=came["id"])
    assert (answer["level"]["onHand"], answer["level"]["allowance"]) == ("-20", "20")
    assert answer["debt"]["settlements"][0]["receivedOn"] == str(today())
    (problem,) = (await floor.settles(second, 1, receiptMovementId=came["id"]))["problems"]
    assert (problem["code"], problem["limit"]) == ("QUANTITY_EXCEEDED", "0")


async def test_a_receipt_that_stock_has_used_settles_nothing(floor: Hand) -> None:
    debt = await floor.approved(70)
    await floor.moves("CONSUMPTION", 70)
    came = await receipt(floor, 30)
    await floor.moves("CONSUMPTION", 30)
    (problem,) = (await floor.settles(debt, 30, receiptMovementId=came["id"]))["problems"]
    assert problem["code"] == "INSUFFICIENT_STOCK"
    assert "MD-00001" in problem["message"]
    assert (await debt_of(floor, debt))["openQty"] == "70"


async def test_only_a_receipt_of_the_material_and_location_settles(floor: Hand) -> None:
    debt = await floor.approved(70)
    taken = (await floor.moves("RECEIPT", 5))["movements"][0]
    back = await floor.keeper.carries_out("reverseInventoryMovement", MOVED, id=taken["id"], reason="a mistake")
    wrong = {
        "it is at WEST": await receipt(floor, 5, location="WEST"),
        "it is of another product": await receipt(floor, 5, sku="BUTTON"),
        "it is a EXPECTED": (await floor.moves("EXPECTED", 5))["movements"][0],
        f"it was reversed by {back['movements'][0]['number']}": taken,
        "it takes another receipt back": back["movements"][0],
    }
    for reason, movement in wrong.items():
        (problem,) = (await floor.settles(debt, 5, receiptMovementId=movement["id"]))["problems"]
        assert (problem["code"], problem["reasons"]) == ("INCOMPATIBLE", [reason])
        assert problem["path"] == ["input", "receiptMovementId"]
    (problem,) = (await floor.settles(debt, 5, receiptMovementId=debt["id"]))["problems"]
    assert problem["code"] == "NOT_FOUND"
    right = await receipt(floor, 5)
    (problem,) = (await floor.settles(debt, 5, receiptMovementId=right["id"], receivedOn=ago(1)))["problems"]
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["input", "receivedOn"])


async def test_a_receipt_that_settles_is_not_taken_back(floor: Hand) -> None:
    debt = await floor.approved(70)
    came = await receipt(floor, 30)
    assert (await floor.settles(debt, 30, receiptMovementId=came["id"]))["problems"] == []
    written = (await floor.settles(debt, 10))["debt"]["settlements"][1]["movement"]
    for movement in (came, written):
        problem = await floor.keeper.problem("reverseInventoryMovement", MOVED, id=movement["id"], reason="no")
        assert (problem["code"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", "SETTLING")
        assert "MD-00001" in problem["message"]


async def test_closing_gives_back_all_that_is_open(floor: Hand) -> None:
    debt = await floor.approved(70)
    await floor.moves("CONSUMPTION", 30)
    problem = await floor.boss.problem("closeMaterialDebt", id=debt["id"], reason="it came earlier")
    assert (problem["code"], problem["sku"], problem["allowance"]) == ("INSUFFICIENT_STOCK", "FABRIC", "0")
    await floor.settles(debt, 30)
    answer = await floor.boss.carries_out("closeMaterialDebt", id=debt["id"], reason="it came earlier")
    closed = answer["debt"]
    assert (closed["closedQty"], closed["openQty"], closed["settlementState"]) == ("40", "0", "SETTLED")
    assert answer["level"] == {"onHand": "0", "allowance": "0", "available": "0"}
    problem = await floor.boss.problem("closeMaterialDebt", id=debt["id"], reason="again")
    assert (problem["code"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", "SETTLED")
    assert (await floor.tries("CONSUMPTION", 1))["problems"][0]["code"] == "INSUFFICIENT_STOCK"
