"""graphql-eslint, as tests/clients/eslint.config.mjs sets it up, finds nothing in schema, examples and guides."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.clients.test_client_guide import HERE, ROOT
from tests.clients.test_generated_types import EXAMPLES
from tests.support.clocks import PATIENCE
from tests.support.cluster import Cluster
from tests.support.javascript import installed

GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
DOCUMENT = re.compile(r"^```graphql[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
WRONG_SCHEMA = """
\"\"\"What there is.\"\"\"
type Query {
  \"\"\"Something.\"\"\"
  one: String @deprecated
  two(
    some_value: Int
  ): Lonely!
}

type Lonely { \"\"\"A.\"\"\" a: Int }
\"\"\"Nobody has it.\"\"\"
type Unreachable { \"\"\"A.\"\"\" a: Int }
"""
WRONG_DOCUMENT = "query Reports($never: Int) { reports { display display } }\nfragment Unused on Report { display }\n"


@pytest.fixture(scope="module")
def folder(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the schema and every document that people copy."""
    packages, folder = installed(cluster.home / "clients", HERE), tmp_path_factory.mktemp("eslint")
    (folder / "node_modules").symlink_to(packages / "node_modules")
    shutil.copy(HERE / "eslint.config.mjs", folder)
    shutil.copy(ROOT / "schema" / "schema.graphql", folder)
    shutil.copytree(EXAMPLES, folder / "documents" / "examples", ignore=not_documents)
    (folder / "documents" / "guides").mkdir()
    for guide in GUIDES:
        for number, text in enumerate(DOCUMENT.findall(guide.read_text("utf-8"))):
            (folder / "documents" / "guides" / f"{guide.stem}-{number}.graphql").write_text(text)
    return folder


def not_documents(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if (Path(folder) / name).is_file() and not name.endswith(".graphql")}


def told(folder: Path, *paths: str) -> list[tuple[str, str]]:
    """What is wrong, as file with message, and rule."""
    command = ["node_modules/.bin/eslint", "--format", "json", *paths]
    done = subprocess.run(command, cwd=folder, timeout=10 * PATIENCE, capture_output=True, text=True)
    assert done.stdout.startswith("["), done.stderr
    found = [(Path(file["filePath"]).name, message) for file in json.loads(done.stdout) for message in file["messages"]]
    return [(f"{name}: {message['message']}", str(message["ruleId"]).split("/")[-1]) for name, message in found]


def test_the_schema_is_as_it_should_be(folder: Path) -> None:
    assert told(folder, "schema.graphql") == []


def test_every_document_is_as_it_should_be(folder: Path) -> None:
    assert len(list((folder / "documents").rglob("*.graphql"))) > 200
    assert told(folder, "documents") == []


def test_what_is_wrong_would_be_told(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(folder / "node_modules")
    shutil.copy(HERE / "eslint.config.mjs", tmp_path)
    (tmp_path / "documents" / "examples").mkdir(parents=True)
    (tmp_path / "documents" / "examples" / "wrong.graphql").write_text(WRONG_DOCUMENT)
    (tmp_path / "schema.graphql").write_text(WRONG_SCHEMA)
    assert {rule for _, rule in told(tmp_path, "schema.graphql")} >= {
        "require-description", "require-deprecation-reason", "naming-convention", "no-unreachable-types",
    }  # fmt: skip
    shutil.copy(ROOT / "schema" / "schema.graphql", tmp_path)
    assert {rule for _, rule in told(tmp_path, "documents")} >= {
        "no-unused-variables", "no-duplicate-fields", "no-unused-fragments", "match-document-filename",
        "require-selections",
    }  # fmt: skip
