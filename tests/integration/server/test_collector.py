"""Cycles are collected between what is long: nobody waits for the collector beside a long answer."""

import asyncio
import gc
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress

import pytest

from db.engine import Database
from server import collector
from server.app import create_app
from server.loop_thread import LoopThread
from tests.support.api import settings_for

NOWHERE = "postgresql://nobody@127.0.0.1:1/none"


@pytest.fixture(autouse=True)
def waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The collector waits, as in a server; whatever is under way is long, and it looks often."""
    monkeypatch.setattr(collector, "PAUSE", 0.001)
    monkeypatch.setattr(collector, "LONG", 0.0)
    collector.begin()
    yield
    collector.end()


@pytest.fixture
async def thread() -> AsyncIterator[LoopThread]:
    """A thread for long work, started."""
    thread = LoopThread(create_app(settings_for(NOWHERE)).state.database, name="tested")
    thread.start()
    yield thread
    await thread.close()


@asynccontextmanager
async def collecting(thread: LoopThread) -> AsyncIterator[asyncio.Queue[int]]:
    """Which generations are collected meanwhile."""
    asked: asyncio.Queue[int] = asyncio.Queue()

    def collect(generation: int) -> None:
        gc.collect(generation)
        asked.put_nowait(generation)

    task = asyncio.create_task(collector.collect_between([thread], collect))
    yield asked
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_nothing_is_collected_beside_long_work(thread: LoopThread) -> None:
    """Not by itself either, however much is made; what is made then is gone through afterwards."""
    over, by_itself = asyncio.Event(), Counter[str]()
    loop = asyncio.get_running_loop()
    begun = asyncio.Event()

    async def long(_: Database) -> list[list[int]]:
        made: list[list[int]] = [[] for _ in range(300_000)]
        loop.call_soon_threadsafe(begun.set)
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(over.wait(), loop))
        return made

    gc.callbacks.append(notice := lambda phase, _: by_itself.update([phase]))
    async with collecting(thread) as asked:
        working = asyncio.create_task(thread.carry_out(long, elsewhere=thread.database))
        await begun.wait()
        while not asked.empty():  # of the moment before the work began
            asked.get_nowait()
        before = by_itself.copy()
        for _ in range(50):
            await asyncio.sleep(0.002)
        assert asked.empty()
        assert by_itself == before
        over.set()
        made = await working
        assert await asyncio.wait_for(asked.get(), 30) in (collector.YOUNG, collector.OLDER, collector.ALL)
    gc.callbacks.remove(notice)
    assert len(made) == 300_000


async def test_what_can_no_longer_wait_is_collected_beside_long_work(
    thread: LoopThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where something long is always under way, new objects alone are gone through, once they are very many."""
    monkeypatch.setattr(collector, "MANY", 20_000)
    over = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def long(_: Database) -> None:
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(over.wait(), loop))

    working = asyncio.create_task(thread.carry_out(long, elsewhere=thread.database))
    await asyncio.sleep(0)
    async with collecting(thread) as asked:
        made: list[list[int]] = [[] for _ in range(50_000)]
        assert await asyncio.wait_for(asked.get(), 30) == collector.YOUNG
    over.set()
    await working
    assert len(made) == 50_000


def test_all_generations_have_their_turn() -> None:
    """Mostly what is new, now and then what is older, and all."""
    turns = Counter(collector.generation(turn) for turn in range(1, 401))
    assert turns == {collector.YOUNG: 380, collector.OLDER: 19, collector.ALL: 1}


async def test_a_server_lets_the_collector_run_again_when_it_ends() -> None:
    """Who runs an application in a process of their own gets their collector back."""
    app = create_app(settings_for(NOWHERE))
    collector.end()
    with suppress(Exception):
        async with app.router.lifespan_context(app):
            assert not gc.isenabled()
    assert gc.isenabled()
