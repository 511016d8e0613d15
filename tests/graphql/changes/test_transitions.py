"""The whole table of a change's steps: from every state, by every role; whatever is not in it is refused."""

from typing import Any

import pytest

from tests.graphql.access.matrix import FIELDS, ROLES, TABLE
from tests.graphql.changes.conftest import CHANGE, Floor
from tests.graphql.changes.conftest import FIELDS as MUTATIONS

# As the specification's table has it.
LEADS = {
    ("PENDING", "approve"): "APPROVED",
    ("PENDING", "reject"): "REJECTED",
    ("PENDING", "withdraw"): "WITHDRAWN",
}
STATES = ("PENDING", "APPROVED", "REJECTED", "WITHDRAWN")
WAYS = {"APPROVED": "approve", "REJECTED": "reject", "WITHDRAWN": "withdraw"}
PERMISSIONS = {"approve": "PRODUCTION.APPROVE", "reject": "PRODUCTION.APPROVE", "withdraw": "PRODUCTION.MODIFY"}


async def in_state(floor: Floor, state: str, by: Any = None) -> Any:
    """A change of an order of its own that stands where it is wanted."""
    await floor.new_order()
    change = await floor.asks(floor.target(1100), by)
    if state in WAYS:
        change = (await floor.done(WAYS[state], change["id"], by if state == "WITHDRAWN" else None))["change"]
    assert change["status"] == state
    return change


@pytest.mark.parametrize("state", STATES)
async def test_every_step_from_every_state_leads_where_the_table_says(floor: Floor, state: str) -> None:
    for step in WAYS.values():
        change = await in_state(floor, state)
        target = LEADS.get((state, step))
        by = floor.asker if step == "withdraw" else floor.boss("other boss")
        if target is not None:
            after = (await floor.done(step, change["id"], by))["change"]
            assert (after["status"], after["decidedBy"]) == (target, "asker" if step == "withdraw" else "other boss")
            assert after["isApplied"] is (target == "APPROVED")
            assert (await floor.now("targetQty"))["targetQty"] == ("1100" if target == "APPROVED" else "1000")
            continue
        before = await floor.now("targetQty changes { status decidedBy decidedAt }")
        problem = await floor.problem(step, change["id"], by)
        assert (problem["code"], problem["path"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", ["id"], state)
        outcome = f"it was {state} by {'asker' if state == 'WITHDRAWN' else 'boss'}"
        assert outcome in problem["message"], "the outcome"
        assert await floor.now("targetQty changes { status decidedBy decidedAt }") == before


@pytest.mark.parametrize("role", ROLES)
async def test_every_step_asks_its_permission_of_every_role(floor: Floor, role: str) -> None:
    somebody = floor.planner.as_("somebody", role)
    may_ask = role in TABLE["PRODUCTION.MODIFY"].split()
    if may_ask:
        assert (await floor.asks(floor.target(1001), somebody))["requestedBy"] == "somebody"
    else:
        asked = f"mutation M($input: WorkOrderChangeInput!) {{ requestWorkOrderChange(input: $input) {{ {CHANGE} }} }}"
        (error,) = await somebody.errors(asked, input=floor.target(1001))
        assert (error["extensions"]["code"], "PRODUCTION.MODIFY" in error["message"]) == ("FORBIDDEN", True)
    for step, permission in PERMISSIONS.items():
        assert FIELDS["mutation"][MUTATIONS[step]] == permission
        change = await in_state(floor, "PENDING", somebody if step == "withdraw" and may_ask else None)
        if role in TABLE[permission].split():
            await floor.done(step, change["id"], somebody)
            continue
        given, types = ("id: $id, reason: $reason", ", $reason: String!") if step == "reject" else ("id: $id", "")
        asked = f"mutation M($id: ID!{types}) {{ {MUTATIONS[step]}({given}) {{ {CHANGE} }} }}"
        (error,) = await somebody.errors(asked, id=change["id"], **({"reason": "no"} if types else {}))
        assert (error["extensions"]["code"], permission in error["message"]) == ("FORBIDDEN", True)
        assert (await floor.now("changes { status }"))["changes"] == [{"status": "PENDING"}]


async def test_a_step_of_what_is_no_change_finds_nothing(floor: Floor) -> None:
    await in_state(floor, "PENDING")
    for id in ("nonsense", floor.order, "V29ya09yZGVyQ2hhbmdlOjk5"):
        for step in WAYS.values():
            problem = await floor.problem(step, id, floor.planner.as_("anybody", "ADMIN"))
            assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["id"])
            assert "pendingWorkOrderChanges" in problem["accepted"]
