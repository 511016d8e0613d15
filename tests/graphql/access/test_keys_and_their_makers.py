"""Four eyes and API keys: whoever made a key stands behind it, and behind a key that was made with it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from tests.support.clocks import today
from tests.support.cluster import SAMPLE_TENANT
from tests.support.shopfloor import Worker, planners_of_the_floor

CREATE = "mutation K($input: ApiKeyInput!) { createApiKey(input: $input) { secret problems { message } } }"
TODAY = today()
_MADE_BY = text("UPDATE api_key SET created_by = :maker WHERE name = :name")


class Kind(NamedTuple):
    """Something that one asks for and another approves: which mutations, and how many approvals it needs."""

    asked: str
    field: str
    approved: str
    levels: int = 1


KINDS = {
    "a change": Kind("requestWorkOrderChange", "change", "approveWorkOrderChange"),
    "a large change": Kind("requestWorkOrderChange", "change", "approveWorkOrderChange", 2),
    "a debt": Kind("requestMaterialDebt", "debt", "approveMaterialDebt"),
    "a large debt": Kind("requestMaterialDebt", "debt", "approveMaterialDebt", 2),
    "a plan": Kind("submitProductionPlan", "plan", "approveProductionPlan"),
}
LARGE = [name for name, kind in KINDS.items() if kind.levels == 2]


@pytest.fixture
async def planner(empty: Addresses) -> AsyncIterator[Worker]:
    """A tenant with products, and a work order that may be made."""
    async for planner in planners_of_the_floor(empty, compares=False):
        yield planner


async def key_of(maker: Worker, name: str) -> Worker:
    """Who signs in with a key that somebody makes."""
    made = (await maker.ask(CREATE, input={"name": name, "roles": ["ADMIN"]}))["createApiKey"]
    assert made["problems"] == []
    signed = Worker(maker.http, made["secret"])
    signed.app = maker.app
    return signed


async def asks(planner: Worker, kind: Kind, by: Worker) -> str:
    """The id of what somebody asks for."""
    if kind.field == "plan":
        days = {"plannedStart": str(TODAY), "plannedEnd": str(TODAY + timedelta(days=9))}
        given = {"name": "Bears", "sku": "BEAR", "quantity": "100", **days}
        plan = (await by.sends("createProductionPlan", "plan { id }", input=given))["plan"]["id"]
        return str((await by.sends(kind.asked, "plan { id }", id=plan))["plan"]["id"])
    order = await planner.make_work_order(plannedStart=str(TODAY), deadline=str(TODAY + timedelta(days=9)))
    given = {"workOrderId": order["id"], "reason": "they want it so"}
    large = kind.levels == 2
    given |= (
        {"field": "TARGET_QTY", "newQty": "2000" if large else "1010"}
        if kind.field == "change"
        else {"materialSku": "FABRIC", "quantity": "900" if large else "9"}
    )
    asked = (await by.sends(kind.asked, f"{kind.field} {{ id approvalsNeeded }}", input=given))[kind.field]
    assert asked["approvalsNeeded"] == kind.levels
    return str(asked["id"])


async def approves(kind: Kind, id: str, by: Worker) -> Any:
    return await by.sends(kind.approved, f"{kind.field} {{ status }}", id=id)


async def expect_one_person(kind: Kind, id: str, by: Worker, *, asked: str) -> None:
    answer = await approves(kind, id, by)
    (problem,) = answer["problems"]
    assert (answer[kind.field], problem["code"]) == (None, "SELF_APPROVAL"), answer
    assert problem["requestedBy"] == asked


@pytest.mark.parametrize("name", KINDS)
async def test_nobody_approves_by_a_key_what_they_asked_for(planner: Worker, name: str) -> None:
    kind, root = KINDS[name], planner.as_("root", "ADMIN")
    key = await key_of(root, "first")
    of_key = await key_of(key, "second")
    by_root = await asks(planner, kind, root)
    for signed in (root, key, of_key):
        await expect_one_person(kind, by_root, signed, asked="root")
    by_key = await asks(planner, kind, of_key)
    for signed in (root, key, of_key):
        await expect_one_person(kind, by_key, signed, asked="key:second")
    others = [planner.as_("boss", "ADMIN"), await key_of(planner.as_("director", "ADMIN"), "director's")]
    for id in (by_root, by_key):
        for other in others[: kind.levels]:
            assert (await approves(kind, id, other))["problems"] == []


@pytest.mark.parametrize("name", LARGE)
async def test_a_third_person_is_no_key_of_the_second(planner: Worker, name: str) -> None:
    kind, boss = KINDS[name], planner.as_("boss", "ADMIN")
    keys = [await key_of(boss, "one"), await key_of(boss, "two")]
    for first, before in ((boss, "boss"), (keys[0], "key:one")):
        id = await asks(planner, kind, planner.as_("asker", "ADMIN"))
        assert (await approves(kind, id, first))["problems"] == []
        for second in (boss, *keys):
            await expect_one_person(kind, id, second, asked=before)
        answer = await approves(kind, id, planner.as_("director", "ADMIN"))
        assert answer[kind.field]["status"] == "APPROVED"


async def test_keys_of_one_name_are_whoever_made_one_of_them(planner: Worker) -> None:
    kind, root = KINDS["a change"], planner.as_("root", "ADMIN")
    await key_of(root, "twin")
    twin = await key_of(planner.as_("boss", "ADMIN"), "twin")
    await expect_one_person(kind, await asks(planner, kind, root), twin, asked="root")


@pytest.mark.parametrize("operator", ["cli", "cli:deploy"])
async def test_keys_made_at_the_command_line_are_each_themselves(planner: Worker, operator: str) -> None:
    """Whoever has the server's command line hands keys to many: programs are told apart by them."""
    kind, root = KINDS["a change"], planner.as_("root", "ADMIN")
    keys = [await key_of(root, name) for name in ("one", "two")]
    async with planner.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
        for name in ("one", "two"):
            await session.run(_MADE_BY, {"maker": operator, "name": name})
    id = await asks(planner, kind, keys[0])
    await expect_one_person(kind, id, keys[0], asked="key:one")
    assert (await approves(kind, id, keys[1]))["problems"] == []
