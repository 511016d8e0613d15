"""Rows that are rejected for the same are told together, with all that a planner needs to mend them."""

import pytest

from server.commands.imports import describe
from services.shared.imports import ImportOutcome, Rejection

UNKNOWN = ("CN", "CN1", "unknown resource")


def told(*rejected: Rejection) -> list[str]:
    return describe("allocations", ImportOutcome(rejected=list(rejected)))[1:]


@pytest.mark.parametrize(
    ("count", "rows"),
    [
        (1, "row 2"),
        (2, "rows 2 and 3"),
        (5, "rows 2, 3, 4, 5 and 6"),
        (6, "rows 2, 3, 4, 5, 6 and 1 more"),
        (285, "rows 2, 3, 4, 5, 6 and 280 more"),
    ],
)
def test_like_rows_are_one_line(count: int, rows: str) -> None:
    assert told(*(Rejection(row, *UNKNOWN) for row in range(2, 2 + count))) == [f"  {rows}: CN 'CN1': unknown resource"]


def test_rows_that_differ_in_anything_are_told_apart() -> None:
    lines = told(
        Rejection(2, *UNKNOWN),
        Rejection(3, "CN", "CN2", "unknown resource"),
        Rejection(4, "CN#", "CN1", "unknown resource"),
        Rejection(5, "CN", "CN1", "inactive resource"),
        Rejection(6, None, None, "is empty"),
        Rejection(7, *UNKNOWN),
    )
    assert lines == [
        "  rows 2 and 7: CN 'CN1': unknown resource",
        "  row 3: CN 'CN2': unknown resource",
        "  row 4: CN# 'CN1': unknown resource",
        "  row 5: CN 'CN1': inactive resource",
        "  row 6: is empty",
    ]


def test_of_many_kinds_the_first_are_told_and_the_rows_of_the_rest_counted() -> None:
    lines = told(*(Rejection(row, "CN", f"CN{row // 2}", "unknown resource") for row in range(2, 302)))
    assert len(lines) == 101
    assert lines[-1] == "  … and 100 more rows; --json lists all"
