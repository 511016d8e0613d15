"""Ids of the tree's nodes: others for another report, drill order or filter, the same for the same question."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Client
from tests.graphql.trees import GROUPS, below
from tests.support import loopback
from tests.support.api import Api
from tests.support.clocks import PATIENCE
from tests.support.live import LiveServer

OPTIONS = """query Options($report: String!) { report(value: $report) {
    filterOptions { mainLobs states caseTypes } } }"""
TREE = """query Tree($report: String!, $by: [RollupLevel!]!, $filter: DemandFilter) { report(value: $report) {
    tree(by: $by, filter: $filter) { total { ...Ids children { ...Ids children { ...Ids } } } } } }
    fragment Ids on RollupNode { id slug metrics { forecast capacity } }"""
REPORTS = ("2025-03", "2025-04")
Question = dict[str, Any]


async def asked(client: Api, question: Question) -> dict[str, tuple[str, Any]]:
    """Slug and figures of every node by its id."""
    total = (await client.ask(TREE, **question))["report"]["tree"]["total"]
    return {node["id"]: (node["slug"], node["metrics"]) for node in [total, *below(total)]}


async def drawn(client: Api, draw: random.Random) -> Question:
    """A report, two levels and a filter."""
    report = draw.choice(REPORTS)
    options = (await client.ask(OPTIONS, report=report))["report"]["filterOptions"]
    names = {"mainLob": options["mainLobs"], "state": options["states"], "caseType": options["caseTypes"]}
    chosen: dict[str, Any] = {name: draw.sample(values, 5) for name, values in names.items() if draw.random() < 0.6}
    if draw.random() < 0.4:
        chosen["locality"] = draw.choice(["DOMESTIC", "GLOBAL"])
    return {"report": report, "by": draw.sample(list(GROUPS), 2), "filter": chosen or None}


def otherwise_said(question: Question, draw: random.Random) -> Question:
    """The same question in other words: texts in another order, spelling and number, what is open as null or not."""
    chosen = question["filter"] or {}
    said = {name: [spelled(one, draw) for one in [*values, values[0]]] for name, values in chosen.items()
            if isinstance(values, list)}  # fmt: skip
    for values in said.values():
        draw.shuffle(values)
    opened = {name: None for name in ("platform", "mainLob", "state", "caseType", "locality") if draw.random() < 0.5}
    return {**question, "filter": {**opened, **chosen, **said}}


def spelled(text: str, draw: random.Random) -> str:
    """A text in other letters and with other spaces."""
    letters = "".join(draw.choice([letter.upper(), letter.lower()]) for letter in text)
    return " " * draw.randint(0, 2) + letters.replace(" ", " " * draw.randint(1, 3)) + " " * draw.randint(0, 2)


def others(question: Question) -> Iterator[Question]:
    """Questions that differ in one thing."""
    yield {**question, "report": next(one for one in REPORTS if one != question["report"])}
    yield {**question, "by": question["by"][::-1]}
    yield {**question, "by": question["by"][:1]}
    chosen = question["filter"] or {}
    yield {**question, "filter": {**chosen, "platform": ["Amisys"]}}
    for name, values in chosen.items():
        yield {**question, "filter": {**chosen, name: None}}
        if isinstance(values, list):
            yield {**question, "filter": {**chosen, name: values[1:]}}


@pytest.mark.parametrize("seed", range(4))
async def test_the_same_question_in_other_words_has_the_same_ids(sample_client: Client, seed: int) -> None:
    draw, client = random.Random(seed), sample_client("VIEWER")
    question = await drawn(client, draw)
    nodes = await asked(client, question)
    for _ in range(3):
        assert await asked(client, otherwise_said(question, draw)) == nodes


@pytest.mark.parametrize("seed", range(4))
async def test_another_question_has_other_ids(sample_client: Client, seed: int) -> None:
    client = sample_client("VIEWER")
    question = await drawn(client, random.Random(seed))
    seen = set(await asked(client, question))
    for other in others(question):
        nodes = set(await asked(client, other))
        assert nodes
        assert not nodes & seen
        seen |= nodes


@pytest.mark.quick
async def test_another_process_gives_the_same_ids(sample_client: Client, live_server: LiveServer) -> None:
    question = {"report": "2025-04", "by": ["STATE", "CATEGORY"], "filter": {"state": ["FL", "N/A"]}}
    nodes = await asked(sample_client("VIEWER"), question)
    async with loopback.AsyncClient(base_url=live_server.url, timeout=PATIENCE) as http:
        assert await asked(Api(http, live_server.token("VIEWER")), question) == nodes


async def test_open_filters_are_no_filters(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    question: Question = {"report": "2025-04", "by": ["CATEGORY"], "filter": None}
    nodes = await asked(client, question)
    for chosen in ({}, {"platform": None, "locality": None}, {"platform": []}, {"state": [" "]}):
        assert await asked(client, {**question, "filter": chosen}) == nodes
    nothing = await asked(client, {**question, "filter": {"platform": ["Nowhere"]}})
    assert not set(nothing) & set(nodes)
    assert list(nothing.values()) == [("total", {"forecast": 0, "capacity": 0})]
