"""python -m benchmarks: build the data, start a server beside the limit, check that they agree, measure, print."""

import argparse
import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
from sqlalchemy import text

from benchmarks.data import LARGEST_WEEKS, Size, build
from benchmarks.load import Pace, measured
from benchmarks.questions import NEXT_WEEKS, Ask, SnapshotSession, posted, questions
from benchmarks.report import Measured, show, surroundings
from benchmarks.servers import BARE, Server, configured, own_postgres, serving, token
from benchmarks.ways import OURS, PEERS, Way, ways
from db.admin.migrate import owner_connection
from db.postgres.connection import SERVICE_ROLE

CONNECTIONS = 32
LATENCY_SECONDS = 60
WAITS = 200


def main() -> None:
    """Run as the command line says."""
    options = _options()
    size = Size(options.people, options.weeks, options.demands, options.seed)
    if options.quick:
        size = Size(200, 8, 240, options.seed)
    with own_postgres() as (postgres, folder):
        _run(postgres.url(user="postgres"), postgres.url(user=SERVICE_ROLE), folder, size, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--people", type=int, default=5000, help="how many resources")
    parser.add_argument(
        "--weeks", type=int, default=26, help=f"weeks each is assigned in, {NEXT_WEEKS} to {LARGEST_WEEKS}"
    )
    parser.add_argument("--demands", type=int, default=2400, help="how many demands, so leaves of the tree")
    parser.add_argument("--seed", type=int, default=1, help="what the data is drawn from")
    parser.add_argument("--seconds", type=float, default=4, help="length of a throughput round; there are two a side")
    parser.add_argument("--only", choices=[*OURS, *PEERS], help="one way of answering, or one peer; all unless given")
    parser.add_argument("--without-peers", action="store_true", help="the server alone")
    parser.add_argument("--quick", action="store_true", help="a tiny run that shows only that everything works")
    options = parser.parse_args()
    if not NEXT_WEEKS <= options.weeks <= LARGEST_WEEKS or options.people < 10 or options.demands < 6:
        parser.error(f"accepted: 10 people or more, {NEXT_WEEKS} to {LARGEST_WEEKS} weeks, 6 demands or more")
    return options


def _run(owner_url: str, service_url: str, folder: Path, size: Size, options: argparse.Namespace) -> None:
    started = time.monotonic()
    asyncio.run(build(owner_url, service_url, size))
    print(
        f"{size.people:,} people × {size.weeks} weeks = {size.people * size.weeks:,} assignments, "
        f"{size.demands:,} demands × 6 months, seed {size.seed}; built in {time.monotonic() - started:.1f} s"
    )
    for line in surroundings(asyncio.run(_postgres_version(owner_url))):
        print(line)
    for way in ways(_names(options), service_url, folder):
        _run_one(way, service_url, folder, size, options)


def _names(options: argparse.Namespace) -> list[str]:
    if options.only is not None:
        return [options.only]
    return [*OURS] if options.without_peers else [*OURS, *PEERS]


def _run_one(way: Way, service_url: str, folder: Path, size: Size, options: argparse.Namespace) -> None:
    limit = configured(service_url, folder)
    with serving(way.command, way.environment, folder) as real, serving(BARE, limit, folder) as bare:
        bearer, before = token(), [real.memory(), bare.memory()]
        found = [_measured(question, way, real, bare, bearer, options) for question in questions(size)]
        waits = _waits(questions(size), way, real, bare, bearer, options)
        memory = [
            (name, (at_start, server.memory(), server.peak))
            for name, server, at_start in zip(("server", "limit"), (real, bare), before, strict=True)
        ]
    show(way.title, found, memory, waits, connections=CONNECTIONS)


def _measured(
    question: SnapshotSession, way: Way, real: Server, bare: Server, bearer: str, options: argparse.Namespace
) -> Measured:
    answer_bytes = max(_agreed(ask, way, real, bare, bearer) for ask in question.asks)
    print(f"{question.name}: both give the same answer; measuring", flush=True)
    pace, limit = measured(
        targets=_targets(question, way, real, bare, bearer),
        samples=5 if options.quick else question.samples,
        longest=LATENCY_SECONDS,
        connections=CONNECTIONS,
        rounds=1 if options.quick else 2,
        seconds=1 if options.quick else options.seconds,
    )
    return Measured(question, pace, limit, answer_bytes)


def _targets(question: SnapshotSession, way: Way, real: Server, bare: Server, bearer: str) -> list[dict[str, object]]:
    posts = [posted(way.asked(ask), bearer) for ask in question.asks]
    gets = [f"GET {ask.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" for ask in question.asks]
    return [{"port": real.port, "requests": posts}, {"port": bare.port, "requests": gets}]


def _waits(
    asked: Sequence[SnapshotSession], way: Way, real: Server, bare: Server, bearer: str, options: argparse.Namespace
) -> tuple[Pace, Pace]:
    """How long the last question, a small one, takes either side while it answers the first one, a large one."""
    large, small = (_targets(question, way, real, bare, bearer) for question in (asked[0], asked[-1]))
    pace, limit = measured(targets=small, beside=large, samples=5 if options.quick else WAITS)
    return pace, limit


def _agreed(ask: Ask, way: Way, real: Server, bare: Server, bearer: str) -> int:
    """The size of the answer that both give; raises where they differ."""
    headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
    ours = httpx.post(f"http://127.0.0.1:{real.port}/graphql", content=way.asked(ask), headers=headers, timeout=120)
    limit = httpx.get(f"http://127.0.0.1:{bare.port}{ask.path}", timeout=120)
    if "errors" in ours.json() or way.plain(ours.json()) != way.comparable(limit.json()):
        raise SystemExit(f"the answers differ:\n{ours.text[:2000]}\n{limit.text[:2000]}")
    return len(ours.content)


async def _postgres_version(owner_url: str) -> str:
    async with owner_connection(owner_url) as owner:
        return str((await owner.execute(text("SHOW server_version"))).scalar())


if __name__ == "__main__":
    main()
