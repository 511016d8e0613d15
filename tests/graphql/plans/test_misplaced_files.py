"""Files of a form where other values belong, and in more places than anybody needs: refused in words, at no cost."""

import json
from io import BytesIO
from typing import Any

import httpx
import pytest

from server.graphql.form_parts import FormFile
from server.graphql.idempotency import _hash_of
from server.graphql.multipart import MOST_PLACES
from tests.graphql.plans.conftest import BEARS, Maker

PLAN = """mutation M($input: ProductionPlanInput!) { createProductionPlan(input: $input) {
    plan { id } problems { code message path } } }"""
PLACES: dict[str, dict[str, Any]] = {
    "name": {"name": None}, "sku": {"sku": None}, "location": {"location": None}, "forecastId": {"forecastId": None},
    "quantity": {"quantity": None}, "plannedStart": {"plannedStart": None}, "constraints": {"constraints": None},
    "constraints.x": {"constraints": {"x": None}}, "constraints.x.0": {"constraints": {"x": [None]}},
    "constraints.x.y.z": {"constraints": {"x": {"y": {"z": None, "a": 1}}}}, "schedule": {"schedule": None},
    "schedule.0.start": {"schedule": [{"start": None, "quantity": "1"}]}, "other": {"other": None},
}  # fmt: skip


async def sent(maker: Maker, variables: dict[str, Any], paths: list[str], **headers: str) -> httpx.Response:
    """The answer to a form with one file, in these places of its variables."""
    form = {
        "operations": json.dumps({"query": PLAN, "variables": variables}),
        "map": json.dumps({"0": [f"variables.{path}" for path in paths]}),
    }
    told = {**maker.headers, "GraphQL-Preflight": "1", **headers}
    return await maker.http.post("/graphql", data=form, files={"0": ("a.csv", b"a" * 100)}, headers=told)


@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "once"}], ids=["", "with a key"])
@pytest.mark.parametrize("place", PLACES)
async def test_a_file_where_another_value_belongs_is_refused_in_words(
    maker: Maker, place: str, key: dict[str, str]
) -> None:
    answer = await sent(maker, {"input": BEARS | PLACES[place]}, [f"input.{place}"], **key)
    assert answer.status_code == 200, answer.text
    assert "FormFile" not in answer.text and "serializable" not in answer.text
    said = answer.json()
    if "errors" in said:
        assert {error["extensions"]["code"] for error in said["errors"]} == {"BAD_REQUEST"}, said
    else:
        (problem,) = said["data"]["createProductionPlan"]["problems"]
        assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["input", *place.split(".")])


async def test_a_file_may_stand_in_some_places_and_no_more(maker: Maker) -> None:
    for count, status in ((MOST_PLACES, 200), (MOST_PLACES + 1, 400), (50_000, 400)):
        answer = await sent(maker, {"input": BEARS, "a": [None] * count}, [f"a.{number}" for number in range(count)])
        assert answer.status_code == status, answer.text
        if status == 400:
            (error,) = answer.json()["errors"]
            assert error["message"] == "map has more than 20 paths; accepted: at most 20"


class Counted(BytesIO):
    """Bytes that count how often they are read."""

    reads = 0

    def read(self, size: int | None = -1) -> bytes:
        self.reads += 1
        return super().read(size)


def test_a_file_in_many_places_is_read_once_to_tell_a_request_by() -> None:
    content = Counted(b"a" * 100)
    file = FormFile(file=content, filename="a.csv", encoding=None)
    one, other = ({"variables": {"a": [file] * count}} for count in (20, 19))
    assert _hash_of(one) == _hash_of(one) != _hash_of(other)
    assert (content.reads, content.tell()) == (3, 0)
