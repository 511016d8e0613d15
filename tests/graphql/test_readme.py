"""The README's questions get, in their order on the sample data, the answers printed below them."""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from server.commands.postgres import Addresses
from tests.conftest import clients
from tests.support.api import Api

README = Path(__file__).parents[2] / "README.md"
SECTIONS = ("A planner's week", "Changing a forecast safely")
BLOCK = re.compile(r"```graphql\n(?P<asked>.*?)```\n.*?```json\n(?P<answer>.*?)```", re.DOTALL)
ANY_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Step(NamedTuple):
    """A question of the README and what stands below it."""

    asked: str
    answer: str


def steps(section: str) -> list[Step]:
    text = README.read_text("utf-8").split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    return [Step(found["asked"], found["answer"]) for found in BLOCK.finditer(text)]


async def answered(planner: Api, section: str) -> list[Any]:
    """The answers to a section's questions; the last id an answer gave takes the place of $id."""
    answers, last = [], None
    for step in steps(section):
        response = await planner.post(step.asked, {"id": last} if "$id" in step.asked else {})
        data = response.json()["data"]
        if found := ANY_ID.search(json.dumps(data)):
            last = found[0]
        answers.append(data)
    return answers


@pytest.mark.parametrize("section", SECTIONS)
async def test_the_readme_says_what_the_server_says(changeable_sample: Addresses, section: str) -> None:
    async for client in clients(changeable_sample, compares=True):
        answers = await answered(client("PLANNER"), section)
    printed = [json.loads(step.answer) for step in steps(section)]
    assert len(printed) >= 5
    assert [without_ids(answer) for answer in answers] == [without_ids(answer) for answer in printed]


def without_ids(answer: Any) -> Any:
    return json.loads(ANY_ID.sub("…", json.dumps(answer)))
