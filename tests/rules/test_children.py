"""What child processes load: they start for one file or one plan, and what they do not need they wait for each time."""

import ast
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.clocks import PATIENCE

ROOT = Path(__file__).parents[2]
FOREIGN = {"sqlalchemy", "asyncpg", "alembic", "strawberry", "graphql", "starlette", "uvicorn", "pydantic"}
LOAD = """
import json, sys
sys.path += json.loads(sys.argv[1])
for name in sys.argv[2:]:
    __import__(name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def children() -> list[str]:
    """The modules that children run: those with a `main` that takes what the parent sends."""
    found = []
    for floor in ("server", "services", "sheets"):
        for path in sorted((ROOT / floor).rglob("*.py")):
            named = [one for one in ast.parse(path.read_text("utf-8")).body if isinstance(one, ast.FunctionDef)]
            if any(one.name == "main" and len(one.args.args) > 1 for one in named):
                found.append(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return found


def imports_of(module: str) -> list[str]:
    """What a module of ours imports, wherever in it, if it is ours too."""
    tree = ast.parse((ROOT / (module.replace(".", "/") + ".py")).read_text("utf-8"))
    names = [one.module for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and one.module]
    return [name for name in names if (ROOT / name.partition(".")[0]).is_dir()]


def test_every_child_is_known() -> None:
    assert {name.partition(".")[0] for name in children()} == {"server", "services", "sheets"}
    assert len(children()) >= 4


@pytest.mark.parametrize("module", children())
def test_a_child_loads_no_database_and_no_server(module: str) -> None:
    spec = find_spec("openpyxl")
    assert spec is not None
    assert spec.origin is not None
    places = json.dumps([str(ROOT), str(Path(spec.origin).parents[1])])
    command = [sys.executable, "-I", "-S", "-c", LOAD, places, module, *imports_of(module)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    assert FOREIGN.isdisjoint(json.loads(done.stdout))
