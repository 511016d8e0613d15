"""Constraints written into a document: variables in them stand for JSON, whatever they are of, given or not."""

import itertools
import json
from typing import Any

import pytest

from tests.graphql.plans.conftest import Maker
from tests.support.clocks import today

HELD = {
    "JSON": {"a": [1, None, 2.5, {"b": True}]}, "String": "night", "Int": 7, "Float": 0.5, "Boolean": False, "ID": "x",
    "[String!]": ["a", "b"],
}  # fmt: skip
REFUSED = {
    "Date": "2025-06-01", "DateTime": "2025-06-01T00:00:00Z", "Decimal": "12.5",
    "UUID": "123e4567-e89b-12d3-a456-426614174000", "TimeBucket": "DAY", "[Date!]": ["2025-06-01"],
}  # fmt: skip
PLACES = {
    "{a: $v}": lambda v: {"a": v},
    "{a: [1, $v]}": lambda v: {"a": [1, v]},
    "{a: {b: $v}}": lambda v: {"a": {"b": v}},
}


async def planned(maker: Maker, constraints: str, type_: str, variables: dict[str, Any]) -> dict[str, Any]:
    """The answer to a plan with constraints in the document."""
    day = today()
    document = f"""mutation M($v: {type_}) {{ createProductionPlan(input: {{ name: "P", sku: "BEAR", quantity: 1,
        plannedStart: "{day}", plannedEnd: "{day}", constraints: {constraints} }}) {{ plan {{ constraints }}
        problems {{ code message path }} }} }}"""
    return dict((await maker.post(document, variables)).json())


@pytest.mark.parametrize("place", PLACES)
async def test_a_variable_stands_for_the_json_that_was_sent(maker: Maker, place: str) -> None:
    for type_, value in HELD.items():
        answer = await planned(maker, place, type_, {"v": value})
        assert answer["data"]["createProductionPlan"]["plan"]["constraints"] == PLACES[place](value), answer


@pytest.mark.parametrize(("place", "kept"), [("{a: $v, c: 1}", {"c": 1}), ("{a: [1, $v]}", {"a": [1, None]}),
                                             ("{a: {b: $v}}", {"a": {}})])  # fmt: skip
async def test_a_variable_that_is_not_given_is_left_out_or_null(maker: Maker, place: str, kept: Any) -> None:
    for type_ in (*HELD, *REFUSED):
        answer = await planned(maker, place, type_, {})
        assert answer["data"]["createProductionPlan"]["plan"]["constraints"] == kept, answer


@pytest.mark.parametrize(("place", "type_"), list(itertools.product(PLACES, REFUSED)))
async def test_what_a_variable_was_read_as_is_no_json(maker: Maker, place: str, type_: str) -> None:
    answer = await planned(maker, place, type_, {"v": REFUSED[type_]})
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST", json.dumps(answer)
    assert "$v" in error["message"] and "accepted: " in error["message"]
