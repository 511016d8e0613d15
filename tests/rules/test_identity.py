"""An id is an identity: whatever was asked, objects of one id are of one type and have the same fields.

Caches of clients rely on it. The answers here are those of the server to random questions that differ in every argument
there is, and the cache that takes them in is as simple as one can be.
"""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import FieldNode, get_named_type, parse, print_ast
from graphql.language import InlineFragmentNode, SelectionSetNode

from tests.conftest import Client
from tests.support.api import Api
from tests.support.client_questions import FACTS, ROOTS, SCHEMA, Facts, Questions, has_id

TYPES = {name: type_ for name, type_ in SCHEMA.type_map.items() if has_id(type_)}
NODES = {type_.name for type_ in SCHEMA.get_possible_types(SCHEMA.type_map["Node"])}  # type: ignore[arg-type]
# Their ids are UUIDs, made anew for each object, and none is answered to two questions with other fields.
UUIDS = {name for name, type_ in TYPES.items() if get_named_type(type_.fields["id"].type).name == "UUID"}
# What they are computed from is in their ids.
COMPUTED = {"RollupNode", "TargetCphRow"}
# The answer of a mutation that names an entry by its id, as the contract has it.
ANSWERS = {"MobileDailyProductionPayload"}
# An entry of the audit log is listed, and nobody asks for it alone.
LISTED = {"AuditEntry"}
NOT_IN_SAMPLE = {
    "SafetyStock", "ProductionPlan", "Recommendation", "HistoryLogEntry",
    "WorkOrder", "WorkOrderChange", "DailyProduction", "MaterialDebt", "MaterialDebtSettlement",
}  # fmt: skip
EACH = 8  # questions about each root field


class Cache:
    """What is known of every object with an id: the values of its fields without arguments, by id and type."""

    def __init__(self) -> None:
        self.type_of: dict[str, str] = {}
        self.fields: dict[tuple[str, str], Any] = {}

    def take(self, data: Any, selections: SelectionSetNode) -> Any:
        """Take an answer in; raises AssertionError where an object has other fields than before."""
        if isinstance(data, list):
            return [self.take(one, selections) for one in data]
        if data is None:
            return None
        taken = dict(self._values(data, selections))
        if "id" not in data:
            return taken
        id_, type_name = data["id"], data["__typename"]
        assert self.type_of.setdefault(id_, type_name) == type_name, f"{id_} is two things"
        for name, value in taken.items():
            known = self.fields.setdefault((id_, name), value)
            assert known == value, f"{name} of {type_name} {id_} is {known!r:.80} once and {value!r:.80} then"
        return id_

    def _values(self, data: dict[str, Any], selections: SelectionSetNode) -> Iterator[tuple[str, Any]]:
        for one in selections.selections:
            if isinstance(one, InlineFragmentNode):
                assert one.type_condition is not None
                if one.type_condition.name.value == data["__typename"]:
                    yield from self._values(data, one.selection_set)
            elif isinstance(one, FieldNode):
                value, below = data[one.name.value], one.selection_set
                arguments = sorted(map(print_ast, one.arguments or ()))
                yield f"{one.name.value} {arguments}", self.take(value, below) if below else value


def taken_in(cache: Cache, question: str, data: Any) -> None:
    cache.take(data, parse(question, no_location=True).definitions[0].selection_set)  # type: ignore[attr-defined]


async def answers(client: Api, draw: random.Random) -> list[tuple[str, Any]]:
    """Random questions about every root field with their answers; those that are too costly are left out."""
    questions = Questions(Facts.of(await client.ask(FACTS)), draw)
    found = []
    for text in [questions.about(root) for root in ROOTS for _ in range(EACH)]:
        answer = (await client.post(text)).json()
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        assert codes <= {"QUERY_TOO_COMPLEX"}, (text, answer["errors"])
        found += [] if codes else [(text, answer["data"])]
    return found


@pytest.mark.parametrize("seed", [1])
async def test_objects_of_one_id_are_one_object_whatever_was_asked(sample_client: Client, seed: int) -> None:
    asked = await answers(sample_client("ADMIN"), random.Random(seed))
    cache = Cache()
    for question, data in asked:
        taken_in(cache, question, data)
    assert len(asked) > len(ROOTS) * EACH * 0.8
    assert set(cache.type_of.values()) >= set(TYPES) - UUIDS - ANSWERS - LISTED - NOT_IN_SAMPLE


def test_whatever_has_an_id_is_a_node_or_is_known_to_be_computed() -> None:
    assert set(TYPES) - NODES - UUIDS - ANSWERS - LISTED == COMPUTED, (
        "make its id of all that it is computed from: schema/shared/node.py"
    )


def test_a_cache_of_the_old_ids_would_be_found_out() -> None:
    cache, question = Cache(), "query Q { report { __typename id slug } }"
    taken_in(cache, question, {"report": {"__typename": "RollupNode", "id": "fl", "slug": "fl"}})
    with pytest.raises(AssertionError, match="fl is"):
        taken_in(cache, question, {"report": {"__typename": "RollupNode", "id": "fl", "slug": "other"}})
