"""Long tables by key: in the order of one sort, by sorts that are all short."""

from random import Random
from typing import Any

import pytest

from services.shared import sorting
from services.shared.sorting import by_key

LOBS = ("Amisys", "Facets", "Xcelys ü")


def drawn(count: int, seed: int) -> list[tuple[tuple[Any, ...], int]]:
    random = Random(seed)
    keys = [(random.choice(LOBS), f"S{random.randrange(20)}", random.randrange(2020, 2026)) for _ in range(count)]
    return [(key, number) for number, key in enumerate(keys)]


@pytest.mark.parametrize("few", [0, 1, 7, 500])
@pytest.mark.parametrize("count", [0, 1, 2, 300])
def test_the_order_is_that_of_one_sort(count: int, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "FEW", few)
    rows = drawn(count, seed=count + few)
    assert by_key(rows) == sorted(rows, key=lambda row: row[0])


def test_no_sort_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []

    def counted(items: Any, **how: Any) -> list[Any]:
        taken.append(len(listed := list(items)))
        return sorted(listed, **how)

    monkeypatch.setattr(sorting, "sorted", counted, raising=False)
    keys = [
        (lob, state, case, month) for lob in LOBS for state in range(20) for case in range(200) for month in range(6)
    ]
    rows = [(key, None) for key in keys]
    Random(1).shuffle(rows)
    assert [key for key, _ in by_key(rows)] == keys
    assert sum(taken) > len(keys)
    assert max(taken) <= sorting.FEW
