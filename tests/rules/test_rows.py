"""What rows give is typed: each Protocol has the columns of its table, and no untyped row leaves the floor of db."""

import ast
import inspect
import typing
from typing import Any, Protocol

import pytest

from db.base import Base
from db.shared.models import WeekConfiguration
from db.shared.rows import SOURCES, Source
from tests.support.typed_rows import ROOT, members, modules, protocols


def columns(model: type[Base]) -> dict[str, object]:
    """The columns of a table by the Python types they give, the tenant's left out."""
    hints = typing.get_type_hints(model)
    return {
        column.name: typing.get_args(hints[column.name])[0]
        for column in model.__table__.columns
        if column.name != "tenant_id"
    }


def faults(row: type[Any], source: Source) -> list[str]:
    """Where a Protocol and its tables differ."""
    own = members(row)
    held = [columns(model) for model in source.models]
    found = [
        f"{name} is {kind}, the column {known[0]}"
        for name, kind in own.items()
        if (known := [table[name] for table in held if name in table]) and kind not in known
    ]
    found += [f"{name} is no column" for name in own if not any(name in table for table in held)]
    if source.is_whole:
        found += [f"{name} is missing" for name in held[0] if name not in own]
    return found


PROTOCOLS = protocols()


def test_there_are_protocols_of_rows() -> None:
    assert {"PersonRow", "TierRow", "AssignmentRow", "ReportRow", "DemandRow", "WeekRow", "MonthRow"} <= set(PROTOCOLS)


@pytest.mark.parametrize("name", sorted(row.__name__ for row in SOURCES))
def test_a_protocol_has_the_columns_of_its_table(name: str) -> None:
    row = PROTOCOLS[name]
    assert faults(row, SOURCES[row]) == []


@pytest.mark.parametrize("name", sorted(PROTOCOLS))
def test_a_protocol_only_looks(name: str) -> None:
    assert not PROTOCOLS[name].__annotations__, "an attribute can be set; a property cannot"


def test_a_protocol_that_drifts_is_noticed() -> None:
    class WeekRow(Protocol):
        @property
        def id(self) -> str: ...
        @property
        def wek(self) -> int: ...

    found = faults(WeekRow, Source((WeekConfiguration,), is_whole=True))
    assert "id is <class 'str'>, the column <class 'int'>" in found
    assert "wek is no column" in found
    assert "week is missing" in found


def test_no_query_returns_untyped_rows() -> None:
    untyped = {
        f"{module.__name__}.{name}"
        for module in modules()
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and function.__module__ == module.__name__
        if "sqlalchemy.engine.row" in str(typing.get_type_hints(function).get("return"))
    }
    assert untyped == set(), "name the Protocol that they return"


def test_nobody_above_db_knows_untyped_rows() -> None:

    found = {
        str(path.relative_to(ROOT))
        for floor in ("server", "resolvers", "schema", "services")
        for path in (ROOT / floor).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "db.engine"
        if "AnyRow" in {alias.name for alias in node.names}
    }
    assert found == set()
