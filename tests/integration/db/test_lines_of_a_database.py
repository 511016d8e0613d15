"""What a lost line of the database handed out names nothing on the line that goes on: two made of one backup."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest
from sqlalchemy import text

from db.admin.backup import back_up as dump
from db.admin.backup import finish, prepare, restore
from db.admin.migrate import owner_connection
from db.engine import Database
from db.postgres.address import parsed
from db.shared.tenants import tenant_id
from server.app import create_app
from server.rooms import HOUSE
from server.signin import sign_in
from tests.support.api import settings_for, token
from tests.support.clocks import today
from tests.support.cluster import Superuser
from tests.support.lines import Lines, back_up, lines

TENANT = tenant_id("demo")
SEQUENCES = text("""
    SELECT relname FROM pg_class WHERE relkind = 'S' AND relname NOT IN ('database_line', 'version_step')""")
NEXT = text("SELECT nextval(CAST(:name AS regclass)) FROM generate_series(1, 40)")
VERSION_STEP = text("SELECT last_value FROM version_step")
HIRE = text("""
    INSERT INTO resource (tenant_id, cn, cn_key, resource_type, display_name, platform, location, states, skills)
    VALUES (:tenant, :cn, lower(:cn), 'ACTUAL', :cn, 'Amisys', 'DOMESTIC', '{FL}', '{Claims}') RETURNING id""")
PLANS = {
    "create": "createProductionPlan(input: $input)",
    "update": "updateProductionPlan(id: $id, patch: $patch, expectedVersion: $version)",
    "submit": "submitProductionPlan(id: $id)",
    "approve": "approveProductionPlan(id: $id, expectedVersion: $version)",
}
TYPES = {"input": "ProductionPlanInput!", "id": "ID!", "patch": "ProductionPlanPatch!", "version": "Int"}
ROSTER = "CN,First Name,Last Name,Platform,Location,State,Skills\nCN1,{},Last,Amisys,Global,FL,Claims\n"


class Client:
    """Somebody over HTTP, whichever line the server stands on."""

    def __init__(self, http: httpx.AsyncClient, subject: str) -> None:
        self._http = http
        self._subject = subject
        self.sign_in("demo")

    def sign_in(self, tenant: str) -> None:
        """Be of a tenant from now on."""
        bearer = token("ADMIN", tenant=tenant, subject=self._subject)
        self._headers = {"Authorization": f"Bearer {bearer}"}

    async def post(self, query: str, variables: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        body = {"query": query, "variables": variables or {}}
        return await self._http.post("/graphql", json=body, headers={**self._headers, **headers})

    async def plan(self, step: str, **given: Any) -> dict[str, Any]:
        """A plan after a step; or the one problem it met."""
        declared = ", ".join(f"${name}: {TYPES[name]}" for name in given)
        field = PLANS[step] if "version" in given or step != "approve" else PLANS[step].split(",")[0] + ")"
        asked = f"mutation M({declared}) {{ it: {field} {{ plan {{ id name version }} problems {{ code path }} }} }}"
        told = (await self.post(asked, given)).json()["data"]["it"]
        return dict(told["plan"] or told["problems"][0])

    async def preview(self, first_name: str) -> str:
        """The id of a preview of a roster."""
        query = "mutation P($file: Upload!) { previewRosterImport(file: $file) { preview { id } } }"
        asked = orjson.dumps({"query": query, "variables": {"file": None}}).decode()
        form = {"operations": asked, "map": '{"0": ["variables.file"]}'}
        files = {"0": ("roster.csv", ROSTER.format(first_name).encode())}
        headers = {**self._headers, "GraphQL-Preflight": "1"}
        told = await self._http.post("/graphql", data=form, files=files, headers=headers)
        return str(told.json()["data"]["previewRosterImport"]["preview"]["id"])

    async def commit(self, id: str) -> Any:
        """How many people a preview makes; or the code of the one problem."""
        asked = f'mutation {{ it: commitImport(previewId: "{id}") {{ created problems {{ code }} }} }}'
        told = (await self.post(asked)).json()["data"]["it"]
        return told["problems"][0]["code"] if told["problems"] else told["created"]


@asynccontextmanager
async def service(made: Lines) -> AsyncIterator[tuple[Client, Client]]:
    """A maker and a decider over one server, which lives on when the database goes on from a backup."""
    app = create_app(settings_for(made.service))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test") as http:
        yield Client(http, "maker"), Client(http, "decider")
        await app.state.database.close()


async def handed_out(made: Lines) -> dict[str, set[int]]:
    """What each sequence hands out, once somebody has written."""
    database = Database(made.service, pool_size=1)
    with pytest.raises(ZeroDivisionError):  # what is rolled back counts as well
        async with database.write(TENANT, subject="tester") as session:
            await session.run(HIRE, {"tenant": TENANT, "cn": "CN900"})
            raise ZeroDivisionError
    await database.close()
    async with owner_connection(made.owner) as owner:
        names = list(await owner.scalars(SEQUENCES))
        return {name: set(await owner.scalars(NEXT, {"name": name})) for name in names}


def plan_input(name: str) -> dict[str, Any]:
    day = today() + timedelta(days=7)
    return {"name": name, "sku": "BEAR", "quantity": "5", "plannedStart": str(day), "plannedEnd": str(day)}


async def test_no_sequence_hands_out_on_one_line_what_it_did_on_another(tmp_path: Path) -> None:
    made = await lines(tmp_path)
    with made.running():
        found = [await handed_out(made)]
    for _ in range(2):
        async with made.another():
            found.append(await handed_out(made))
    assert len(found[0]) > 20
    for one, other in combinations(found, 2):
        assert [name for name in one if one[name] & other[name]] == []
    assert {name: max(ids) for name, ids in found[1].items() if max(ids) > 2**31} == {}
    assert {name for name, ids in found[1].items() if min(ids) < 2**24} == set()


async def test_what_others_have_beside_our_tables_is_left_alone(tmp_path: Path) -> None:
    made = await lines(tmp_path)
    with made.running():
        async with owner_connection(made.owner) as owner:
            await owner.execute(text("CREATE TABLE public.visits (id serial)"))
            await owner.execute(text("CREATE SEQUENCE public.tickets AS smallint"))
    await back_up(made)
    async with made.another():
        await handed_out(made)
        async with owner_connection(made.owner) as owner:
            for name in ("visits_id_seq", "tickets"):
                assert await owner.scalar(NEXT, {"name": name}) == 41  # forty were asked for a moment ago


async def test_a_tenant_that_is_made_first_has_ids_of_the_line(tmp_path: Path) -> None:
    made = await lines(tmp_path)
    newest = text("SELECT max(id) FROM capacity_tier")
    async with made.another(), owner_connection(made.owner) as owner:
        before = int(await owner.scalar(newest))
        await HOUSE.create_tenant(owner, "late")
        assert int(await owner.scalar(newest)) - before >= 2**24


async def test_a_server_that_starts_again_counts_on(tmp_path: Path) -> None:
    made = await lines(tmp_path)
    with made.running():
        before = await handed_out(made)
    with made.running():
        again = await handed_out(made)
    assert {name for name in before if min(again[name]) - max(before[name]) > 40} == set()


async def test_on_one_line_ids_follow_one_another_however_many_begin_at_once(tmp_path: Path) -> None:
    made = await lines(tmp_path)
    async with made.another():
        database = Database(made.service, pool_size=8)

        async def hire(number: int) -> int:
            async with database.write(TENANT, subject="tester") as session:
                return int(await session.scalar(HIRE, {"tenant": TENANT, "cn": f"CN{number}"}))

        ids = sorted(await asyncio.gather(*map(hire, range(30))))
        assert ids == list(range(ids[0], ids[0] + 30))
        async with database.read(TENANT) as session:  # a transaction that only looks begins no line
            assert 1_000 <= int(await session.scalar(VERSION_STEP)) < 10_000
        await database.close()


async def test_a_restored_dump_is_another_line_of_a_server_that_goes_on(tmp_path: Path) -> None:
    made = await lines(tmp_path)
    with made.running():
        await asyncio.to_thread(dump, made.owner, tmp_path / "dump")
        lost = await handed_out(made)
        admin = parsed(made.owner).set(database="postgres").render_as_string(hide_password=False)
        again = parsed(made.owner).set(database="again").render_as_string(hide_password=False)
        superuser = await asyncio.to_thread(Superuser, admin)
        await asyncio.to_thread(superuser.execute, "CREATE DATABASE again")
        await prepare(again)
        await asyncio.to_thread(restore, again, tmp_path / "dump")
        assert await finish(again)
        name = parsed(made.owner).database
        for renamed in (f'"{name}" RENAME TO lost', f'again RENAME TO "{name}"'):
            await asyncio.to_thread(superuser.execute, f"ALTER DATABASE {renamed}")
        await asyncio.to_thread(superuser.close)
        kept = await handed_out(made)
    assert [name for name in lost if lost[name] & kept[name]] == []


async def test_who_decides_what_was_lost_decides_nothing_else(tmp_path: Path) -> None:
    made = await lines(tmp_path)
    async with service(made) as (maker, decider):
        with made.running():
            product = '{sku: "BEAR", name: "Bear", unit: "pcs", kind: FINISHED_GOOD, dailyCapacity: "500"}'
            await maker.post(f"mutation {{ createProduct(input: {product}) {{ problems {{ code }} }} }}")
            both = await maker.plan("create", input=plan_input("known before"))
            kept = await maker.preview("Before")
            answer = await maker.post(HIRES, **{"Idempotency-Key": "before"})
        await back_up(made)
        with made.running():
            lost = await maker.plan("create", input=plan_input("lost"))
            lost = await maker.plan("submit", id=lost["id"])
            read = await maker.plan("update", id=both["id"], patch={"name": "lost"}, version=both["version"])
            previewed = await maker.preview("Lost")
            hired = await maker.post(HIRES, **{"Idempotency-Key": "lost"})
            assert await maker.commit(kept) == 1
        async with made.another():
            other = await maker.plan("create", input=plan_input("another"))
            await maker.plan("submit", id=other["id"])
            assert await decider.plan("approve", id=lost["id"]) == {"code": "NOT_FOUND", "path": ["id"]}
            assert await decider.plan("approve", id=lost["id"], version=lost["version"]) != other
            changed = await maker.plan("update", id=both["id"], patch={"name": "kept"}, version=both["version"])
            for version, code in ((read["version"], "CONFLICT"), (changed["version"], None)):
                told = await maker.plan("update", id=both["id"], patch={"name": "x"}, version=version)
                assert told.get("code") == code
            assert await maker.commit(previewed) == "PREVIEW_UNKNOWN"
            assert await maker.commit(kept) == 1  # of what both lines have, and done on this one only now
            again = await maker.post(HIRES, **{"Idempotency-Key": "lost"})
            assert "Idempotency-Replayed" not in again.headers
            assert again.json() == hired.json()  # names are counted on, and the person is there once
            assert (await maker.post(HIRES, **{"Idempotency-Key": "lost"})).headers["Idempotency-Replayed"] == "true"
            replayed = await maker.post(HIRES, **{"Idempotency-Key": "before"})
            assert (replayed.content, replayed.headers["Idempotency-Replayed"]) == (answer.content, "true")
            assert UUID(previewed) != UUID(kept)


@pytest.mark.parametrize(
    ("seen_for", "told"),
    [
        (timedelta(hours=1), "the tenant does not exist here"),
        (timedelta(0), "the token is of the tenant 'late', which does not exist here"),
    ],
)
async def test_a_tenant_of_the_lost_line_is_told_that_it_does_not_exist(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen_for: timedelta, told: str
) -> None:
    monkeypatch.setattr(sign_in, "SEEN_FOR", seen_for)
    made = await lines(tmp_path)
    async with service(made) as (maker, _):
        maker.sign_in("late")
        with made.running():
            async with owner_connection(made.owner) as owner:
                await HOUSE.create_tenant(owner, "late")
            assert (await maker.post("{ capacityTiers { name } }")).json()["data"]["capacityTiers"]
        async with made.another():
            for query in (HIRES, 'mutation { createApiKey(input: {name: "x", roles: [VIEWER]}) { secret } }'):
                for headers in ({}, {"Idempotency-Key": "late"}):
                    (error,) = (await maker.post(query, **headers)).json()["errors"]
                    assert (error["extensions"]["code"], error["message"]) == ("UNAUTHENTICATED", told)


HIRES = """mutation { createPlaceholders(input: {count: 1, platform: "Amisys", location: DOMESTIC, states: ["FL"],
    skills: ["Claims"], displayNamePrefix: "New"}) { created problems { code } } }"""
