"""The peers of the benchmarks: what is laid beside the limit's answer, and sums that are those of Python."""

import json
import subprocess
from math import fsum
from random import Random

import orjson
import pytest

from benchmarks.data import Size
from benchmarks.peers import postgraphile
from benchmarks.peers.installing import HERE, NODE
from benchmarks.questions import questions

METRICS = {"forecast": 7050, "capacity": 6220.8, "headcount": 2}


def a_tree(leaf: dict[str, object]) -> dict[str, object]:
    state = {"name": "Alabama", "months": [], "children": [leaf]}
    return {"data": {"report": {"tree": {"categories": [{"name": "Amisys Onshore", "children": [state]}]}}}}


def a_line(gap: float) -> dict[str, object]:
    demand = {"platform": "Amisys", "locality": "DOMESTIC", "state": "AL", "caseType": "Appeals"}
    month = {"plannedFte": 2, "plannedCapacity": 4964, "summary": METRICS | {"gap": gap}}
    lines = {"nodes": [{"demand": demand, "months": {"nodes": [month]}}]}
    return {"data": {"report": {"lines": lines}}}


def test_leaves_are_equal_but_for_the_last_digits_of_a_gap() -> None:
    sent = METRICS | {"gap": -829.1999999999998, "plannedFte": 2, "plannedCapacity": 4964}
    limit = a_tree({"name": "Appeals", "months": [{"metrics": sent}]})
    assert postgraphile.plain(a_line(-829.2)) == postgraphile.comparable(limit)
    assert postgraphile.plain(a_line(-829.3)) != postgraphile.comparable(limit)


def test_lists_lose_their_connections() -> None:
    nested = {"data": {"resources": {"nodes": [{"cn": "CN1", "assignments": {"nodes": [{"week": 1}]}}]}}}
    limit = {"data": {"resources": {"nodes": [{"cn": "CN1", "assignments": [{"week": 1}]}]}}}
    assert postgraphile.plain(nested) == postgraphile.comparable(limit)


def test_each_question_is_asked_in_the_words_of_postgraphile() -> None:
    tree, people, one = (orjson.loads(postgraphile.asked(question.asks[0])) for question in questions(Size(100, 8, 12)))
    assert (tree["variables"]["year"], tree["variables"]["month"]) == (2025, 12)
    assert people["variables"] == {"first": 500}
    assert one["variables"]["last"] - one["variables"]["first"] == 3


def test_mercurius_adds_up_as_python_does() -> None:
    if NODE is None:
        pytest.skip("Node is not installed")
    draw = Random(1)
    sums = [[draw.uniform(-1, 1) * 10.0 ** draw.randint(-12, 12) for _ in range(50)] for _ in range(200)]
    sums += [[], [0.1] * 10, [1e16, 1.0, 1e-16], [1e100, 1.0, -1e100]]
    script = (
        f"import {{ exactSum }} from {json.dumps((HERE / 'exact.mjs').as_uri())};"
        "const text = await new Response(process.stdin).text();"
        "console.log(JSON.stringify(JSON.parse(text).map(exactSum)))"
    )
    command = [NODE, "--input-type=module", "--eval", script]
    said = subprocess.run(command, input=json.dumps(sums), check=True, capture_output=True, text=True, timeout=60)
    assert json.loads(said.stdout) == [fsum(values) for values in sums]
