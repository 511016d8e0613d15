"""Rows that are computed are told to the database as JSON: the same as in one call, by calls that are small."""

from decimal import Decimal
from typing import Any

import orjson
import pytest

from server.odata import computed
from server.odata.computed import WRITTEN_AT_ONCE, json_of

COUNTS = (0, 1, WRITTEN_AT_ONCE - 1, WRITTEN_AT_ONCE, WRITTEN_AT_ONCE + 1, 3 * WRITTEN_AT_ONCE + 7)


def rows(count: int) -> list[dict[str, Any]]:
    return [{"number": number, "text": "„ü\n]", "exact": Decimal(number) / 4, "none": None} for number in range(count)]


@pytest.mark.parametrize("count", COUNTS)
def test_the_text_is_that_of_all_rows(count: int) -> None:
    told = orjson.loads(json_of(rows(count)))
    assert told == [{**row, "exact": float(row["exact"])} for row in rows(count)]


@pytest.mark.parametrize("count", COUNTS)
def test_no_call_writes_many(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []

    def dumps(value: Any, **options: Any) -> bytes:
        taken.append(len(value))
        return orjson.dumps(value, **options)

    counted = type("Counted", (), {"dumps": staticmethod(dumps), "Fragment": orjson.Fragment})
    monkeypatch.setattr(computed, "orjson", counted)
    json_of(rows(count))
    assert sum(taken) == count
    assert max(taken, default=0) <= WRITTEN_AT_ONCE
