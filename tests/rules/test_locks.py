"""Whoever takes a lock takes one of those whose order is written down."""

import ast
from collections.abc import Iterator
from pathlib import Path

from services.shared import locks

ROOT = Path(__file__).parents[2]
KNOWN = {name for name in vars(locks) if name.isupper()}


def taken() -> Iterator[tuple[str, str]]:
    """Where a session takes a lock, and the name that it takes."""
    for room in ("server", "resolvers", "services", "db"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "lock":
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", ast.unparse(node.args[0])


def test_every_lock_is_one_whose_order_is_known() -> None:
    found = dict(taken())
    assert {name for name in found.values() if name in KNOWN} == KNOWN
    assert {where: name for where, name in found.items() if name not in KNOWN} == {}, "see services/shared/locks.py"
