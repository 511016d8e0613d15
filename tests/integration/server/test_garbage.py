"""Questions leave nothing to the garbage collector: what they took is free again with their answer."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from server.graphql.answer_cache import AnswerCache
from tests.conftest import Client
from tests.rules.test_examples import OperationType, beside, is_changing, named, of_kind

OURS = ("columnar.", "db.", "resolvers.", "schema.", "server.", "services.")
QUESTIONS = [path for path in of_kind(OperationType.QUERY) if not is_changing(path)]


@contextmanager
def found_by_the_collector() -> Iterator[list[object]]:
    """What is left to the garbage collector of what happens inside."""
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    left: list[object] = []
    try:
        yield left
        gc.collect()
        left += gc.garbage
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


@pytest.mark.parametrize("path", QUESTIONS, ids=named)
async def test_a_question_leaves_nothing_behind(sample_client: Client, path: Path) -> None:
    client = sample_client("VIEWER")
    client.app.state.answer_cache = AnswerCache(0)  # type: ignore[attr-defined]
    text, variables = path.read_text("utf-8"), beside(path, "variables")
    for _ in range(2):  # by then all is ready that is made ready once
        await client.ask(text, **variables)
    with found_by_the_collector() as left:
        for _ in range(3):
            await client.ask(text, **variables)
    assert [one for one in left if type(one).__module__.startswith(OURS)] == []
