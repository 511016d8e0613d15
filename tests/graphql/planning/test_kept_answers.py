"""Answers that are given again: only while nothing of what they were made of has changed, and to nobody else."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from graphql import GraphQLObjectType, get_named_type, is_composite_type, is_object_type

from columnar import strawberry_field
from resolvers.permissions import VERSIONED
from schema.shared.noun import noun_of
from server.commands.postgres import Addresses
from server.graphql.answer_cache import LARGEST_SHARE, SLOT_BYTES, AnswerCache
from server.graphql.examples import EXAMPLES
from server.graphql.schema import schema
from tests.conftest import Client
from tests.graphql.planning.conftest import Planner
from tests.support import loopback
from tests.support.api import Api, token
from tests.support.both import on_first_answer
from tests.support.live import LiveServer, serving

PEOPLE = "{ resources(first: 5) { nodes { cn displayName assignments { week weeklyCapacity tier { name } } } } }"
TREE = '{ report(value: "2025-04") { tree { total { metrics { capacity headcount forecast } } } } }'
RECORDS = '{ report(value: "2025-04") { records { targetCph demand { state } months { forecast capacity } } } }'
TIERS = "{ capacityTiers { name description } }"
WEEKS = "{ weekConfigurations(year: 2025, month: 6) { week workingDays productiveHours } }"
REPORTS = "{ reports { value executions { kind } } historyLog { total } }"
IN_PEOPLE = """{ report(value: "2025-04") { tree { total { months { metrics { fteGap fteWeeks
    driftParts { people calendar occupancy rounding } } } } } } }"""
QUESTIONS = (PEOPLE, TREE, RECORDS, TIERS, WEEKS, REPORTS, IN_PEOPLE)
CLAIMS = {"mainLob": "Amisys Medicaid DOMESTIC", "state": "FL", "caseType": "Claims"}


async def statements_of(client: Any, asking: Awaitable[object]) -> list[str]:
    seen: list[str] = []
    on_first_answer(client.app.state.database, seen.append)
    await asking
    return [one for one in seen if "SET LOCAL app.tenant" not in one]


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_question_asked_again_costs_one_small_statement(sample_client: Client, question: str) -> None:
    client = sample_client("VIEWER")
    first = await client.post(question)
    seen = await statements_of(client, client.post(question))
    assert len(seen) == 1 and "FROM data_version" in seen[0]
    assert (await client.post(question)).content == first.content


async def test_a_kept_answer_is_zipped_once(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    plain = await client.post(RECORDS)
    kept, taken = client.app.state.answer_cache, []  # type: ignore[attr-defined]
    for _ in range(3):
        client.http.headers["Accept-Encoding"] = "gzip"
        answer = await client.post(RECORDS)
        taken.append(kept.total_bytes)
        assert (answer.headers["content-encoding"], answer.headers["vary"]) == ("gzip", "Accept, Accept-Encoding")
        assert int(answer.headers["content-length"]) < len(plain.content) / 4
        assert answer.content == plain.content
    assert len(set(taken)) == 1
    client.http.headers["Accept-Encoding"] = "identity"
    assert "content-encoding" not in (await client.post(RECORDS)).headers


@pytest.fixture
async def small(sample_client: Client) -> AsyncIterator[Callable[[int], Api]]:
    """A client of a server that may keep so many bytes an answer; the server is left as it was."""
    client = sample_client("VIEWER")
    state = client.app.state  # type: ignore[attr-defined]
    kept = state.answer_cache

    def keeping(largest: int) -> Api:
        state.answer_cache = AnswerCache(LARGEST_SHARE * largest)
        return client

    yield keeping
    state.answer_cache = kept


@pytest.mark.parametrize("first", ["gzip", "identity"])
async def test_an_answer_too_large_to_be_kept_is_kept_compressed(small: Callable[[int], Api], first: str) -> None:
    plain = (await small(10**7).post(RECORDS)).content
    client = small(len(plain) // 2)
    for number, coding in enumerate((first, "identity", "gzip", "gzip", "identity")):
        client.http.headers["Accept-Encoding"] = coding
        asking = client.post(RECORDS)
        if number:
            seen = await statements_of(client, answers := asyncio.ensure_future(asking))
            assert len(seen) == 1 and "FROM data_version" in seen[0]
            answer = await answers
        else:
            answer = await asking
        assert answer.content == plain
        assert answer.headers.get("content-encoding", "identity") == coding
    kept = client.app.state.answer_cache  # type: ignore[attr-defined]
    assert SLOT_BYTES < kept.total_bytes < len(plain) / 2


async def test_what_is_too_large_compressed_as_well_is_not_kept(small: Callable[[int], Api]) -> None:
    plain = (await small(10**7).post(RECORDS)).content
    client = small(SLOT_BYTES)
    for coding in ("identity", "gzip", "gzip"):
        client.http.headers["Accept-Encoding"] = coding
        answer = await client.post(RECORDS)
        assert answer.content == plain and answer.headers.get("content-encoding", "identity") == coding
    assert client.app.state.answer_cache.total_bytes == 0  # type: ignore[attr-defined]


async def test_a_change_of_people_leaves_tiers_as_they_were_kept(world: Planner) -> None:
    await world.ask(PEOPLE)
    await world.ask(TIERS)
    await world.done("updateResource", "resource { cn }", cn="CN1", patch={"displayName": "Somebody Else"})
    assert len(await statements_of(world, world.ask(TIERS))) == 1
    people = (await world.ask(PEOPLE))["resources"]["nodes"]
    assert "Somebody Else" in {one["displayName"] for one in people}


async def test_figures_in_people_follow_hours_and_target_cphs(world: Planner) -> None:
    """Also where nobody is assigned, so that no capacity follows with them."""
    await _plan_people(world)
    for change in (_work, _hours, _edit):
        before = await world.ask(IN_PEOPLE)
        assert len(await statements_of(world, world.ask(IN_PEOPLE))) == 1
        await change(world, 3)
        assert (await world.ask(IN_PEOPLE)) != before
        assert len(await statements_of(world, world.ask(IN_PEOPLE))) == 1


async def test_what_is_rolled_back_changes_no_version(world: Planner) -> None:
    await world.ask(PEOPLE)
    wanted = {"year": 2025, "week": 23, "demand": CLAIMS, "targets": [{"tierId": world.tiers[100], "targetCount": 3}]}
    await world.done("setWeekTargets", "results { target }", input=wanted, dryRun=True)
    assert len(await statements_of(world, world.ask(PEOPLE))) == 1


async def test_nobody_gets_what_was_kept_for_others(sample_client: Client) -> None:
    assert (await sample_client("VIEWER").ask(PEOPLE))["resources"]["nodes"]
    assert (await sample_client("VIEWER", tenant="other").ask(PEOPLE))["resources"]["nodes"] == []
    refused = (await sample_client("PRODUCTION_STAFF").post(PEOPLE)).json()
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_answers_with_errors_are_not_kept(sample_client: Client) -> None:
    asked = "{ resources(first: -1) { nodes { cn } } capacityTiers { name } }"
    client = sample_client("VIEWER")
    await client.post(asked)
    assert len(await statements_of(client, client.post(asked))) > 1


@pytest.mark.parametrize("asked", ["{ viewer { subject } }", '{ node(id: "nothing") { id } }', "{ __typename }"])
async def test_what_has_no_version_is_not_kept(sample_client: Client, asked: str) -> None:
    client = sample_client("VIEWER")
    await client.ask(asked)
    assert not any("FROM data_version" in one for one in await statements_of(client, client.ask(asked)))


async def test_a_known_question_by_get_has_a_name_that_changes_with_the_data(world: Planner) -> None:
    asked = {"query": (EXAMPLES / "workforce/capacity_tiers.graphql").read_text("utf-8")}
    first = await world.http.get("/graphql", params=asked, headers=world.headers)
    tag = first.headers["ETag"]
    again = await world.http.get("/graphql", params=asked, headers={**world.headers, "If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    await world.done("updateCapacityTier", "__typename", id=world.tiers[100], patch={"description": "changed"})
    changed = await world.http.get("/graphql", params=asked, headers={**world.headers, "If-None-Match": tag})
    assert changed.status_code == 200 and changed.headers["ETag"] != tag


def test_memory_is_bounded_by_bytes() -> None:
    kept = AnswerCache(1_000)
    for number in range(100):
        kept.put(number, b"x" * 60, key_bytes=40)
    assert sum(kept.get(number) is not None for number in range(100)) == 10
    kept.put("large", b"x" * 251, key_bytes=0)
    kept.put("much asked", b"x", key_bytes=250)
    assert kept.get("large") is None and kept.get("much asked") is None and kept.get(99) is not None


def test_every_type_below_a_versioned_root_says_what_it_is_made_of() -> None:
    core, seen = schema._schema, set()

    def look(type_: Any) -> None:
        for field in type_.fields.values() if isinstance(type_, GraphQLObjectType) else ():
            below = get_named_type(field.type)
            if is_composite_type(below) and below.name not in seen:
                seen.add(below.name)
                look(below)

    assert core.query_type is not None
    for field in core.query_type.fields.values():
        if strawberry_field(field).metadata.get(VERSIONED):
            below = get_named_type(field.type)
            seen.add(below.name)
            look(below)
    declared = {name: schema.get_type_by_name(name).origin for name in seen if is_object_type(core.type_map[name])}
    assert {name for name, origin in declared.items() if noun_of(origin) is None} == set()


async def test_another_process_never_answers_with_what_was(world_database: Addresses, tmp_path: Path) -> None:
    """Two servers keep, a third keeps nothing; after each of many random commits all three answer alike."""
    random = Random(7)
    async with AsyncExitStack() as stack:
        folders = [tmp_path / name for name in ("one", "two", "none")]
        for folder in folders:
            folder.mkdir()
        servers = [
            stack.enter_context(
                serving(world_database.service, folder, kept_answer_bytes=0 if folder.name == "none" else 10**7)
            )
            for folder in folders
        ]
        clients = [await stack.enter_async_context(_client(server)) for server in servers]
        planners = [Planner(client, token("PLANNER")) for client in clients]
        tiers = (await planners[0].ask("{ capacityTiers { id percentage } }"))["capacityTiers"]
        planners[0].tiers = planners[1].tiers = {round(tier["percentage"] * 100): tier["id"] for tier in tiers}
        for number in range(25):
            await random.choice(_CHANGES)(planners[number % 2], number)
            question = random.choice(QUESTIONS)
            assert len({(await planner.post(question)).content for planner in (*planners, *planners)}) == 1
        for question in QUESTIONS:
            assert len({(await planner.post(question)).content for planner in planners}) == 1


@pytest.mark.races
async def test_readers_beside_a_writer_see_no_step_back(world: Planner) -> None:
    """What was committed before a question is in its answer, however many ask at once."""
    committed = 0
    asked = '{ resource(cn: "CN1") { displayName } }'

    async def read() -> None:
        while committed < 30:
            before = committed
            name = (await world.ask(asked))["resource"]["displayName"]
            assert int(name.partition(" ")[2] or 0) >= before

    async def write() -> None:
        nonlocal committed
        for number in range(1, 31):
            await world.done("updateResource", "resource { cn }", cn="CN1", patch={"displayName": f"Name {number}"})
            committed = number

    await world.done("updateResource", "resource { cn }", cn="CN1", patch={"displayName": "Name 0"})
    await asyncio.gather(write(), *(read() for _ in range(4)))


def _client(server: LiveServer) -> httpx.AsyncClient:
    return loopback.AsyncClient(base_url=server.url, timeout=60)


async def _rename(planner: Planner, number: int) -> None:
    await planner.done("updateResource", "resource { cn }", cn="CN2", patch={"displayName": f"Name {number}"})


async def _assign(planner: Planner, number: int) -> None:
    week = 23 + number % 4
    await planner.do("createAssignment", "assignment { id }", input=planner.week(f"CN{1 + number % 6}", CLAIMS, week))


async def _work(planner: Planner, number: int) -> None:
    days = {"year": 2025, "week": 24, "workType": "DOMESTIC", "workingDays": 1 + number % 5, "workHours": 9.0}
    await planner.do("setWeekConfiguration", "__typename", input={**days, "occupancy": 0.95, "shrinkage": 0.1})


async def _hours(planner: Planner, number: int) -> None:
    days = {"year": 2025, "month": 7, "workType": "DOMESTIC", "workingDays": 15 + number % 8, "workHours": 8.5}
    await planner.do("setMonthConfiguration", "__typename", input={**days, "occupancy": 0.9, "shrinkage": 0.1})


async def _plan_people(planner: Planner) -> None:
    edit = {**CLAIMS, "caseId": "C1", "months": [{"label": "Jul-25", "fteAvail": 7}]}
    preview = await planner.done("previewManualUpdate", "preview { id }", month="April", year=2025, edits=[edit])
    await planner.done("commitPreview", "__typename", previewId=preview["preview"]["id"], userNotes="hired")


async def _edit(planner: Planner, number: int) -> None:
    rows = (await planner.ask('{ report(value: "2025-04") { targetCph { id lob caseType targetCph } } }'))["report"]
    row = rows["targetCph"][0]
    change = {"id": row["id"], "lob": row["lob"], "caseType": row["caseType"], "targetCph": row["targetCph"]}
    change["modifiedTargetCph"] = 5.0 + number
    preview = await planner.done("previewCphUpdate", "preview { id }", month="April", year=2025, rows=[change])
    await planner.done("commitPreview", "__typename", previewId=preview["preview"]["id"], userNotes="faster")


_CHANGES: list[Callable[[Planner, int], Awaitable[None]]] = [_rename, _assign, _work, _hours, _edit]
