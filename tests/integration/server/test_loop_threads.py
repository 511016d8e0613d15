"""Mutations, and long answers, compute on threads: whoever asks meanwhile is answered, and nothing else differs."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from threading import Event, current_thread
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from db.engine import Database, on_statement
from resolvers.context import Seconds
from server.app import create_app
from server.commands.postgres import Addresses
from server.graphql.admission import LARGE_COST
from server.loop_thread import TOGETHER, LoopThread, Relay
from server.rooms import HOUSE
from services.shared.report import FlatReport
from services.workforce.people import create_resource
from services.workforce.reports import dashboard
from tests.conftest import Client
from tests.support.api import Api, settings_for, token
from tests.support.clocks import PATIENCE

LARGE = "{ resources(first: 500) { nodes { cn assignments { week weeklyCapacity tier { name } demand { state } } } } }"
CREATE = """
    mutation Create($cn: String!) {
      createResource(input: {cn: $cn, firstName: "Ada", lastName: "Lovelace", platform: "Amisys", location: DOMESTIC,
                             states: ["FL"], skills: ["Claims"]}) { resource { cn } problems { message } } }"""


@asynccontextmanager
async def serving(addresses: Addresses) -> AsyncIterator[tuple[Starlette, Api]]:
    """An application as it is in a server, begun and ended."""
    app = create_app(settings_for(addresses.service))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test") as http:
            yield app, Api(http, token("ADMIN"))


def patched(monkeypatch: pytest.MonkeyPatch, before: Callable[[], None]) -> None:
    """Have something happen in the middle of the creation of a person."""
    check = create_resource.checked_cn

    def first(*given: Any) -> Any:
        before()
        return check(*given)

    monkeypatch.setattr(create_resource, "checked_cn", first)


async def test_who_asks_is_answered_while_a_mutation_computes(
    empty: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, answered = Event(), Event()

    def compute_until_somebody_else_is_answered() -> None:
        begun.set()
        until = time.monotonic() + PATIENCE
        while not answered.is_set():
            assert time.monotonic() < until, "nobody else was answered"

    patched(monkeypatch, compute_until_somebody_else_is_answered)
    async with serving(empty) as (_, client):
        creating = asyncio.create_task(client.ask(CREATE, cn="CN1"))
        while not begun.is_set():
            await asyncio.sleep(0.01)
        assert (await client.ask("{ viewer { tenant } capacityTiers { name } }"))["viewer"] == {"tenant": "demo"}
        answered.set()
        assert (await creating)["createResource"] == {"resource": {"cn": "CN1"}, "problems": []}


async def test_who_asks_is_answered_while_a_report_computes(empty: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, answered, hierarchy = Event(), Event(), dashboard.hierarchy

    def compute_until_somebody_else_is_answered(*given: Any) -> Any:
        begun.set()
        until = time.monotonic() + PATIENCE
        while not answered.is_set():
            assert time.monotonic() < until, "nobody else was answered"
        return hierarchy(*given)

    monkeypatch.setattr(dashboard, "hierarchy", compute_until_somebody_else_is_answered)
    async with serving(empty) as (_, client):
        asking = asyncio.create_task(client.get("/api/v2/reports/dashboard/hierarchy"))
        while not begun.is_set():
            await asyncio.sleep(0.01)
        assert (await client.ask("{ viewer { tenant } capacityTiers { name } }"))["viewer"] == {"tenant": "demo"}
        answered.set()
        assert (await asking).status_code == 200


def reports() -> Iterator[tuple[str, dict[str, str]]]:
    """Every report by path and arguments, in every form that it has."""
    for report in HOUSE.reports:
        forms = ["csv", "ndjson", "json"] if isinstance(report, FlatReport) else []
        if isinstance(report, FlatReport) and report.nested:
            forms.append("nested")
        yield from ((f"/api/v2/reports{report.path}", {"format": form}) for form in forms)
        if not forms:
            yield f"/api/v2/reports{report.path}", {}


async def test_every_report_and_large_query_is_made_apart_and_a_small_one_is_not(sample: Addresses) -> None:
    async with serving(sample) as (app, client):
        here, apart = [], []
        await client.ask("{ viewer { tenant } }")  # from now on it is known that the tenant exists
        on_statement(app.state.database, here.append)
        on_statement(app.state.long_answers.database, apart.append)
        for path, arguments in reports():
            apart.clear()
            answer = await client.get(path, **arguments)
            assert answer.status_code == 200, answer.text
            assert apart
        apart.clear()
        asked = await client.http.post(
            "/graphql", json={"query": LARGE, "extensions": {"cost": True}}, headers=client.headers
        )
        assert asked.json()["extensions"]["cost"]["cost"] > LARGE_COST
        assert apart
        assert here == []
        await client.ask("{ resources(first: 1) { nodes { cn } } }")
        assert here
    assert app.state.long_answers.database.pool.in_use == 0


async def test_an_answer_says_the_same_wherever_it_is_made(sample: Addresses, sample_client: Client) -> None:
    """Status, headers and bytes: of answers and of refusals."""
    elsewhere = sample_client("ADMIN")
    refused = [("/api/v2/reports/comparison", {name: "2019-01"}) for name in ("against", "report", "unknown")]
    async with serving(sample) as (_, client):
        for path, arguments in (*reports(), *refused):
            if path.endswith(".xlsx") or arguments.get("format") == "json":  # they say when they were made
                continue
            here, there = await elsewhere.get(path, **arguments), await client.get(path, **arguments)
            assert (here.status_code, here.content) == (there.status_code, there.content)
            differing = {name for name in {*here.headers, *there.headers} if here.headers[name] != there.headers[name]}
            assert differing <= {"x-request-id", "next-updated-since", "date"}
        assert (await client.http.get("/api/v2/reports/comparison")).status_code == 401


@asynccontextmanager
async def relaying() -> AsyncIterator[tuple[Relay, list[Any], Callable[..., Awaitable[None]]]]:
    """A relay, what it has sent and on which thread, and a way to send from another one."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append((message.get("body", b"head"), current_thread()))

    thread = LoopThread(create_app(settings_for("postgresql://nobody@127.0.0.1:1/none")).state.database, name="tested")
    thread.start()
    relay = Relay(send)

    async def send_elsewhere(*bodies: bytes | None, is_last: bool = False) -> None:
        for body in bodies:
            begin = {"type": "http.response.start", "status": 200, "headers": []}
            message = begin if body is None else {"type": "http.response.body", "body": body, "more_body": not is_last}
            await thread.carry_out(lambda _, message=message: relay(message), elsewhere=thread.database)  # type: ignore[misc]

    yield relay, sent, send_elsewhere
    await thread.close()


async def test_small_messages_are_sent_together_and_all_on_the_loop_they_came_by() -> None:
    async with relaying() as (_, sent, send_elsewhere):
        await send_elsewhere(None, b"some", b"rows")
        assert sent == []
        await send_elsewhere(large := b"x" * TOGETHER)
        assert [body for body, _ in sent] == [b"head", b"some", b"rows", large]
        await send_elsewhere(b"more")
        assert len(sent) == 4
        await send_elsewhere(b"", is_last=True)
        assert [body for body, _ in sent[4:]] == [b"more", b""]
        assert {thread for _, thread in sent} == {current_thread()}


async def test_nothing_is_sent_when_it_is_over() -> None:
    async with relaying() as (relay, sent, send_elsewhere):
        await send_elsewhere(None, b"x" * TOGETHER)
        relay.end()
        await send_elsewhere(b"x" * TOGETHER)
        await send_elsewhere(b"", is_last=True)
        await relay({"type": "http.response.body", "body": b""})
        assert len(sent) == 2


async def test_a_mutation_that_lasts_too_long_is_told_so(empty: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []
    patched(monkeypatch, lambda: names.append(current_thread().name))
    async with serving(empty) as (app, client):
        app.state.seconds = Seconds(mutation=0.0)
        late = await client.post(CREATE, {"cn": "CN1"})
        assert late.json()["errors"][0]["extensions"]["code"] == "TIMEOUT"
        app.state.seconds = Seconds()
        await client.ask(CREATE, cn="CN2")
    assert set(names) == {"mutations"}


async def test_who_is_cancelled_cancels_the_work_and_closing_ends_what_is_left() -> None:
    app = create_app(settings_for("postgresql://nobody@127.0.0.1:1/none"))
    thread = LoopThread(app.state.database, name="tested")
    thread.start()
    begun, ended = [Event(), Event()], [Event(), Event()]

    async def work(place: int, _: Database) -> None:
        begun[place].set()
        try:
            await asyncio.sleep(PATIENCE)
        finally:
            ended[place].set()

    first, second = (
        asyncio.create_task(thread.carry_out(partial(work, place), elsewhere=app.state.database)) for place in (0, 1)
    )
    await asyncio.gather(*(asyncio.to_thread(one.wait, PATIENCE) for one in begun))
    first.cancel()
    assert await asyncio.to_thread(ended[0].wait, PATIENCE)
    assert not ended[1].is_set()
    await thread.close()
    assert ended[1].is_set()
    await asyncio.gather(first, second, return_exceptions=True)
    assert first.cancelled()
    assert second.cancelled()
