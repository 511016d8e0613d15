"""Mutations compute on a thread of their own: whoever asks meanwhile is answered, and nothing else is different."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from threading import Event, current_thread
from typing import Any
from uuid import uuid4

import httpx
import pytest
from starlette.applications import Starlette

from db.shared.enums import Role
from resolvers.context import Seconds
from server.app import create_app
from server.commands.postgres import Addresses
from server.graphql.context import build_context
from server.graphql.mutation_thread import MutationThread
from services.shared.access import Caller
from services.workforce.people import create_resource
from tests.support.api import Api, settings_for, token
from tests.support.clocks import PATIENCE

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
    context = build_context(app.state, Caller(uuid4(), "demo", "tester", (Role.ADMIN,)))
    thread = MutationThread(app.state.database)
    thread.start()
    begun, ended = [Event(), Event()], [Event(), Event()]

    async def work(place: int) -> None:
        begun[place].set()
        try:
            await asyncio.sleep(PATIENCE)
        finally:
            ended[place].set()

    first, second = (asyncio.create_task(thread.carry_out(context, partial(work, place))) for place in (0, 1))
    await asyncio.gather(*(asyncio.to_thread(one.wait, PATIENCE) for one in begun))
    first.cancel()
    assert await asyncio.to_thread(ended[0].wait, PATIENCE)
    assert not ended[1].is_set()
    await thread.close()
    assert ended[1].is_set()
    await asyncio.gather(first, second, return_exceptions=True)
    assert first.cancelled()
    assert second.cancelled()
