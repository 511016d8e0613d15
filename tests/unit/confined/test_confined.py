"""Confined children: what they say is heard, what they may not is refused, and none is left, whatever happens."""

import asyncio
import marshal
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import orjson
import psutil
import pytest

from confined import ChildFailed, DidNotStart, Died, Garbled, Limits, Program, TookTooLong, TooMuchOutput, running
from tests.support.clocks import PATIENCE
from tests.unit.confined import children

MIB = 1024 * 1024
ROOT = Path(__file__).parents[3]
LIMITS = Limits(memory=512 * MIB, output=64 * MIB)
PROGRAM = Program(children.__name__, codec=orjson, libraries=("confined",))


def left() -> list[psutil.Process]:
    """Children of this process that run something of the tests, dead ones that nobody waited for included."""
    ours = psutil.Process().children()
    return [one for one in ours if one.status() == psutil.STATUS_ZOMBIE or children.__name__ in one.cmdline()]


async def said(what: str, *arguments: str, limits: Limits = LIMITS, content: bytes = b"") -> list[Any]:
    """All that a child says before it ends."""
    try:
        async with running(PROGRAM, content, what, *arguments, limits=limits) as messages:
            return [message async for message in messages]
    finally:
        assert left() == []


async def test_it_is_fed_and_heard() -> None:
    content = "x" * 3_000_000
    assert await said("echo", "one", "two", content=content.encode()) == [content, "one", "two"]


async def test_who_has_said_the_last_word_ends_and_is_not_killed() -> None:
    async with running(PROGRAM, b"", "echo", limits=LIMITS) as messages:
        assert await anext(messages) == ""
        await messages.ended()
        assert messages._process.returncode == 0


async def test_who_says_the_last_word_and_stays_is_killed() -> None:
    async with running(PROGRAM, b"", "say_and_stay", limits=LIMITS) as messages:
        assert await anext(messages) == "the last word"
        await messages.ended()
        assert messages._process.returncode == -signal.SIGKILL


async def test_it_knows_no_secrets_and_imports_from_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADROOM_JWT_SECRET", "a secret")
    monkeypatch.setenv("PYTHONPATH", "/somewhere/else")
    async with running(PROGRAM._replace(codec=marshal), b"", "surroundings", limits=LIMITS) as messages:
        names, places = await anext(messages)
    assert not any("SECRET" in name or name == "PYTHONPATH" for name in names)
    assert not any("somewhere" in place or "site-packages" in place for place in places)
    assert places[-1] == str(ROOT)


async def test_messages_of_several_threads_do_not_mingle() -> None:
    assert await said("say_from_threads", "4") == ["x" * 5_000] * 400


async def test_what_a_library_prints_is_no_message() -> None:
    assert await said("chatter") == ["said"]


async def test_one_that_hangs_ends_when_its_time_is_over() -> None:
    with pytest.raises(TookTooLong, match="more than 2 seconds"):
        await said("hang", limits=LIMITS._replace(seconds=2))


async def test_one_that_hangs_ends_with_the_time_out_of_its_parent() -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(2):
            await said("hang", limits=LIMITS._replace(seconds=60))
    assert left() == []


async def test_a_time_out_of_the_block_is_not_taken_for_the_childs() -> None:
    with pytest.raises(TimeoutError, match="of the block"):
        async with running(PROGRAM, b"", "hang", limits=LIMITS._replace(seconds=60)):
            raise TimeoutError("of the block")
    assert left() == []


async def test_one_that_nobody_waits_for_any_more_is_gone() -> None:
    heard = asyncio.Event()

    async def wait() -> None:
        async with running(PROGRAM, b"", "hang", limits=LIMITS) as messages:
            async for _ in messages:
                heard.set()

    waiting = asyncio.create_task(wait())
    await heard.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert left() == []


@pytest.mark.parametrize("moment", [0.0, 0.001, 0.01, 0.05, 0.2])
async def test_one_is_gone_whenever_its_parent_is_cancelled(moment: float) -> None:
    waiting = asyncio.create_task(said("echo", content=bytes(5 * MIB)))
    await asyncio.sleep(moment)
    waiting.cancel()
    await asyncio.wait([waiting])
    assert left() == []


async def test_one_that_floods_is_not_heard_to_the_end() -> None:
    with pytest.raises(TooMuchOutput):
        await said("flood", limits=LIMITS._replace(output=10 * MIB))


async def test_output_that_is_not_read_keeps_nobody() -> None:
    async with asyncio.timeout(PATIENCE), running(PROGRAM, b"", "flood", limits=LIMITS) as messages:
        await anext(messages)
    assert left() == []


@pytest.mark.parametrize("kind", ["frame", "message"])
async def test_rubbish_is_told_from_messages(kind: str) -> None:
    with pytest.raises(Garbled):
        await said("rubbish", kind)


async def test_memory_ends_at_its_limit() -> None:
    assert await said("swell") == ["no more memory"]
    with pytest.raises(Died) as death:
        await said("burst")
    assert death.value.status == 1


async def test_processor_time_ends_at_its_limit() -> None:
    with pytest.raises(Died) as death:
        await said("spin", limits=LIMITS._replace(processor_seconds=1))
    assert death.value.status in (-signal.SIGXCPU, -signal.SIGKILL)


async def test_it_leaves_no_file_unless_it_may(tmp_path: Path) -> None:
    path = tmp_path / "left"
    assert await said("write_a_file", str(path)) == ["OSError"]
    assert not path.exists() or path.read_bytes() == b""
    assert await said("write_a_file", str(path), limits=LIMITS._replace(file_size=None)) == ["written"]


async def test_a_death_at_work_is_told_with_its_status() -> None:
    with pytest.raises(Died, match="exit status 7"):
        await said("leave")


async def test_one_that_falls_silent_for_good_counts_as_dead() -> None:
    with pytest.raises(Died):
        await said("hang_silently")


@pytest.mark.parametrize(
    "program",
    [
        PROGRAM._replace(module="tests.unit.confined.nothing_of_this_name"),
        PROGRAM._replace(module="no_such_package.child"),
        PROGRAM._replace(libraries=("no_such_package",)),
    ],
)
async def test_a_bad_start_is_told_from_a_death_at_work(program: Program) -> None:
    with pytest.raises(DidNotStart, match=r"does not start: (exit status 1|no_such_package is not installed)"):
        async with running(program, b"", "echo", limits=LIMITS):
            pass
    assert left() == []


async def test_one_that_cannot_be_executed_did_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/program")
    with pytest.raises(ChildFailed, match="does not start"):
        await said("echo")


PARENT = """
import asyncio, sys
import orjson, uvloop
from confined import running
from tests.unit.confined.test_confined import LIMITS, PROGRAM

async def parent():
    async with running(PROGRAM, b"", "spin", limits=LIMITS._replace(processor_seconds=30)) as messages:
        print(await anext(messages), flush=True)
        await asyncio.sleep(600)

asyncio.Runner(loop_factory=getattr(sys.modules[sys.argv[1]], "new_event_loop")).run(parent())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere an orphan ends when it next says something")
@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_it_ends_with_a_parent_that_is_killed(loop: str) -> None:
    command = [sys.executable, "-c", PARENT, loop]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as parent:
        assert parent.stdout is not None
        orphan = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
        died = time.monotonic()
    while at_work(orphan):
        assert time.monotonic() - died < PATIENCE
        time.sleep(0.01)


def at_work(process: psutil.Process) -> bool:
    """Whether a process has not ended; who waits for an orphan that has is the system's affair."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
