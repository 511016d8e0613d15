"""graphql-codegen, as docs/clients.md sets it up, on every example: no scalar is any, and tsc is content.

The manifest that it writes is one that a server takes, with every document of it.
"""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from graphql import GraphQLScalarType, is_specified_scalar_type

import graphql_examples
from server.commands.postgres import Addresses
from server.graphql.schema import schema
from tests.clients.test_client_guide import HERE, PROGRAMS, ROOT
from tests.support.api import token
from tests.support.clocks import PATIENCE
from tests.support.cluster import Cluster
from tests.support.javascript import installed
from tests.support.served import served

EXAMPLES = Path(graphql_examples.__file__).parent
CUSTOM = sorted(
    name
    for name, type_ in schema._schema.type_map.items()
    if isinstance(type_, GraphQLScalarType) and not is_specified_scalar_type(type_)
)
USED = """import type {
  AuditLogQuery,
  PreviewRosterImportMutationVariables as Roster,
  SetProductionPlanCompletionMutation as Completed,
  SetProductionPlanCompletionMutationVariables as Completion,
  UpdateResourceMutationVariables as Update,
} from "./generated/graphql";

type Plan = NonNullable<Completed["setProductionPlanCompletion"]["plan"]>;
export const day: Update["patch"]["lastDay"] = "2025-06-01";
export const exact: Completion["percentage"][] = ["12.5", 12.5];
export const file: Roster["file"] = new Blob([]);
export const answered: Plan["completionPercentage"] = "12.5";
// @ts-expect-error an exact number is a text in answers
export const counted: Plan["completionPercentage"] = 12.5;
// @ts-expect-error JSON may be anything: look before you use it
export const read = (entry: AuditLogQuery["auditLog"]["nodes"][0]): string => entry.old;
// @ts-expect-error a day is no number
export const number: Update["patch"]["lastDay"] = 7;
// @ts-expect-error a file is no text
export const text: Roster["file"] = "a,b";
"""


@pytest.fixture(scope="module")
def generated(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the types of every example."""
    packages, folder = installed(cluster.home / "clients", HERE), tmp_path_factory.mktemp("types")
    (folder / "node_modules").symlink_to(packages / "node_modules")
    (folder / "package.json").write_text('{"type": "module"}')
    shutil.copy(ROOT / "schema" / "schema.graphql", folder)
    shutil.copytree(EXAMPLES, folder / "documents", ignore=shutil.ignore_patterns("*.json", "*.py", "*.csv", "*.xlsx"))
    (folder / "codegen.ts").write_text(PROGRAMS["codegen.ts"])
    run(folder, "node_modules/.bin/graphql-codegen", "--config", "codegen.ts")
    return folder


def run(folder: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=folder, timeout=10 * PATIENCE, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_scalar_says_what_specifies_it() -> None:
    addresses = {name: schema._schema.type_map[name].specified_by_url for name in CUSTOM}  # type: ignore[attr-defined]
    assert [name for name, address in addresses.items() if not str(address).startswith("https://")] == []
    printed = (ROOT / "schema" / "schema.graphql").read_text("utf-8")
    assert {name for name, _ in re.findall(r"^scalar (\w+) @specifiedBy\(url: \"(.+)\"\)$", printed, re.M)} == set(
        CUSTOM
    )


def test_no_scalar_is_any(generated: Path) -> None:
    text = (generated / "generated" / "graphql.ts").read_text("utf-8")
    without_comments = re.sub(r"/\*\*.*?\*/", "", text, flags=re.DOTALL)
    assert len(without_comments) > 100_000
    assert re.search(r"\bany\b", without_comments) is None


def test_the_compiler_is_content_with_all_of_it(generated: Path) -> None:
    (generated / "used.ts").write_text(USED)
    options = ("--strict", "--noEmit", "--skipLibCheck", "--target", "es2022", "--module", "esnext")
    run(generated, "node_modules/.bin/tsc", *options, "--moduleResolution", "bundler", "used.ts", "generated/index.ts")


async def test_its_manifest_is_taken_by_a_server(generated: Path, sample: Addresses) -> None:
    manifest = generated / "generated" / "persisted-documents.json"
    ids = {text: name for name, text in json.loads(manifest.read_text("utf-8")).items()}
    viewer = next(name for text, name in ids.items() if text.startswith("query Viewer"))
    signed = {"Authorization": f"Bearer {token('VIEWER')}"}
    async with served(sample, trusted_documents=str(manifest), only_trusted_documents=True) as http:
        for name in (viewer, viewer.removeprefix("sha256:")):
            answer = await http.get("/graphql", params={"documentId": name}, headers=signed)
            assert answer.json()["data"]["viewer"]
        refused = await http.post("/graphql", json={"query": "{ viewer { tenant } }"}, headers=signed)
        assert refused.status_code == 400
