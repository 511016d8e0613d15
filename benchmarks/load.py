"""The load generator, a process of its own: sequential latencies in turns, and throughput over many connections."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter
from typing import Any

import orjson
import uvloop

HEAD_END, LENGTH = b"\r\n\r\n", b"content-length:"
IDLE = 2.0  # uvicorn ends a connection that was idle for five seconds
PAUSE = 0.02  # between requests beside large ones, so that they meet these at any moment
GOOD = b'{"data":'  # an answer with errors begins with them


@dataclass(frozen=True)
class Target:
    """A port of the loopback and the requests to send there, whole, in turn."""

    port: int
    requests: list[bytes]


@dataclass
class Pace:
    """What one side did: seconds a request when asked alone, good answers and others per busy second."""

    latencies: list[float] = field(default_factory=list)
    answered: int = 0
    failed: int = 0
    seconds: float = 0.0
    failure: str = ""


class Connection:
    """A kept-alive HTTP/1.1 connection that reads no more than the length it is told."""

    def __init__(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._port, self._reader, self._writer = port, reader, writer
        self._used = perf_counter()

    @classmethod
    async def open(cls, port: int) -> "Connection":
        """Connect."""
        return cls(port, *await asyncio.open_connection("127.0.0.1", port, limit=2**24))

    async def fresh(self) -> "Connection":
        """This connection, or a new one where the server may be about to end it."""
        if perf_counter() - self._used < IDLE:
            return self
        self.close()
        return await self.open(self._port)

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send one request; returns the status and the body."""
        self._writer.write(request)
        head = await self._reader.readuntil(HEAD_END)
        start = head.lower().index(LENGTH) + len(LENGTH)
        length = int(head[start : head.index(b"\r", start)])
        body = await self._reader.readexactly(length)
        self._used = perf_counter()
        return int(head[9:12]), body

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


async def take_latencies(targets: Sequence[Target], paces: Sequence[Pace], *, samples: int, seconds: float) -> None:
    """Ask the targets in turn, one request at a time, so often or so long; the first five are to warm up."""
    connections = [await Connection.open(target.port) for target in targets]
    until = perf_counter() + seconds
    for number in range(samples + 5):
        for side, (target, pace) in enumerate(zip(targets, paces, strict=True)):
            connections[side] = await connections[side].fresh()
            started = perf_counter()
            status, body = await connections[side].ask(target.requests[number % len(target.requests)])
            if number >= 5:
                pace.latencies.append(perf_counter() - started)
            _require(status, body)
        if perf_counter() > until and number > 5:
            break
    for connection in connections:
        connection.close()


async def take_throughput(target: Target, pace: Pace, *, connections: int, seconds: float) -> None:
    """Keep so many connections busy so long; whoever is being answered at the end is waited for, and counted."""
    opened = [await Connection.open(target.port) for _ in range(connections)]
    turn, started = count(), perf_counter()

    async def keep_asking(connection: Connection) -> None:
        while perf_counter() - started < seconds:
            status, body = await connection.ask(target.requests[next(turn) % len(target.requests)])
            if status == 200 and body.startswith(GOOD):
                pace.answered += 1
            else:
                pace.failed, pace.failure = pace.failed + 1, f"{status} {body[:160]!r}"

    await asyncio.gather(*(keep_asking(connection) for connection in opened))
    pace.seconds += perf_counter() - started
    for connection in opened:
        connection.close()


async def take_waits(busy: Target, target: Target, pace: Pace, *, samples: int) -> None:
    """Ask one request at a time while another connection asks for what keeps the server busy, without end."""
    loud, quiet = await Connection.open(busy.port), await Connection.open(target.port)

    async def keep_busy() -> None:
        while True:
            _require(*await loud.ask(busy.requests[0]))

    keeping = asyncio.create_task(keep_busy())
    for number in range(samples):
        await asyncio.sleep(PAUSE)
        started = perf_counter()
        _require(*await quiet.ask(target.requests[number % len(target.requests)]))
        pace.latencies.append(perf_counter() - started)
    if keeping.done():
        keeping.result()
    keeping.cancel()
    for connection in (loud, quiet):
        connection.close()


def _require(status: int, body: bytes) -> None:
    if status != 200 or not body.startswith(GOOD):
        raise RuntimeError(f"{status}: {body[:500]!r}")


def _targets(told: Sequence[dict[str, Any]]) -> list[Target]:
    return [Target(one["port"], [text.encode() for text in one["requests"]]) for one in told]


async def _measure(order: dict[str, Any]) -> list[Pace]:
    targets = _targets(order["targets"])
    paces = [Pace() for _ in targets]
    if "beside" in order:
        for busy, target, pace in zip(_targets(order["beside"]), targets, paces, strict=True):
            await take_waits(busy, target, pace, samples=order["samples"])
        return paces
    await take_latencies(targets, paces, samples=order["samples"], seconds=order["longest"])
    for _ in range(order["rounds"]):
        for target, pace in zip(targets, paces, strict=True):
            await take_throughput(target, pace, connections=order["connections"], seconds=order["seconds"])
    return paces


def measured(**order: Any) -> list[Pace]:
    """Carry an order out in a new process; returns one pace a target."""
    command = [sys.executable, "-m", "benchmarks.load"]
    done = subprocess.run(command, input=orjson.dumps(order), stdout=subprocess.PIPE, check=True)
    return [Pace(**pace) for pace in orjson.loads(done.stdout)]


if __name__ == "__main__":
    sys.stdout.buffer.write(orjson.dumps(uvloop.run(_measure(orjson.loads(sys.stdin.buffer.read())))))
