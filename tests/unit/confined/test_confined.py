"""Confined children: what they say is heard, what they may not is refused, and none is left, whatever happens."""

import asyncio
import signal
from pathlib import Path

import psutil
import pytest

from confined import ChildDied, Limits, TooMuchSaid, child, places_of
from tests.unit.confined import children

ROOT = str(Path(__file__).parents[3])
LIMITS = Limits(memory=512 * 1024 * 1024)


def run(function: str, *arguments: str, limits: Limits = LIMITS):  # type: ignore[no-untyped-def]
    return child(children.__name__, function, *arguments, limits=limits, places=[*places_of(), ROOT])


def left() -> list[psutil.Process]:
    """Children of this process that run one of the functions, dead ones that nobody waited for included."""
    ours = psutil.Process().children()
    return [one for one in ours if one.status() == psutil.STATUS_ZOMBIE or children.__name__ in one.cmdline()]


async def said(function: str, *arguments: str, limits: Limits = LIMITS, content: bytes = b"") -> list[bytes]:
    """All that a child says before it ends."""
    heard: list[bytes] = []
    async with run(function, *arguments, limits=limits) as process:
        await process.feed(content)
        with pytest.raises(ChildDied, match="exit status 0"):
            async for message in process.messages():
                heard.append(message)
    assert left() == []
    return heard


async def test_it_is_fed_and_heard() -> None:
    content = bytes(3_000_000)
    assert await said("echo", "one", "two", content=content) == [content, b"one", b"two"]


async def test_it_knows_no_secrets_and_imports_from_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADROOM_JWT_SECRET", "a secret")
    monkeypatch.setenv("PYTHONPATH", "/somewhere/else")
    names, places = await said("surroundings")
    assert b"SECRET" not in names and b"PYTHONPATH" not in names
    assert b"/somewhere/else" not in places and b"site-packages" not in places


async def test_one_that_hangs_ends_with_the_time_out_of_its_parent() -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(2), run("hang") as process:
            async for message in process.messages():
                assert message == b"here"
    assert left() == []


async def test_one_that_nobody_waits_for_any_more_is_gone() -> None:
    heard = asyncio.Event()

    async def wait() -> None:
        async with run("hang") as process:
            async for _ in process.messages():
                heard.set()

    waiting = asyncio.create_task(wait())
    await heard.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert left() == []


async def test_one_that_floods_is_not_heard_to_the_end() -> None:
    with pytest.raises(TooMuchSaid):
        async with run("flood") as process:
            async for _ in process.messages(room=10 * 1024 * 1024):
                pass
    assert left() == []


async def test_output_that_is_not_read_keeps_nobody() -> None:
    async with asyncio.timeout(60):
        async with run("flood") as process:
            await anext(aiter(process.messages()))
    assert left() == []


async def test_memory_ends_at_its_limit() -> None:
    assert await said("swell") == [b"no more memory"]


async def test_processor_time_ends_at_its_limit() -> None:
    with pytest.raises(ChildDied) as death:
        async with run("spin", limits=LIMITS._replace(seconds=1)) as process:
            async for message in process.messages():
                assert message == b"spinning"
    assert death.value.was_ready
    assert death.value.status in (-signal.SIGXCPU, -signal.SIGKILL)


async def test_it_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "left"
    assert await said("write_a_file", str(path)) == [b"OSError"]
    assert not path.exists() or path.read_bytes() == b""


@pytest.mark.parametrize(("function", "was_ready"), [("leave", True), ("no_such_function", False)])
async def test_a_bad_start_is_told_from_a_death_at_work(function: str, was_ready: bool) -> None:
    with pytest.raises(ChildDied) as death:
        async with run(function) as process:
            await anext(aiter(process.messages()))
    assert death.value.was_ready is was_ready
    assert death.value.status != 0
    assert left() == []


def test_a_package_that_is_not_there_is_named() -> None:
    with pytest.raises(RuntimeError, match="no_such_package is not installed"):
        places_of("no_such_package")
