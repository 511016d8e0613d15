"""Work that was begun before anybody waited for it goes on, and ends, as if it had been awaited from the start."""

import asyncio

import pytest

from columnar.begun import Begun


async def test_work_that_never_waits_is_done_at_once() -> None:
    async def work() -> int:
        return 1

    begun = Begun(work())
    assert begun.is_done and await begun == 1


async def test_work_that_waits_goes_on() -> None:
    async def work() -> int:
        await asyncio.sleep(0)
        await asyncio.sleep(0.01)
        return 2

    begun = Begun(work())
    assert not begun.is_done and await begun == 2


@pytest.mark.parametrize("waits", [0, 1], ids=["at the first wait", "later"])
async def test_who_is_cancelled_is_told_before_the_wait_ends(waits: int) -> None:
    told = []

    async def work() -> None:
        for _ in range(waits):
            await asyncio.sleep(0)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.sleep(0)
            told.append("cancelled")
            raise

    async def waiting() -> None:
        await Begun(work())

    task = asyncio.create_task(waiting())
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert told == ["cancelled"]
