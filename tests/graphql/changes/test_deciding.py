"""Four eyes, a third person for large changes, orders that have moved, and whatever else a decision is refused for."""

from datetime import date
from typing import Any

import pytest

from tests.graphql.changes.conftest import Floor
from tests.support.audit import log
from tests.support.clocks import ahead


async def test_who_asked_does_not_decide(floor: Floor) -> None:
    both = floor.planner.as_("both", "ADMIN")
    change = await floor.asks(floor.target(1100), both)
    for step in ("approve", "reject"):
        problem = await floor.problem(step, change["id"], both)
        assert (problem["code"], problem["path"], problem["requestedBy"]) == ("SELF_APPROVAL", ["id"], "both")
    assert (await floor.done("approve", change["id"]))["change"]["decidedBy"] == "boss"


async def test_who_asked_alone_withdraws(floor: Floor) -> None:
    change = await floor.asks(floor.target(1100))
    problem = await floor.problem("withdraw", change["id"], floor.planner.as_("other", "PRODUCTION_SPV"))
    assert (problem["code"], problem["path"]) == ("INCOMPATIBLE", ["id"])
    assert (problem["reasons"], "asker" in problem["message"]) == (["asked for by asker"], True)
    after = (await floor.done("withdraw", change["id"]))["change"]
    assert (after["status"], after["decidedBy"], after["decisionNote"]) == ("WITHDRAWN", "asker", None)


# A quarter of the original target is not large yet, up or down; and steps add up, since they count from the original.
LARGE = [(1250, 1), (1251, 2), (750, 1), (749, 2), (2000, 2)]


@pytest.mark.parametrize(("target", "needed"), LARGE)
async def test_large_changes_need_a_third_person(floor: Floor, target: int, needed: int) -> None:
    change = await floor.asks(floor.target(target))
    assert change["approvalsNeeded"] == needed
    answer = await floor.done("approve", change["id"], note="first")
    if needed == 1:
        assert (answer["change"]["status"], answer["qtyUpdated"]) == ("APPROVED", True)
        return
    waits = answer["change"]
    assert (waits["status"], waits["isApplied"], answer["qtyUpdated"]) == ("PENDING", False, False)
    assert (waits["approvals"], waits["decidedBy"]) == ([{"by": "boss", "note": "first"}], None)
    assert answer["workOrder"]["targetQty"] == "1000"
    problem = await floor.problem("approve", change["id"], floor.boss())
    assert (problem["code"], problem["requestedBy"]) == ("SELF_APPROVAL", "boss")
    answer = await floor.done("approve", change["id"], floor.planner.as_("director", "MANAGER"))
    assert (answer["change"]["status"], answer["qtyUpdated"]) == ("APPROVED", True)
    assert [one["by"] for one in answer["change"]["approvals"]] == ["boss", "director"]
    assert answer["workOrder"]["targetQty"] == str(target)


async def test_small_steps_add_up(floor: Floor) -> None:
    await floor.changed(floor.target(1200))
    assert (await floor.asks(floor.target(1260)))["approvalsNeeded"] == 2


async def test_deadlines_need_one_approval_however_far_they_move(floor: Floor) -> None:
    assert (await floor.asks(floor.deadline(ahead(900))))["approvalsNeeded"] == 1


async def test_the_second_of_two_may_reject(floor: Floor) -> None:
    change = await floor.asks(floor.target(2000))
    await floor.done("approve", change["id"])
    answer = await floor.done("reject", change["id"], floor.boss("director"), reason="too much")
    change = answer["change"]
    assert (change["status"], change["decidedBy"], change["decisionNote"]) == ("REJECTED", "director", "too much")
    assert ([one["by"] for one in change["approvals"]], change["isApplied"]) == (["boss"], False)
    problem = await floor.problem("approve", change["id"], floor.boss("third"))
    assert (problem["code"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", "REJECTED")


@pytest.mark.parametrize(
    ("asked", "sql", "expected", "actual"),
    [
        ("target", "UPDATE work_order SET target_qty = 1050", "1000", "1050"),
        ("deadline", "UPDATE work_order SET deadline = CAST(:day AS date)", ahead(20), ahead(25)),
    ],
)
async def test_an_order_that_has_moved_is_a_conflict_with_both(
    floor: Floor, asked: str, sql: str, expected: str, actual: str
) -> None:
    """A file may have moved it meanwhile."""
    change = await floor.asks(floor.target(1100) if asked == "target" else floor.deadline(ahead(30)))
    await floor.execute(f"{sql} RETURNING id", **({"day": date.fromisoformat(ahead(25))} if ":day" in sql else {}))
    problem = await floor.problem("approve", change["id"], floor.boss())
    assert (problem["code"], problem["path"]) == ("CONFLICT", ["id"])
    assert (problem["expected"], problem["actual"]) == (expected, actual)
    assert (await floor.now("changes { status approvals { by } }"))["changes"] == [
        {"status": "PENDING", "approvals": []}
    ]
    assert (await floor.done("reject", change["id"]))["change"]["status"] == "REJECTED", "that is always possible"


async def test_rules_are_checked_again_when_it_is_decided(floor: Floor) -> None:
    down = await floor.asks(floor.target(953))
    await floor.make(1040)
    problem = await floor.problem("approve", down["id"], floor.boss())
    assert (problem["code"], problem["path"]) == ("QUANTITY_EXCEEDED", ["id"])
    assert (problem["limit"], problem["attempted"]) == ("1000", "1040")
    await floor.new_order(plannedStart=ahead(2), deadline=ahead(9))
    sooner = await floor.asks(floor.deadline(ahead(4)))
    await floor.execute("UPDATE work_order_change SET new_date = CAST(:day AS date) WHERE new_date IS NOT NULL"
                        " RETURNING id", day=date.fromisoformat(ahead(1)))  # fmt: skip
    problem = await floor.problem("approve", sooner["id"], floor.boss())
    assert (problem["code"], problem["path"], problem["accepted"]) == ("INVALID_INPUT", ["id"], f"{ahead(2)} or later")


async def test_a_reason_of_a_rejection_must_be_there_and_not_too_long(floor: Floor) -> None:
    change = await floor.asks(floor.target(1100))
    for reason in ("", "  ", "x" * 501, "a\u0007bell"):
        problem = await floor.problem("reject", change["id"], floor.boss(), reason=reason)
        assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["reason"])
        assert problem["accepted"]
    problem = await floor.problem("approve", change["id"], floor.boss(), note="x" * 2001)
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["note"])


async def test_every_step_is_in_the_audit_log_by_its_name(floor: Floor) -> None:
    async def rows(kind: str, **more: Any) -> list[dict[str, Any]]:
        return await log(floor.planner, entityType=kind, **more)

    change = await floor.asks(floor.target(2000))
    await floor.problem("approve", change["id"], floor.asker.as_("asker", "ADMIN"))
    await floor.done("approve", change["id"])
    await floor.done("approve", change["id"], floor.boss("director"))
    asked, approved = sorted(await rows("WorkOrderChange"), key=lambda row: row["at"])
    assert (asked["action"], asked["subject"], asked["operation"]) == ("INSERT", "asker", "requestWorkOrderChange")
    assert (approved["action"], approved["subject"]) == ("APPROVE", "director")
    assert (approved["old"]["status"], approved["new"]["status"]) == ("PENDING", "APPROVED")
    decisions = await rows("Approval")
    assert sorted((row["action"], row["subject"]) for row in decisions) == [("DECIDE", "boss"), ("DECIDE", "director")]
    (moved,) = [row for row in await rows("WorkOrder") if row["action"] == "UPDATE"]
    assert (moved["old"]["target_qty"], moved["new"]["target_qty"]) == (1000.0, 2000.0)
    refused = [row for row in await log(floor.planner) if row["action"] == "REFUSED"]
    assert [row["operation"] for row in refused] == ["approveWorkOrderChange"]
    other = await floor.asks(floor.target(1900))
    await floor.done("reject", other["id"])
    withdrawn = await floor.asks(floor.target(1800))
    await floor.done("withdraw", withdrawn["id"])
    actions = [row["action"] for row in await rows("WorkOrderChange")]
    assert sorted(actions) == ["APPROVE", "INSERT", "INSERT", "INSERT", "REJECT", "UPDATE"]
