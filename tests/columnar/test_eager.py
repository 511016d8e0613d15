"""A coroutine that ran up to its first wait goes on, and ends, as if it had been awaited from the start."""

import asyncio

import pytest

from columnar import EagerCoroutine


async def test_a_coroutine_that_never_waits_is_done_at_once() -> None:
    async def work() -> int:
        return 1

    eager = EagerCoroutine(work())
    assert eager.is_done and await eager == 1


async def test_a_coroutine_that_waits_goes_on() -> None:
    async def work() -> int:
        await asyncio.sleep(0)
        await asyncio.sleep(0.01)
        return 2

    eager = EagerCoroutine(work())
    assert not eager.is_done and await eager == 2


@pytest.mark.parametrize("waits", [0, 1], ids=["at the first wait", "later"])
async def test_who_is_cancelled_is_told_before_the_wait_ends(waits: int) -> None:
    seen = []

    async def work() -> None:
        for _ in range(waits):
            await asyncio.sleep(0)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.sleep(0)
            seen.append("cancelled")
            raise

    async def waiting() -> None:
        await EagerCoroutine(work())

    task = asyncio.create_task(waiting())
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert seen == ["cancelled"]
