"""Large values as JSON: the same bytes as in one call, by calls that are all small."""

from random import Random
from typing import Any

import orjson
import pytest

from services.shared import json_pieces
from services.shared.json_pieces import PIECE, encoded, weight


def drawn(random: Random, depth: int) -> Any:
    """A value as answers have them, as uneven as it comes."""
    kind = random.randrange(8) if depth else random.randrange(5)
    if kind < 5:
        number = random.randrange(-(10**12), 10**12)
        return (None, True, number, random.random() * 1e6, "text „ü\n" * random.randrange(4))[kind]
    size = random.choice((0, 1, 2, 7, 40))
    if kind == 5:
        return {f"key {number}": drawn(random, depth - 1) for number in range(size)}
    return [drawn(random, depth - 1) for _ in range(size)]


def values_in(value: Any) -> int:
    """How many values are in a value, each counted."""
    if isinstance(value, dict):
        return 1 + sum(map(values_in, value.values()))
    return 1 + sum(map(values_in, value)) if isinstance(value, list) else 1


def node(children: list[Any]) -> dict[str, Any]:
    months = [{"label": "Jun-25", "metrics": dict.fromkeys("abcdefgh", 1.5)} for _ in range(6)]
    return {"name": "n", "months": months, "children": children}


LARGE = {
    "a tree of equal nodes": node([node([node([]) for _ in range(120)]) for _ in range(40)]),
    "a tree whose last node is the large one": node([node([]), node([]), node([node([]) for _ in range(5_000)])]),
    "people with weeks": [{"cn": "1", "assignments": [{"week": 1, "tier": {"name": "x"}}] * 26} for _ in range(4_000)],
    "figures alone": [[1.5] * 30 for _ in range(20_000)],
    "wide": {f"field {number}": [1] * 700 for number in range(400)},
    "deep below lists of one": [[[{"rows": [{"a": 1, "b": 2}] * 200_000}]]],
}


@pytest.mark.parametrize("seed", range(40))
def test_the_bytes_are_those_of_one_call(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(seed)
    monkeypatch.setattr(json_pieces, "PIECE", random.choice((1, 3, 50)))
    value = drawn(random, 5)
    assert encoded(value) == orjson.dumps(value)


@pytest.mark.parametrize("name", LARGE)
def test_no_call_encodes_much(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []

    def dumps(value: Any) -> bytes:
        taken.append(values_in(value))
        return orjson.dumps(value)

    counted = type("Counted", (), {"dumps": staticmethod(dumps)})
    monkeypatch.setattr(json_pieces, "orjson", counted)
    assert encoded(LARGE[name]) == orjson.dumps(LARGE[name])
    assert sum(taken) > 5 * PIECE
    assert max(taken) < 2 * PIECE


@pytest.mark.parametrize("name", LARGE)
def test_a_weight_is_about_right_and_looks_at_few(name: str) -> None:
    assert 0.5 < weight(LARGE[name]) / values_in(LARGE[name]) < 4
