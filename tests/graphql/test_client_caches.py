"""What dashboards keep is what they would be answered: the caches of Apollo, urql and Relay, after many questions.

Each asks the same questions of a server, other reports, filters, drill orders and pages one after another. Then each
question is answered by the cache alone, and that is laid beside what the server answers.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from tests.support import loopback
from tests.support.client_questions import FACTS, ROOTS, SDL, Facts, Questions
from tests.support.clocks import PATIENCE
from tests.support.cluster import Cluster
from tests.support.javascript import held, installed
from tests.support.live import LiveServer

CACHES = ("apollo3", "apollo4", "relay", "urql")
ABOUT = ("report",) * 24 + ("reports", "assignments", "resource", "resources") * 2 + tuple(ROOTS)
LONGEST = 400_000  # bytes of an answer: larger ones show no more, and take long


class Asked(NamedTuple):
    """Questions with what the server answers, and what they were drawn with."""

    seed: int
    answers: dict[str, Any]


@pytest.fixture(scope="module")
def asked(live_server: LiveServer, request: pytest.FixtureRequest) -> Asked:
    seed = request.config.getoption("--seed")
    seed = random.randrange(10**9) if seed is None else seed
    print(f"drawn with --seed {seed}")
    headers = {"Authorization": f"Bearer {live_server.token('ADMIN')}"}
    with loopback.Client(base_url=live_server.url, headers=headers, timeout=PATIENCE) as http:
        return Asked(seed, dict(answered(http, random.Random(seed))))


def answered(http: httpx.Client, draw: random.Random) -> Iterator[tuple[str, Any]]:
    """Random questions in random order with their answers; those that are too costly or too long are left out."""
    facts = http.post("/graphql", json={"query": FACTS}).json()["data"]
    questions = Questions(Facts.of(facts), draw)
    for root in draw.sample(ABOUT, len(ABOUT)):
        question = questions.about(root)
        answer = http.post("/graphql", json={"query": question})
        codes = {error["extensions"]["code"] for error in answer.json().get("errors", ())}
        assert codes <= {"QUERY_TOO_COMPLEX"}, (question, answer.text)
        if not codes and len(answer.content) <= LONGEST:
            yield question, answer.json()["data"]


@pytest.fixture(scope="module")
def client(cluster: Cluster) -> Path:
    return installed(cluster.home / "javascript")


@pytest.mark.parametrize("cache", CACHES)
def test_a_cache_holds_what_the_server_answers(client: Path, live_server: LiveServer, asked: Asked, cache: str) -> None:
    questions = list(asked.answers)
    assert len(questions) > len(ABOUT) / 2
    found = held(client, cache, live_server.url, live_server.token("ADMIN"), schema=SDL, questions=questions)
    for question, one in zip(questions, found, strict=True):
        told = f"--seed {asked.seed}, {cache}: {question}"
        assert one["complete"], f"something is missing of {told}"
        assert one["data"] == asked.answers[question], told
