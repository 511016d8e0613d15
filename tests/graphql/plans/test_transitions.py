"""The whole table of a plan's steps: from every state, by every role; whatever is not in it is refused."""

from typing import Any

import pytest

from tests.graphql.access.matrix import FIELDS, ROLES, TABLE
from tests.graphql.plans.conftest import MORE, PLAN, WAYS, Maker, mutation_of

# As the specification's table has it.
LEADS = {
    ("DRAFT", "update"): "DRAFT",
    ("DRAFT", "submit"): "PENDING_APPROVAL",
    ("DRAFT", "cancel"): "CANCELLED",
    ("PENDING_APPROVAL", "update"): "DRAFT",
    ("PENDING_APPROVAL", "approve"): "APPROVED",
    ("PENDING_APPROVAL", "reject"): "DRAFT",
    ("PENDING_APPROVAL", "cancel"): "CANCELLED",
    ("APPROVED", "start"): "IN_PROGRESS",
    ("APPROVED", "cancel"): "CANCELLED",
    ("IN_PROGRESS", "setCompletion"): "IN_PROGRESS",
    ("IN_PROGRESS", "complete"): "COMPLETED",
    ("IN_PROGRESS", "cancel"): "CANCELLED",
}
STEPS = ("update", "submit", "approve", "reject", "start", "setCompletion", "complete", "cancel")
BY = {"approve": "approvedBy", "start": "startedBy", "complete": "completedBy", "cancel": "cancelledBy",
      "submit": "submittedBy", "reject": "rejectedBy"}  # fmt: skip


def said(step: str, count: int = 0) -> dict[str, Any]:
    """What a step says beside the id; an edit says something else each time."""
    return {"patch": {"name": f"Bears {count}"}} if step == "update" else MORE.get(step, {})


async def ready(maker: Maker, state: str, step: str) -> Any:
    """A plan in a state in which nothing but the state can refuse a step."""
    plan = await maker.in_state(state)
    if step == "complete" and state == "IN_PROGRESS":
        plan = await maker.done("setCompletion", plan["id"])
    return plan


@pytest.mark.parametrize("state", WAYS)
async def test_every_step_from_every_state_leads_where_the_table_says(maker: Maker, state: str) -> None:
    stands = await maker.in_state(state)
    for count, step in enumerate(STEPS):
        target = LEADS.get((state, step))
        by = maker.boss_or_self(step)
        if target is None:
            problem = await by.problem(step, stands["id"], **said(step, count))
            assert (problem["code"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", state), step
            assert problem["path"] == ["id"]
            assert state in problem["message"]
            assert await maker.plan(stands["id"]) == {"status": state, "version": stands["version"]}, "nothing changed"
            continue
        plan = await ready(maker, state, step)
        after = await by.done(step, plan["id"], **said(step, count))
        assert (after["status"], after["version"]) == (target, plan["version"] + 1), step
        if step in BY:
            assert after[BY[step]] == ("boss" if by is not maker else "tester")


@pytest.mark.parametrize("role", ROLES)
async def test_every_step_asks_its_permission_of_every_role(maker: Maker, role: str) -> None:
    somebody = maker.as_("somebody", role)
    for (state, step), target in LEADS.items():
        permission = FIELDS["mutation"][mutation_of(step)]
        assert permission == ("SUPPLY.APPROVE" if step in ("approve", "reject") else "SUPPLY.EDIT")
        plan = await ready(maker, state, step)
        if role in TABLE[permission].split():
            assert (await somebody.done(step, plan["id"], **said(step)))["status"] == target
            continue
        given = ", ".join(f"{name}: ${name}" for name in ("id", *said(step)))
        types = {"reason": "String!", "percentage": "Decimal!", "patch": "ProductionPlanPatch!"}
        declared = ", ".join(f"${name}: {types[name]}" for name in said(step))
        asked = f"mutation M($id: ID!, {declared}) {{ {mutation_of(step)}({given}) {{ {PLAN} }} }}"
        (error,) = await somebody.errors(asked, id=plan["id"], **said(step))
        assert error["extensions"]["code"] == "FORBIDDEN"
        assert permission in error["message"]
        assert await maker.plan(plan["id"]) == {"status": state, "version": plan["version"]}


async def test_a_step_of_what_is_no_plan_finds_nothing(maker: Maker) -> None:
    plan = await maker.creates()
    product = (await maker.ask('{ product(sku: "BEAR") { id } }'))["product"]["id"]
    for id in ("nonsense", "", product, "UHJvZHVjdGlvblBsYW46OTk", plan["id"] + "A"):
        for step in STEPS:
            by = maker.boss_or_self(step)
            problem = await by.problem(step, id, **said(step))
            expected = "INVALID_INPUT" if id == "" else "NOT_FOUND"
            assert (problem["code"], problem["path"]) == (expected, ["id"]), (id, step)
