"""Who may ask and decide, what is checked, and how many must approve."""

import asyncio
from typing import Any

import pytest

from tests.graphql.debts.conftest import DEBT, Hand
from tests.graphql.debts.test_paying_back import debt_of
from tests.support.audit import log
from tests.support.clocks import ago, today

REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"workOrderId": "nobody"}, "NOT_FOUND", "workOrderId"),
    ({"materialSku": "NOTHING"}, "NOT_FOUND", "materialSku"),
    ({"materialSku": "SHIRT"}, "INCOMPATIBLE", "materialSku"),
    ({"quantity": "0"}, "INVALID_INPUT", "quantity"),
    ({"quantity": "-1"}, "INVALID_INPUT", "quantity"),
    ({"quantity": "1.001"}, "INVALID_INPUT", "quantity"),
    ({"location": " "}, "INVALID_INPUT", "location"),
    ({"reason": " "}, "INVALID_INPUT", "reason"),
    ({"reason": "x" * 501}, "INVALID_INPUT", "reason"),
    ({"neededOn": ago(-1)}, "INVALID_INPUT", "neededOn"),
    ({"neededOn": ago(32)}, "INVALID_INPUT", "neededOn"),
    ({"clientKey": ""}, "INVALID_INPUT", "clientKey"),
]


@pytest.mark.parametrize(("given", "code", "place"), REFUSED, ids=lambda value: str(value)[:40])
async def test_a_request_that_breaks_a_rule_names_its_place(floor: Hand, given: Any, code: str, place: str) -> None:
    problem = await floor.problem("requestMaterialDebt", input=floor.debt_input(5) | given)
    assert (problem["code"], problem["path"]) == (code, ["input", place])


@pytest.mark.parametrize("status", ["COMPLETED", "CANCELLED"])
async def test_an_order_that_is_over_needs_nothing(floor: Hand, status: str) -> None:
    waiting = await floor.asks_for(5)
    await floor.has_status(status)
    problem = await floor.problem("requestMaterialDebt", input=floor.debt_input(5))
    assert (problem["code"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", status)
    problem = await floor.boss.problem("approveMaterialDebt", id=waiting["id"])
    assert (problem["code"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", status)
    assert (await floor.carries_out("withdrawMaterialDebt", id=waiting["id"]))["debt"]["status"] == "WITHDRAWN"


@pytest.mark.parametrize(
    ("roles", "departments", "may"),
    [
        (("PRODUCTION_STAFF",), ("cut", "Packing"), True),
        (("PRODUCTION_STAFF",), ("Packing",), False),
        (("PRODUCTION_STAFF",), (), False),
        (("PRODUCTION_STAFF", "PRODUCTION_SPV"), (), True),
        (("PRODUCTION_SPV",), ("Packing",), True),
    ],
)
async def test_staff_ask_for_their_departments_alone(floor: Hand, roles: Any, departments: Any, may: bool) -> None:
    who = floor.as_("somebody", *roles, departments=departments)
    answer = await who.sends("requestMaterialDebt", input=floor.debt_input(5))
    assert bool(answer["debt"]) is may
    if not may:
        (problem,) = answer["problems"]
        assert (problem["code"], problem["path"]) == ("INCOMPATIBLE", ["input", "workOrderId"])
        assert all(name in problem["message"] for name in ("CUT", *departments))


async def test_numbers_have_no_gaps_and_repeats_answer_with_the_first(floor: Hand) -> None:
    first = await floor.asks_for(5, clientKey="one")
    assert (first["status"], first["neededOn"], first["approvalsNeeded"]) == ("PENDING", str(today()), 1)
    assert (first["openQty"], first["settlementState"], first["ageDays"]) == ("0", None, 0)
    await floor.problem("requestMaterialDebt", input=floor.debt_input(0))
    again = await floor.asks_for(6, clientKey="one")
    assert again == first
    answers = await asyncio.gather(*(floor.asks_for(7, clientKey="two") for _ in range(8)))
    assert {answer["number"] for answer in answers} == {"MD-00002"}
    assert (await floor.asks_for(7))["number"] == "MD-00003"


async def test_a_key_of_another_department_tells_nothing_of_its_debt(floor: Hand) -> None:
    await floor.asks_for(5, clientKey="one")
    stranger = floor.as_("somebody", "PRODUCTION_STAFF", departments=("SEW",))
    answer = await stranger.sends("requestMaterialDebt", input=floor.debt_input(5, clientKey="one"))
    (problem,) = answer["problems"]
    assert (answer["debt"], problem["code"], problem["path"]) == (None, "INCOMPATIBLE", ["input", "clientKey"])


async def test_who_asked_does_not_decide(floor: Hand) -> None:
    both = floor.as_("asker", "ADMIN")
    debt = await floor.asks_for(5)
    for mutation, more in (("approveMaterialDebt", {}), ("rejectMaterialDebt", {"reason": "no"})):
        problem = await both.problem(mutation, id=debt["id"], **more)
        assert (problem["code"], problem["requestedBy"]) == ("SELF_APPROVAL", "asker")
    answer = await floor.boss.carries_out("approveMaterialDebt", id=debt["id"], note="go on")
    decided = answer["debt"]
    assert (decided["status"], decided["decidedBy"], decided["decisionNote"]) == ("APPROVED", "boss", "go on")
    assert decided["approvals"] == [{"by": "boss", "note": "go on"}]
    assert answer["level"]["allowance"] == "5"


# Worth exactly 1,000 one approval is enough; what nobody knows the worth of needs two.
LEVELS = [
    ("FABRIC", "222.22", 1),
    ("FABRIC", "222.23", 2),
    ("LABEL", "100000", 1),
    ("LABEL", "100001", 2),
    ("BUTTON", "1", 2),
]


@pytest.mark.parametrize(("sku", "quantity", "needed"), LEVELS)
async def test_large_debts_need_a_third_person(floor: Hand, sku: str, quantity: str, needed: int) -> None:
    debt = await floor.asks_for(quantity, materialSku=sku)
    assert debt["approvalsNeeded"] == needed
    answer = await floor.boss.carries_out("approveMaterialDebt", id=debt["id"])
    assert answer["debt"]["status"] == ("APPROVED" if needed == 1 else "PENDING")
    assert [one["by"] for one in answer["debt"]["approvals"]] == ["boss"]
    if needed == 2:
        assert answer["level"] is None
        problem = await floor.boss.problem("approveMaterialDebt", id=debt["id"])
        assert problem["code"] == "SELF_APPROVAL"
        third = floor.as_("director", "MANAGER")
        answer = await third.carries_out("approveMaterialDebt", id=debt["id"])
        assert answer["debt"]["status"] == "APPROVED"
        assert [one["by"] for one in answer["debt"]["approvals"]] == ["boss", "director"]
    assert answer["level"]["allowance"] == quantity


async def test_a_second_approver_may_reject(floor: Hand) -> None:
    debt = await floor.asks_for(5, materialSku="BUTTON")
    await floor.boss.carries_out("approveMaterialDebt", id=debt["id"])
    third = floor.as_("director", "MANAGER")
    answer = await third.carries_out("rejectMaterialDebt", id=debt["id"], reason="too many")
    assert (answer["debt"]["status"], answer["debt"]["decidedBy"]) == ("REJECTED", "director")
    assert [one["by"] for one in answer["debt"]["approvals"]] == ["boss"]


async def test_what_was_decided_is_told_to_who_comes_late(floor: Hand) -> None:
    ways = {
        "APPROVED": (floor.boss, "approveMaterialDebt", {}),
        "REJECTED": (floor.boss, "rejectMaterialDebt", {"reason": "no"}),
        "WITHDRAWN": (floor, "withdrawMaterialDebt", {}),
    }
    steps = [*ways.values(), (floor, "settleMaterialDebt", {"input": {"receivedQty": "1"}})]
    for status, (who, mutation, more) in ways.items():
        debt = await floor.asks_for(5)
        await who.carries_out(mutation, id=debt["id"], **more)
        for other, step, given in [*steps, (floor.boss, "closeMaterialDebt", {"reason": "no"})]:
            if status == "APPROVED" and step in ("settleMaterialDebt", "closeMaterialDebt"):
                continue
            late = other if other is floor else floor.as_("late", "MANAGER")
            problem = await late.problem(step, id=debt["id"], **given)
            assert (problem["code"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", status), step
            assert who.headers and str(today()) in problem["message"]
    waiting = await floor.asks_for(5)
    problem = await floor.problem("settleMaterialDebt", id=waiting["id"], input={"receivedQty": "1"})
    assert (problem["code"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", "PENDING")


async def test_reasons_must_be_given(floor: Hand) -> None:
    debt = await floor.asks_for(5)
    problem = await floor.boss.problem("rejectMaterialDebt", id=debt["id"], reason=" ")
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["reason"])
    await floor.boss.carries_out("approveMaterialDebt", id=debt["id"])
    problem = await floor.boss.problem("closeMaterialDebt", id=debt["id"], reason="")
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["reason"])


async def test_only_who_asked_withdraws(floor: Hand) -> None:
    debt = await floor.asks_for(5)
    problem = await floor.as_("colleague", "PRODUCTION_SPV").problem("withdrawMaterialDebt", id=debt["id"])
    assert (problem["code"], problem["reasons"]) == ("INCOMPATIBLE", ["asked for by asker"])
    assert (await floor.carries_out("withdrawMaterialDebt", id=debt["id"]))["debt"]["status"] == "WITHDRAWN"


async def test_ids_of_nothing_are_not_found(floor: Hand) -> None:
    for id in ("nobody", floor.order):
        for mutation, more in (
            ("approveMaterialDebt", {}), ("rejectMaterialDebt", {"reason": "no"}), ("withdrawMaterialDebt", {}),
            ("closeMaterialDebt", {"reason": "no"}), ("settleMaterialDebt", {"input": {"receivedQty": "1"}}),
        ):  # fmt: skip
            who = floor.as_("anybody", "ADMIN")
            assert (await who.problem(mutation, id=id, **more))["code"] == "NOT_FOUND"


async def test_lists_and_totals(floor: Hand) -> None:
    approved = await floor.approved(70, neededOn=ago(5))
    await floor.moves("CONSUMPTION", 70)
    await floor.settles(approved, 30)
    await floor.asks_for(9)
    buttons = await floor.asks_for(3, materialSku="BUTTON")
    rejected = await floor.asks_for(4)
    await floor.boss.carries_out("rejectMaterialDebt", id=rejected["id"], reason="no")
    query = """query D($filter: MaterialDebtFilter, $first: Int, $after: String) {
        materialDebts(filter: $filter, first: $first, after: $after) { totalCount nodes { number }
        pageInfo { endCursor hasNextPage }
        totals { material { sku } pending approved settled open oldestOpenSince } } }"""

    async def numbers(**chosen: Any) -> list[str]:
        found = (await floor.boss.ask(query, filter=chosen))["materialDebts"]
        assert found["totalCount"] == len(found["nodes"])
        return [node["number"] for node in found["nodes"]]

    assert await numbers() == ["MD-00001", "MD-00002", "MD-00003", "MD-00004"]
    assert await numbers(status=["PENDING"]) == ["MD-00002", "MD-00003"]
    assert await numbers(settlementState=["PARTLY_SETTLED"]) == ["MD-00001"]
    assert await numbers(settlementState=["OPEN", "SETTLED"]) == []
    assert await numbers(sku=["button"]) == ["MD-00003"]
    assert await numbers(workOrderId=floor.order, status=["REJECTED"]) == ["MD-00004"]
    assert await numbers(workOrderId="nobody") == []
    totals = (await floor.boss.ask(query, first=1))["materialDebts"]["totals"]
    assert totals == [
        {"material": {"sku": "FABRIC"}, "pending": "9", "approved": "70", "settled": "30", "open": "40",
         "oldestOpenSince": str(today())},
        {"material": {"sku": "BUTTON"}, "pending": "3", "approved": "0", "settled": "0", "open": "0",
         "oldestOpenSince": None},
    ]  # fmt: skip
    page = (await floor.boss.ask(query, first=3))["materialDebts"]
    assert page["pageInfo"]["hasNextPage"]
    rest = (await floor.boss.ask(query, first=3, after=page["pageInfo"]["endCursor"]))["materialDebts"]
    assert [node["number"] for node in rest["nodes"]] == ["MD-00004"]
    pending = "query P { pendingMaterialDebts { totalCount nodes { number } } }"
    found = (await floor.boss.ask(pending))["pendingMaterialDebts"]
    assert [node["number"] for node in found["nodes"]] == ["MD-00002", "MD-00003"]
    assert (await debt_of(floor, buttons))["status"] == "PENDING"


async def test_of_many_deciders_one_wins(floor: Hand) -> None:
    for _ in range(3):
        debt = await floor.asks_for(5)
        people = [floor.as_(f"boss {number}", "MANAGER") for number in range(10)]
        asked = [
            who.sends("approveMaterialDebt", id=debt["id"])
            if number % 2
            else who.sends("rejectMaterialDebt", DEBT, id=debt["id"], reason="no")
            for number, who in enumerate(people)
        ]
        answers = await asyncio.gather(*asked)
        (winner,) = [answer for answer in answers if not answer["problems"]]
        told = {problem["code"]: problem["state"] for answer in answers for problem in answer["problems"]}
        assert told == {"NOT_ALLOWED_IN_STATE": winner["debt"]["status"]}
        assert (await debt_of(floor, debt))["decidedBy"] == winner["debt"]["decidedBy"]


async def test_every_step_is_in_the_audit_log_by_its_name(floor: Hand) -> None:
    admin = floor.as_("auditor", "ADMIN")
    debt = await floor.approved(70)
    await floor.settles(debt, 30)
    await floor.boss.carries_out("closeMaterialDebt", id=debt["id"], reason="not needed")
    rejected = await floor.asks_for(1)
    await floor.boss.carries_out("rejectMaterialDebt", id=rejected["id"], reason="no")
    rows = await log(admin, entityType="MaterialDebt")
    told = [(row["operation"], row["action"], row["subject"]) for row in reversed(rows)]
    assert told == [
        ("requestMaterialDebt", "INSERT", "asker"),
        ("approveMaterialDebt", "APPROVE", "boss"),
        ("settleMaterialDebt", "UPDATE", "asker"),
        ("closeMaterialDebt", "UPDATE", "boss"),
        ("requestMaterialDebt", "INSERT", "asker"),
        ("rejectMaterialDebt", "REJECT", "boss"),
    ]
    (settled,) = await log(admin, entityType="MaterialDebtSettlement")
    assert settled["action"] == "INSERT"
    await floor.problem("settleMaterialDebt", id=debt["id"], input={"receivedQty": "1"})
    refused = (await log(admin, operation="settleMaterialDebt"))[0]
    assert refused["action"] == "REFUSED"
