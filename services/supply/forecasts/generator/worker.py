"""Many series forecast by child processes side by side; a series that cannot be forecast loses no other."""

import asyncio
import pickle
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from confined import ChildFailed, DidNotStart, Limits, Program, TookTooLong, running
from services.supply.forecasts.generator.library import LIBRARY, is_installed
from services.supply.forecasts.generator.series import Failed, Outcome, Series

MEMORY = 2 * 1024**3  # bytes of address space; with its libraries loaded a child has 0.6 GB
OUTPUT = 1024**3
CHILDREN = 2
WORTH_A_CHILD = 16  # series; loading the libraries takes as long as forecasting some twenty
SERIES_SECONDS = 60.0
"""How long one series may take, in seconds, the child's start included for the first."""

# Pickles are safe here, in both directions. The child is our own code, and what it is told are our own series, numbers
# and names out of typed rows: nothing in them was ever a pickle.
Progress = Callable[[int, int], None]
Numbered = tuple[int, Series]
Answered = Callable[[int, Outcome], None]


async def generate_apart(
    series: Sequence[Series],
    *,
    progress: Progress = lambda *_: None,
    children: int = CHILDREN,
    series_seconds: float = SERIES_SECONDS,
    memory: int = MEMORY,
) -> list[Outcome]:
    """What `generate` answers for each series, in their order, computed by at most so many child processes at once.

    `progress(done, all)` is told after each series. A series whose child dies, runs out of memory or takes longer than
    `series_seconds` is Failed, and the rest go on in a new child. The children are killed when the caller is cancelled.
    """
    outcomes: dict[int, Outcome] = {}

    def answered(number: int, outcome: Outcome) -> None:
        outcomes[number] = outcome
        progress(len(outcomes), len(series))

    limits = Limits(memory=memory, output=OUTPUT, file_size=0)
    async with asyncio.TaskGroup() as group:
        for share in shares(series, children):
            group.create_task(_generate(share, answered, limits, series_seconds))
    return [outcomes[number] for number in range(len(series))]


def shares(series: Sequence[Series], children: int) -> list[list[Numbered]]:
    """The series, numbered, dealt out so that each child has about as much to do; few series go to one child."""
    count = max(1, min(children, -(-len(series) // WORTH_A_CHILD)))
    longest_first = sorted(enumerate(series), key=lambda numbered: -len(numbered[1].values))
    return [share for number in range(count) if (share := longest_first[number::count])]


async def _generate(share: list[Numbered], answered: Answered, limits: Limits, seconds: float) -> None:
    """Have a share forecast: by a child, and what lies behind a series that it fails at by another."""
    left = deque(share)
    while left:
        try:
            await _by_child(left, answered, limits, seconds)
        except DidNotStart as failure:  # nor would the next one
            while left:
                answered(left.popleft()[0], Failed(str(failure)))
        except ChildFailed as failure:
            answered(left.popleft()[0], Failed(str(failure)))


async def _by_child(left: deque[Numbered], answered: Answered, limits: Limits, seconds: float) -> None:
    """Forecast series by one child, in turn, and take away each that is answered; raises ChildFailed."""
    libraries = ("numpy", LIBRARY) if is_installed() else ("numpy",)
    program = Program(__name__, codec=pickle, libraries=libraries, shows_errors=True)
    content = await asyncio.to_thread(pickle.dumps, [series for _, series in left])
    now = asyncio.get_running_loop().time
    try:
        async with asyncio.timeout(seconds) as clock, running(program, content, limits=limits) as messages:
            async for outcome in messages:
                answered(left.popleft()[0], outcome)
                clock.reschedule(now() + seconds)
    except TimeoutError as error:
        raise TookTooLong(f"it takes more than {seconds:g} seconds") from error


def main(content: bytes, send: Callable[[Any], None]) -> None:
    """What the child runs: forecast one series after another, and tell each outcome."""
    # NumPy, and what it may bring, is needed by the child alone.
    from services.supply.forecasts.generator.generate import generate

    for series in pickle.loads(content):  # noqa: S301 – our own series, see above
        try:
            outcome = generate(series)
        except Exception as error:  # whatever is wrong with one series, the others are not to suffer
            outcome = Failed(f"{type(error).__name__}: {error}")
        send(outcome)
