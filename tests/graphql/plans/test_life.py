"""A production plan from its draft to its end, over HTTP."""

import pytest

from tests.graphql.plans.conftest import Maker
from tests.support.audit import log
from tests.support.clocks import ahead


@pytest.mark.quick
async def test_a_plan_goes_from_its_draft_to_its_end(maker: Maker) -> None:
    plan = await maker.creates(constraints={"shift": "night"}, location="main")
    assert plan == {
        "id": plan["id"], "number": "PP-00001", "name": "Bears", "location": "main", "quantity": "100",
        "plannedStart": ahead(7), "plannedEnd": ahead(27), "status": "DRAFT", "version": 1,
        "constraints": {"shift": "night"}, "completionPercentage": "0", "completionSource": "MANUAL",
        "createdBy": "tester", "submittedBy": None, "approvedBy": None, "rejectedBy": None, "rejectionReason": None,
        "startedBy": None, "completedBy": None, "cancelledBy": None, "cancellationReason": None,
        "product": {"sku": "BEAR"}, "forecast": None,
    }  # fmt: skip
    found = []
    for step in ("submit", "approve", "start", "setCompletion", "complete"):
        plan = await maker.boss_or_self(step).done(step, plan["id"])
        found.append((plan["status"], plan["version"], plan["completionPercentage"]))
    assert found == [
        ("PENDING_APPROVAL", 2, "0"), ("APPROVED", 3, "0"), ("IN_PROGRESS", 4, "0"), ("IN_PROGRESS", 5, "100"),
        ("COMPLETED", 6, "100"),
    ]  # fmt: skip
    assert (plan["submittedBy"], plan["approvedBy"], plan["startedBy"], plan["completedBy"]) == (
        "tester", "boss", "tester", "tester"
    )  # fmt: skip
    moments = "createdAt submittedAt approvedAt startedAt completedAt updatedAt rejectedAt cancelledAt statusLabel"
    kept = await maker.plan(plan["id"], moments)
    assert kept.pop("rejectedAt") is kept.pop("cancelledAt") is None
    assert kept.pop("statusLabel") == "Completed"
    at = [kept[name] for name in ("createdAt", "submittedAt", "approvedAt", "startedAt", "completedAt")]
    assert at == sorted(at)
    assert kept["updatedAt"] == kept["completedAt"]


async def test_a_rejected_plan_is_a_draft_again_and_can_be_submitted_again(maker: Maker) -> None:
    plan = await maker.in_state("PENDING_APPROVAL")
    plan = await maker.boss.done("reject", plan["id"], reason=" too much ")
    assert (plan["status"], plan["rejectedBy"], plan["rejectionReason"]) == ("DRAFT", "boss", "too much")
    assert plan["submittedBy"] == "tester"
    await maker.done("submit", plan["id"])
    assert (await maker.boss.done("approve", plan["id"], note="now it is fine"))["status"] == "APPROVED"


async def test_an_edit_takes_the_submission_back(maker: Maker) -> None:
    plan = await maker.in_state("PENDING_APPROVAL")
    changed = (await maker.updates(plan["id"], quantity="90"))["plan"]
    assert (changed["status"], changed["version"], changed["quantity"]) == ("DRAFT", 3, "90")
    assert (await maker.boss.problem("approve", plan["id"]))["state"] == "DRAFT"


async def test_the_audit_log_names_decisions(maker: Maker) -> None:
    plan = await maker.in_state("PENDING_APPROVAL")
    await maker.boss.done("reject", plan["id"])
    await maker.done("submit", plan["id"])
    await maker.boss.done("approve", plan["id"])
    await maker.done("start", plan["id"])
    rows = [row for row in await log(maker) if row["entityType"] == "ProductionPlan"]
    assert [(row["operation"], row["action"], row["subject"]) for row in reversed(rows)] == [
        ("createProductionPlan", "INSERT", "tester"),
        ("submitProductionPlan", "UPDATE", "tester"),
        ("rejectProductionPlan", "REJECT", "boss"),
        ("submitProductionPlan", "UPDATE", "tester"),
        ("approveProductionPlan", "APPROVE", "boss"),
        ("startProductionPlan", "UPDATE", "tester"),
    ]
    decided = [row for row in await log(maker, operation="approveProductionPlan") if row["entityType"] == "Approval"]
    assert [(row["action"], row["subject"]) for row in decided] == [("DECIDE", "boss")]
