"""Tests get their data as tests/conftest.py says, and make quick has something of each floor."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

TESTS = Path(__file__).parents[1]
WORLDS = {"world", "office", "worked", "busy", "short"}  # fixtures that have a copy of their own, or share one
ALL_QUICK = {"unit", "rules"}
NEVER_QUICK = {"browser", "chaos", "columnar", "fuzz"}  # what they start takes long, or they draw at random


class Written(NamedTuple):
    """A test as it is written."""

    name: str
    takes: set[str]
    marks: set[str]


def written(folder: Path = TESTS) -> Iterator[Written]:
    for file in sorted(folder.rglob("test_*.py")):
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                marks = {ast.unparse(one).removeprefix("pytest.mark.") for one in node.decorator_list}
                takes = {argument.arg for argument in node.args.args}
                yield Written(f"{file.relative_to(TESTS)}::{node.name}", takes, marks)


def test_no_test_takes_a_world_and_an_empty_database_for_one() -> None:
    """The world's address is `world.addresses`; `empty` is another database, in which nothing happened."""
    assert [test.name for test in written() if "empty" in test.takes and test.takes & WORLDS] == []


def test_only_tests_of_a_world_share_it() -> None:
    sharing = [test for test in written() if "shares" in test.marks]
    assert sharing
    assert [test.name for test in sharing if not test.takes & WORLDS] == []


@pytest.mark.parametrize("folder", sorted(one.name for one in TESTS.iterdir() if any(one.rglob("test_*.py"))))
def test_each_floor_has_quick_tests(folder: str) -> None:
    quick = [test.name for test in written(TESTS / folder) if "quick" in test.marks]
    assert bool(quick) is (folder not in ALL_QUICK | NEVER_QUICK)


def test_the_day_it_is_is_asked_of_one_clock() -> None:
    """Or a run over midnight, and who reads a report then, would have two days; see tests/support/clocks.py."""
    asked = re.compile(r"now\([^()]*\)\.date\(\)|\bdate\.today\(")
    folders = [TESTS, *(one for one in TESTS.parent.iterdir() if (one / "__init__.py").exists())]
    assert len(folders) > 10
    found = {
        str(file.relative_to(TESTS.parent)): len(asked.findall(file.read_text("utf-8")))
        for folder in folders
        for file in folder.rglob("*.py")
    }
    assert {name: times for name, times in found.items() if times} == {
        "services/shared/clock.py": 1,
        "tests/graphql/lists/test_history.py": 1,  # of a moment that the database has kept
    }
