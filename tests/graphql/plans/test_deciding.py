"""Four eyes, versions, reasons, and whatever else a step of a plan is refused for."""

from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from tests.graphql.plans.conftest import Maker
from tests.support.clocks import ahead


async def test_who_submitted_a_plan_does_not_approve_it(maker: Maker) -> None:
    plan = await maker.in_state("PENDING_APPROVAL")
    problem = await maker.as_("tester", "ADMIN").problem("approve", plan["id"])
    assert (problem["code"], problem["path"], problem["requestedBy"]) == ("SELF_APPROVAL", ["id"], "tester")
    assert (await maker.plan(plan["id"]))["status"] == "PENDING_APPROVAL"


async def test_who_changed_a_plan_last_does_not_approve_it(maker: Maker) -> None:
    editor = maker.as_("editor", "ADMIN")
    plan = await maker.creates()
    await editor.updates(plan["id"], name="Edited")
    await maker.done("submit", plan["id"])
    problem = await editor.problem("approve", plan["id"])
    assert (problem["code"], problem["requestedBy"]) == ("SELF_APPROVAL", "editor")
    assert (await maker.as_("other", "ADMIN").done("approve", plan["id"]))["approvedBy"] == "other"


async def test_who_created_a_plan_approves_it_once_others_have_changed_and_submitted_it(maker: Maker) -> None:
    """Submitting is no change in this sense, and who changed it before the last one has no part in it any more."""
    creator, editor = maker.as_("creator", "ADMIN"), maker.as_("editor", "PLANNER")
    plan = await creator.creates()
    await maker.done("submit", plan["id"])
    assert (await creator.problem("approve", plan["id"]))["code"] == "SELF_APPROVAL", "created it, and nobody else"
    await editor.updates(plan["id"], name="Edited")
    await maker.done("submit", plan["id"])
    assert (await creator.done("approve", plan["id"]))["approvedBy"] == "creator"


async def test_who_submitted_a_plan_may_reject_it(maker: Maker) -> None:
    admin = maker.as_("admin", "ADMIN")
    plan = await admin.creates()
    await admin.done("submit", plan["id"])
    assert (await admin.done("reject", plan["id"], reason="a slip"))["status"] == "DRAFT"
    await admin.done("submit", plan["id"])
    assert (await maker.boss.done("approve", plan["id"]))["status"] == "APPROVED"


@pytest.mark.parametrize("step", ["reject", "cancel"])
async def test_a_reason_must_be_there_and_not_too_long(maker: Maker, step: str) -> None:
    plan = await maker.in_state("PENDING_APPROVAL")
    for reason in ("", "  ", "x" * 201):
        problem = await maker.boss_or_self(step).problem(step, plan["id"], reason=reason)
        assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["reason"])
        assert problem["accepted"]
    assert (await maker.plan(plan["id"]))["status"] == "PENDING_APPROVAL"


async def test_another_version_than_was_read_is_a_conflict_with_both(maker: Maker) -> None:
    plan = await maker.in_state("PENDING_APPROVAL")
    for expected in (1, 3, -1):
        for answer in (
            await maker.boss.problem("approve", plan["id"], expectedVersion=expected),
            (await maker.updates(plan["id"], expected, name="x"))["problems"][0],
        ):
            assert (answer["code"], answer["path"]) == ("CONFLICT", ["expectedVersion"])
            assert (answer["expected"], answer["actual"]) == (expected, 2)
    assert (await maker.boss.done("approve", plan["id"], expectedVersion=2))["version"] == 3


async def test_everything_that_keeps_a_draft_from_being_submitted_is_named(maker: Maker) -> None:
    plan = await maker.creates(sku="SLOW", plannedStart=ahead(-9), plannedEnd=ahead(-1))
    database = maker.app.state.database
    async with database.write(tenant_id("demo"), subject="somebody") as session:
        await session.run(text("UPDATE product SET is_active = false WHERE sku = 'SLOW'"))
    problem = await maker.problem("submit", plan["id"])
    assert (problem["code"], problem["path"]) == ("INCOMPATIBLE", ["id"])
    assert problem["reasons"] == [
        f"PP-00001 ends on {ahead(-1)}, which is past", "SLOW is inactive", "SLOW has no daily capacity",
    ]  # fmt: skip
    async with database.write(tenant_id("demo"), subject="somebody") as session:
        await session.run(text("UPDATE product SET is_active = true, daily_capacity = 5 WHERE sku = 'SLOW'"))
    await maker.updates(plan["id"], plannedEnd=ahead(0))
    assert (await maker.done("submit", plan["id"]))["status"] == "PENDING_APPROVAL", "today is not past"


async def test_completion_is_floored_and_goes_back_only_with_a_reason(maker: Maker) -> None:
    plan = await maker.in_state("IN_PROGRESS")

    async def sets(percentage: str, **more: Any) -> Any:
        return await maker.takes("setCompletion", plan["id"], percentage=percentage, **more)

    for given, kept in (("99.999", "99.99"), ("99.9999", "99.99")):
        assert (await sets(given))["plan"]["completionPercentage"] == kept
    problem = await maker.problem("complete", plan["id"])
    assert (problem["code"], problem["reasons"]) == ("INCOMPATIBLE", ["PP-00001 is 99.99 % done"])
    for back, reason in (("50", None), ("50", " "), ("99.98", None)):
        (problem,) = (await sets(back, reason=reason))["problems"]
        assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["reason"])
    assert (await sets("50", reason="counted again"))["plan"]["completionPercentage"] == "50"
    assert (await sets("50.0049"))["plan"]["completionPercentage"] == "50", "no less than it was"
    for wrong in ("-0.01", "100.0001", "101"):
        (problem,) = (await sets(wrong, reason="why not"))["problems"]
        assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["percentage"])
        assert "0 to 100" in problem["accepted"]
    rows = await maker.audited(plan["id"])
    reasons = [row["new"]["completion_reason"] for row in rows if "completion_reason" in row["new"]]
    assert reasons[:2] == [None, "counted again"]


async def test_a_note_is_kept_with_the_approval(maker: Maker) -> None:
    plan = await maker.in_state("PENDING_APPROVAL")
    problem = await maker.boss.problem("approve", plan["id"], note="x" * 201)
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["note"])
    await maker.boss.done("approve", plan["id"], note="Fine by me.")
    async with maker.app.state.database.read(tenant_id("demo")) as session:
        (row,) = await session.rows(text("SELECT requested_by, decided_by, decision, note FROM approval"))
    assert tuple(row) == ("tester", "boss", "APPROVED", "Fine by me.")


async def test_a_product_with_an_open_plan_stays_active_and_the_plan_is_named(maker: Maker) -> None:
    for state in ("DRAFT", "PENDING_APPROVAL", "APPROVED", "IN_PROGRESS"):
        plan = await maker.in_state(state)
        (problem,) = await maker.refused("updateProduct", sku="BEAR", patch={"isActive": False})
        assert (problem["code"], problem["path"]) == ("INCOMPATIBLE", ["patch", "isActive"])
        assert problem["reasons"] == [f"plan {plan['number']} at MAIN is {state}"]
        await maker.done("cancel", plan["id"])
    await maker.in_state("COMPLETED")
    answer = await maker.do("updateProduct", "product { isActive }", sku="BEAR", patch={"isActive": False})
    assert answer["product"] == {"isActive": False}
    (problem,) = (await maker.tries())["problems"]
    assert (problem["code"], problem["path"], problem["state"]) == (
        "NOT_ALLOWED_IN_STATE", ["input", "sku"], "INACTIVE",
    )  # fmt: skip
