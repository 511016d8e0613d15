"""Long lists in previews: what is packed comes out again, by calls about few items each."""

from itertools import product
from random import Random
from typing import Any

import orjson
import pytest

from services.shared import kept_lists
from services.shared.kept_lists import FEW, digest_of, packed, unpacked

COUNTS = [0, 1, FEW - 1, FEW, FEW + 1, 3 * FEW + 7]


@pytest.mark.parametrize("counts", [*((count,) for count in COUNTS), *product(COUNTS, COUNTS), (0, 0, 0), (2, 0, 1, 0)])
def test_what_is_packed_comes_out_again(counts: tuple[int, ...]) -> None:
    head = {"shape": 3, "more": {"text": "two\n\nlines"}}
    lists = [[[number, "a\n\nb", None] for number in range(count)] for count in counts]
    there, found = unpacked(packed(head, *lists))
    assert (there, [[*items] for items in found]) == (head, lists)


def test_no_call_takes_many_items(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []

    class Counted:
        @staticmethod
        def dumps(value: Any) -> bytes:
            taken.append(len(value))
            return orjson.dumps(value)

        @staticmethod
        def loads(content: bytes) -> Any:
            taken.append(len(value := orjson.loads(content)))
            return value

    monkeypatch.setattr(kept_lists, "orjson", Counted)
    _, found = unpacked(packed({}, [[number] for number in range(50_000)], [[number] for number in range(7_000)]))
    assert [len([*items]) for items in found] == [50_000, 7_000]
    assert sum(taken) == 114_000
    assert max(taken) == FEW


@pytest.mark.parametrize("seed", range(20))
def test_a_digest_tells_any_difference(seed: int) -> None:
    random = Random(seed)
    parts = [[(random.randrange(9), random.random()) for _ in range(random.choice((1, 5, 5_000)))] for _ in range(4)]
    same = digest_of(parts)
    assert digest_of([iter(part) for part in parts]) == same
    place, item = random.randrange(4), (10, 0.5)
    changed = [[*part] for part in parts]
    changed[place][random.randrange(len(changed[place]))] = item
    longer = [[*part, *([item] if number == place else [])] for number, part in enumerate(parts)]
    moved = [parts[0][:-1], [parts[0][-1], *parts[1]], *parts[2:]]
    assert len({same, digest_of(changed), digest_of(longer), digest_of(moved), digest_of(parts[1:])}) == 5
