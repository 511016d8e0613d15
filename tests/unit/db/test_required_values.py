"""What a condition leaves of a column: never less than it holds for, and as little as can be told without reading."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from db.shared.required_values import ANYTHING, Required, required
from server.odata.filters import parse_filter
from server.odata.sets import EDM
from services.shared.table import Column, ColumnType
from tests.rest.odata.drawn_filters import FilterMaker

COLUMNS = [
    Column("name", ColumnType.TEXT), Column("size", ColumnType.DECIMAL), Column("day", ColumnType.DATE),
    Column("on", ColumnType.BOOLEAN),
]  # fmt: skip
KINDS = {column.name: EDM[column.type].kind for column in COLUMNS}
FIRST, SECOND = date(2025, 6, 1), date(2025, 6, 2)

LEFT: list[tuple[str, str, Required | None]] = [
    ("name eq 'A'", "name", Required(("A",), "A", "A")),
    ("'A' eq name and size gt 1", "name", Required(("A",), "A", "A")),
    ("name eq 'A' or name eq 'B'", "name", Required(["A", "B"], "A", "B")),
    ("name in ('B','A') and name in ('A','C')", "name", Required(["A"], "A", "B")),
    ("name eq 'A' or size gt 1", "name", ANYTHING),
    ("name ne 'A'", "name", ANYTHING),
    ("name in ('A',null)", "name", ANYTHING),
    ("not (name eq 'A')", "name", ANYTHING),
    ("tolower(name) eq 'a'", "name", ANYTHING),
    ("size gt 1", "name", None),
    ("size gt 1 and 5 ge size", "size", Required(None, 1, 5)),
    ("size ge 1 and size ge 2.5", "size", Required(None, Decimal("2.5"), None)),
    ("day lt 2025-06-02 or day eq 2025-06-01", "day", Required(None, None, SECOND)),
    ("day gt 2025-06-02 and day lt 2025-06-01", "day", Required(None, SECOND, FIRST)),
    ("(day gt 2025-06-02 and day lt 2025-06-01) or day eq 2025-06-01", "day", Required([FIRST], FIRST, FIRST)),
    ("day eq null", "day", ANYTHING),
    ("on", "on", Required((True,), True, True)),
    ("on eq false and size gt 1", "on", Required((False,), False, False)),
    ("not on", "on", ANYTHING),
]


@pytest.mark.parametrize(("text", "column", "left"), LEFT)
def test_what_a_condition_leaves(text: str, column: str, left: Required | None) -> None:
    assert required(parse_filter(text, KINDS), column) == left


def test_values_that_exclude_each_other_leave_no_more_than_one_of_them() -> None:
    assert required(parse_filter("name eq 'A' and name eq 'B'", KINDS), "name") == Required(("A",), "B", "A")
    assert required(None, "name") is None


def is_left(value: Any, left: Required) -> bool:
    """Whether a value is one of those."""
    if left == ANYTHING:
        return True
    if value is None:
        return False
    among = left.values is None or value in left.values
    return among and (left.first is None or value >= left.first) and (left.last is None or value <= left.last)


def test_whatever_a_drawn_condition_holds_for_is_left(inputs: int) -> None:
    draw = Random(inputs)
    rows = [
        {
            "name": draw.choice([None, "A", "B", "b", "it's"]),
            "size": draw.choice([None, Decimal(1), Decimal("2.5"), Decimal(7)]),
            "day": draw.choice([None, FIRST, SECOND, SECOND + timedelta(days=9)]),
            "on": draw.choice([None, True, False]),
        }
        for _ in range(60)
    ]
    maker, told = FilterMaker(COLUMNS, rows, draw), 0
    for _ in range(inputs):
        drawn = maker.draw()
        condition = parse_filter(drawn.text, KINDS)
        for column in KINDS:
            left = required(condition, column)
            told += left not in (None, ANYTHING)
            if left is not None:
                assert all(is_left(row[column], left) for row in rows if drawn.holds(row) is True), drawn.text
    assert told > inputs // 20
