"""What is printed: the machine, the versions, and a table of ratios against the limit."""

import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.load import Pace
from benchmarks.questions import SnapshotSession

LIBRARIES = (
    "strawberry-graphql", "graphql-core", "starlette", "uvicorn", "uvloop", "httptools",
    "sqlalchemy", "asyncpg", "aiodataloader", "orjson",
)  # fmt: skip
MEBI = 2**20


@dataclass(frozen=True)
class Measured:
    """A question with what the server and the limit did, and the size of the answer."""

    question: SnapshotSession
    real: Pace
    bare: Pace
    answer_bytes: int


def surroundings(postgres: str) -> list[str]:
    """The machine and the versions, a line each."""
    gigabytes = psutil.virtual_memory().total / 2**30
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return [
        f"{_processor()}, {psutil.cpu_count()} cores, {gigabytes:.0f} GB, {platform.system()} {platform.machine()}",
        f"Python {platform.python_version()}, PostgreSQL {postgres}",
        libraries,
    ]


def show(
    title: str,
    found: Sequence[Measured],
    memory: Sequence[tuple[str, Sequence[int]]],
    waits: tuple[Pace, Pace],
    *,
    connections: int,
) -> None:
    """Print the ratios of one way of answering, the memory, and how long a small question waits beside a large one."""
    console = Console(width=132, highlight=False)
    for table in (_ratios(title, found, connections), _memory(memory)):
        console.print()
        console.print(table)
    names = found[0].question.name, found[-1].question.name
    medians, tails = (_pair((figure(waits[0]), figure(waits[1]))) for figure in (_median, _p95))
    console.print(
        f"While {names[0]} is answered without end, another client's {names[1]} takes (server / limit) "
        f"{medians} ms in the median, {tails} at p95"
    )
    for one in found:
        for side, pace in (("server", one.real), ("limit", one.bare)):
            if pace.failed:
                console.print(
                    f"{one.question.name}: {side} failed {pace.failed} times, e.g. {pace.failure}", markup=False
                )


def _ratios(title: str, found: Sequence[Measured], connections: int) -> Table:
    table = Table(
        title=f"{title.capitalize()}, against the limit; throughput at {connections} connections", title_justify="left"
    )
    table.add_column("question", max_width=30)
    for name in (
        "answer\nkB", "median ms\nserver / limit", "p95 ms\nserver / limit", "latency\n× limit", "p95\n× limit",
        "answers/s\nserver / limit", "throughput\n× limit", "failed\nserver / limit",
    ):  # fmt: skip
        table.add_column(name, justify="right")
    for one in found:
        real, bare = one.real, one.bare
        medians, tails = _both(_median, one), _both(_p95, one)
        rates = _both(_rate, one)
        table.add_row(
            f"{one.question.name} {one.question.title}",
            f"{one.answer_bytes / 1000:,.1f}",
            _pair(medians),
            _pair(tails),
            f"{medians[0] / medians[1]:.2f}",
            f"{tails[0] / tails[1]:.2f}",
            _pair(rates),
            f"{rates[0] / rates[1]:.2f}" if rates[1] else "–",
            f"{real.failed} / {bare.failed}",
        )
        table.add_section()
    return table


def _memory(memory: Sequence[tuple[str, Sequence[int]]]) -> Table:
    table = Table(title="Resident memory of the process, MB", title_justify="left")
    for name in ("", "at the start", "after the run", "highest seen"):
        table.add_column(name, justify="right" if name else "left")
    for name, figures in memory:
        table.add_row(name, *(f"{figure / MEBI:,.0f}" for figure in figures))
    return table


def _both(figure: Callable[[Pace], float], one: Measured) -> tuple[float, float]:
    return figure(one.real), figure(one.bare)


def _pair(figures: tuple[float, float]) -> str:
    return " / ".join(f"{figure:,.0f}" if figure >= 100 else f"{figure:,.2f}" for figure in figures)


def _median(pace: Pace) -> float:
    return median(pace.latencies) * 1000


def _p95(pace: Pace) -> float:
    return quantiles(pace.latencies, n=20)[-1] * 1000


def _rate(pace: Pace) -> float:
    return pace.answered / pace.seconds


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"
