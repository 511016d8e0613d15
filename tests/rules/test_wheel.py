"""Whoever installs the wheel has all that a checkout has for running: every file of every package, and no other's."""

import ast
import json
import os
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = [  # what is read and not imported, one of each kind
    "graphql_examples/workforce/capacity_tree.graphql", "migrations/versions/", "server/sample_data/",
    "server/static/graphiql/index.html",
]  # fmt: skip
LOADED = """
import json, sys
from pathlib import Path
import server.app, server.cli, db.admin.migrate
from server.graphql.examples import EXAMPLES
from server.graphql.graphiql import PAGE
from server.commands.sample_files import SAMPLE_DATA
from server.cli import COMMANDS
for name, command in COMMANDS.items():
    command.load(name)
files = [module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)]
print(json.dumps([*files, *map(str, (EXAMPLES, PAGE, SAMPLE_DATA))]))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def files(wheel: zipfile.ZipFile) -> set[str]:
    return {name for name in wheel.namelist() if ".dist-info/" not in name}


def packages(wheel: zipfile.ZipFile) -> set[str]:
    return {name.partition("/")[0] for name in files(wheel)}


def test_it_holds_every_file_of_its_packages(wheel: zipfile.ZipFile) -> None:
    listed = subprocess.run(["git", "ls-files", "-z", *packages(wheel)], cwd=ROOT, capture_output=True, check=True)
    tracked = {name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).exists()}
    assert len(tracked) > 400
    assert tracked <= files(wheel)
    for needed in NEEDED:
        assert any(name.startswith(needed) for name in files(wheel)), needed


def test_it_holds_every_package_of_ours_that_it_imports(wheel: zipfile.ZipFile) -> None:
    ours = {folder.name for folder in ROOT.iterdir() if folder.is_dir() and any(folder.glob("*.py"))}
    assert {"benchmarks", "tests", "server"} <= ours
    imported = set()
    for name in files(wheel):
        if name.endswith(".py"):
            for node in ast.walk(ast.parse(wheel.read(name))):
                if isinstance(node, ast.Import):
                    imported |= {one.name.partition(".")[0] for one in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    imported.add(node.module.partition(".")[0])
    assert imported & ours <= packages(wheel)


def test_it_is_found_by_the_name_that_documents_say(wheel: zipfile.ZipFile) -> None:
    (metadata,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    said = Parser().parsestr(wheel.read(metadata).decode())
    assert said["Name"] == "headroom-capacity"
    assert "otel" in (said.get_all("Provides-Extra") or [])
    entries = wheel.read(metadata.replace("METADATA", "entry_points.txt")).decode()
    assert "headroom = server.cli:main" in entries


def test_every_command_is_imported_without_a_checkout(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-c", LOADED]
    told = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    found = [Path(name) for name in json.loads(told.stdout)]
    ours = [path for path in found if path.is_relative_to(tmp_path)]
    assert len(ours) > 200
    assert all(path.exists() for path in ours[-3:])
    from_checkout = [path for path in found if path.is_relative_to(ROOT) and ".venv" not in path.parts]
    assert from_checkout == []
