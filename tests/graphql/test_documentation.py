"""Questions of the README and of its walks get, in their order on the data of the demo, the answers printed there."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from server.commands.demo_floor import DEPARTMENTS
from server.commands.postgres import Addresses
from tests.conftest import Client, clients
from tests.support import clocks
from tests.support.api import Api, token

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = ("a-planners-week", "changing-a-forecast-safely", "gap-and-people-required", "a-supply-planners-month",
         "a-day-on-the-floor")  # fmt: skip
QUESTION = re.compile(r"```graphql(?: as (\w+))?\n")  # by whom, where it is not the demo's own token
VARIABLES = re.compile(r"```json variables\n(.*?)```", re.DOTALL)
ANSWER = re.compile(r"```json\n(.*?)```", re.DOTALL)
SENT_BY_CURL = re.compile(r"-d '(\{.*?\})'", re.DOTALL)
PEOPLE = {
    "mara": ("MANAGER", ()),
    "sari": ("PRODUCTION_STAFF", ("Filling",)),
    "tono": ("PRODUCTION_SPV", ()),
    "nia": ("PRODUCTION_MANAGER", ()),
    "wati": ("PPIC_MANAGER", ()),
}
"""The role of whoever asks, and whose work on the shop floor one has."""
# Where a page has a calendar of its own: how many days before today each of its days is.
ITS_DAYS = {"2026-06-09": 0, "2026-06-08": 1, "2026-06-19": -10}
ANY_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Step(NamedTuple):
    """A question of a page, who asks it, the variables that are to go with it, and what stands below."""

    asker: str | None
    asked: str
    variables: str
    answer: str


def steps(page: str) -> list[Step]:
    text = (ROOT / "docs" / f"{page}.md").read_text("utf-8")
    parts = QUESTION.split(text)[1:]
    return [step(*pair) for pair in zip(parts[::2], parts[1::2], strict=True)]


def step(asker: str | None, part: str) -> Step:
    asked, variables, answer = part.split("```", 1)[0], VARIABLES.search(part), ANSWER.search(part)
    assert answer, f"no answer is printed for {asked}"
    return Step(asker, asked, variables[1] if variables else "{}", answer[1])


def as_in_the_demo(client: Client) -> Api:
    """Who the demo's token stands for: names in answers are those that a newcomer sees."""
    return Api(client().http, token("ADMIN", subject="demo", departments=DEPARTMENTS))


async def answered(demo: Api, page: str) -> list[Any]:
    """The answers to a page's questions; an id that the page passes on is the one that was answered in its place."""
    answers: list[Any] = []
    real_ids: dict[str, str] = {}
    for one in steps(page):
        asker = demo if one.asker is None else somebody(demo, one.asker)
        variables = passed_on(dated(one.variables, to_real=True), real_ids)
        answer = json.loads(dated((await asker.post(dated(one.asked, to_real=True), variables)).text, to_real=False))
        real_ids.update(zip(ids(json.loads(one.answer)), ids(answer), strict=False))
        answers.append(answer)
    return answers


def somebody(demo: Api, name: str) -> Api:
    """Whoever a page names."""
    role, departments = PEOPLE[name]
    return Api(demo.http, token(role, subject=name, departments=departments))


def dated(text: str, *, to_real: bool) -> str:
    """A text with the days of today where it has the page's, or the other way about."""
    today = clocks.today()
    for printed, back in ITS_DAYS.items():
        real = str(today - timedelta(days=back))
        text = text.replace(printed, real) if to_real else text.replace(real, printed)
    return text


def passed_on(variables: str, real_ids: dict[str, str]) -> dict[str, Any]:
    """A question's variables; fails for an id that no answer further up has."""
    return dict(json.loads(ANY_ID.sub(lambda printed: real_ids[printed[0]], variables)))


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_says_what_the_demo_says(changeable_floor: Addresses, page: str) -> None:
    async for client in clients(changeable_floor, compares=True):
        answers = await answered(as_in_the_demo(client), page)
    printed = [json.loads(step.answer) for step in steps(page)]
    assert len(printed) >= 5
    assert [without_ids(answer) for answer in answers] == [without_ids(answer) for answer in printed]


async def test_the_first_query_of_the_readme_gets_the_answer_below_it(sample_client: Client) -> None:
    text = README.read_text("utf-8")
    sent, printed = SENT_BY_CURL.search(text), ANSWER.search(text)
    assert sent
    assert printed
    answer = await as_in_the_demo(sample_client).post(json.loads(sent[1])["query"])
    assert answer.json() == json.loads(printed[1])


def ids(answer: Any) -> list[str]:
    return ANY_ID.findall(json.dumps(answer, sort_keys=True))


def without_ids(answer: Any) -> Any:
    return json.loads(ANY_ID.sub("…", json.dumps(answer)))
