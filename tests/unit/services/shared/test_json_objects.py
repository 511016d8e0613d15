"""JSON that callers give: an object of what a database and an answer can hold, and where it is not."""

from typing import Any

import pytest

from services.shared.errors import InvalidInput
from services.shared.json_objects import MOST_NUMBER, require_json_object


def required(value: object, most_bytes: int = 1_000) -> dict[str, Any]:
    return require_json_object("extra", value, most_bytes=most_bytes, path=("input", "extra"))


@pytest.mark.parametrize(
    "value",
    [{}, {"a": None, "b": True, "c": [1, -2.5, "x\ty\n", {"d": []}]}, {"n": MOST_NUMBER, "m": -MOST_NUMBER, "": ""}],
)
def test_an_object_is_kept_as_it_is(value: dict[str, Any]) -> None:
    assert required(value) == value


@pytest.mark.parametrize("value", [None, [], "text", 5, True, [{}]])
def test_anything_else_is_no_object(value: object) -> None:
    with pytest.raises(InvalidInput, match="no JSON object") as raised:
        required(value)
    assert raised.value.path == ("input", "extra")


@pytest.mark.parametrize(
    ("value", "below"),
    [
        ({"a": [0, {"b": "\x00"}]}, ("a", "1", "b")),
        ({"a": {"b\x1b": 1}}, ("a",)),
        ({"a": "\ud800"}, ("a",)),
        ({"a": float("nan")}, ("a",)),
        ({"a": [float("inf")]}, ("a", "0")),
        ({"a": MOST_NUMBER + 1}, ("a",)),
        ({"a": -1e300}, ("a",)),
        ({"a": 10**5_000}, ("a",)),
    ],
    ids=["NUL", "key", "surrogate", "no number", "infinite", "one too many", "far below", "of 5,001 digits"],
)
def test_what_cannot_be_kept_is_named_by_its_path(value: dict[str, Any], below: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput) as raised:
        required(value)
    assert raised.value.path == ("input", "extra", *below)
    assert raised.value.accepted


def test_its_length_is_that_of_its_bytes() -> None:
    exact = {"a": "é" * 10}  # {"a":"…"}: eight bytes, and two for each letter
    assert required(exact, most_bytes=28) == exact
    with pytest.raises(InvalidInput, match="has 28 bytes"):
        required(exact, most_bytes=27)
