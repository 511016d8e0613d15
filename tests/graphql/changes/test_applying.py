"""Changes that are approved: what becomes of the order, its status, its completions, and what was put aside for it."""

from tests.graphql.changes.conftest import Floor
from tests.support.clocks import ahead, today


async def test_a_target_is_asked_for_approved_and_carried_out(floor: Floor) -> None:
    answer = await floor.tries(floor.target(1100))
    change = answer["change"]
    assert (change["field"], change["oldQty"], change["newQty"], change["oldDate"], change["newDate"]) == (
        "TARGET_QTY", "1000", "1100", None, None,
    )  # fmt: skip
    assert (change["status"], change["statusLabel"], change["requestedBy"]) == ("PENDING", "Pending", "asker")
    assert (change["approvalsNeeded"], change["approvals"], change["isApplied"]) == (1, [], False)
    assert (change["decidedBy"], change["decidedAt"], change["decisionNote"]) == (None, None, None)
    assert (answer["workOrder"]["targetQty"], answer["qtyUpdated"]) == ("1000", False)
    answer = await floor.done("approve", change["id"], note="go on")
    change, order = answer["change"], answer["workOrder"]
    assert (change["status"], change["decidedBy"], change["decisionNote"]) == ("APPROVED", "boss", "go on")
    assert (change["approvals"], change["isApplied"]) == ([{"by": "boss", "note": "go on"}], True)
    assert (order["targetQty"], order["originalTargetQty"], order["limitQty"]) == ("1100", "1000", "1155")
    assert (answer["qtyUpdated"], order["status"]) == (True, "NOT_STARTED")


async def test_a_deadline_is_changed_and_no_quantity(floor: Floor) -> None:
    change = await floor.asks(floor.deadline(ahead(30)))
    assert (change["oldQty"], change["newQty"]) == (None, None)
    assert (change["oldDate"], change["newDate"]) == (ahead(20), ahead(30))
    answer = await floor.done("approve", change["id"])
    assert (answer["workOrder"]["deadline"], answer["workOrder"]["originalDeadline"]) == (ahead(30), ahead(20))
    assert (answer["qtyUpdated"], answer["change"]["isApplied"]) == (False, True)


async def test_a_target_of_what_was_made_completes_an_order_today(floor: Floor) -> None:
    """That is how an order is ended early; and a higher target opens it again."""
    await floor.make(420, -2)
    answer = await floor.changed(floor.target(420))
    order = answer["workOrder"]
    assert order["status"] == "COMPLETED"
    completion = {
        "targetQty": "420", "actualQty": "420", "completedDate": str(today()), "confirmedBy": "boss 1",
        "isCompleted": True, "reopenedBy": None,
    }  # fmt: skip
    assert order["completions"] == [completion]
    answer = await floor.changed(floor.target(421))
    order = answer["workOrder"]
    assert (order["status"], answer["qtyUpdated"]) == ("IN_PROGRESS", True)
    assert order["completions"] == [{**completion, "isCompleted": False, "reopenedBy": "boss 1"}]
    await floor.make(1)
    order = await floor.now("status completions { targetQty actualQty isCompleted }")
    assert order == {
        "status": "COMPLETED",
        "completions": [
            {"targetQty": "420", "actualQty": "420", "isCompleted": False},
            {"targetQty": "421", "actualQty": "421", "isCompleted": True},
        ],
    }


async def test_a_completed_order_whose_target_moves_within_what_was_made_stays_completed(floor: Floor) -> None:
    await floor.make(1040)
    assert (await floor.now("status"))["status"] == "COMPLETED"
    answer = await floor.changed(floor.target(1030))
    assert answer["workOrder"]["status"] == "COMPLETED"
    (completion,) = answer["workOrder"]["completions"]
    assert (completion["targetQty"], completion["actualQty"]) == ("1000", "1040"), "not changed later"


async def test_changes_of_an_order_are_listed_in_order(floor: Floor) -> None:
    await floor.changed(floor.target(1001))
    await floor.asks(floor.target(1002))
    await floor.asks(floor.deadline(ahead(21)))
    changes = (await floor.now("changes { field newQty newDate status isApplied }"))["changes"]
    assert [(one["field"], one["newQty"], one["newDate"], one["status"]) for one in changes] == [
        ("TARGET_QTY", "1001", None, "APPROVED"),
        ("TARGET_QTY", "1002", None, "PENDING"),
        ("DEADLINE", None, ahead(21), "PENDING"),
    ]


async def test_a_lower_target_releases_what_is_put_aside_beyond_need(floor: Floor) -> None:
    """A bear takes 0.364 m of fabric: 364 are put aside for a thousand, and 182 stay for half of them."""
    await floor.new_order(producesStock=True)
    receipt = {"sku": "FABRIC", "kind": "RECEIPT", "quantity": "400", "occurredOn": str(today())}
    assert (await floor.planner.sends("recordInventoryMovement", "level { onHand }", input=receipt))["problems"] == []
    await floor.planner.sends("allocateMaterials", "level { allocated }", workOrderId=floor.order)

    async def stock() -> tuple[str, str]:
        asked = '{ latestInventory(sku: "FABRIC") { onHand allocated } }'
        level = (await floor.planner.ask(asked))["latestInventory"]
        return level["onHand"], level["allocated"]

    assert await stock() == ("400", "364")
    await floor.changed(floor.target(1200))
    assert await stock() == ("400", "364"), "a higher one puts nothing aside by itself"
    await floor.changed(floor.target(500))
    assert await stock() == ("400", "182")
    await floor.make(100)
    await floor.changed(floor.target(100))
    assert await stock() == ("400", "0"), "completed, and nothing is needed any more"
