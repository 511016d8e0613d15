"""Many callers at once for one person and week, on a machine that is busy: exactly one is told of success each time."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.graphql.planning.conftest import CLAIMS, Planner

CALLERS, ROUNDS = 64, 5
ASK = """mutation Assign($input: AssignmentInput!) { createAssignment(input: $input) {
    assignment { id resource { cn } tier { name } } problems { __typename } } }"""


@pytest.fixture
def busy() -> Iterator[None]:
    """Two processes that compute meanwhile."""
    computing = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
    yield
    for one in computing:
        one.kill()
        one.wait()


@pytest.mark.races
@pytest.mark.usefixtures("busy")
async def test_each_time_one_is_told_of_success_and_nobody_is_turned_away(world: Planner) -> None:
    for _ in range(ROUNDS):
        given = {"input": world.week("CN1", CLAIMS, 25)}
        answers = await asyncio.gather(*(world.post(ASK, given) for _ in range(CALLERS)))
        assert {answer.status_code for answer in answers} == {200}
        told = [answer.json() for answer in answers]
        assert not [one for one in told if "errors" in one]
        won = [one["data"]["createAssignment"]["assignment"] for one in told]
        (winner,) = [one for one in won if one is not None]
        assert winner["resource"]["cn"] == "CN1"
        await world.done("deallocateAssignment", "__typename", id=winner["id"])
