"""Every program of docs/clients.md runs as it stands there, and says what it is meant to say.

The way to the server loses the first answer to each change that has an Idempotency-Key: programs send those again, and
the audit log says that each was carried out once.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from server.commands.postgres import Addresses
from tests.support import loopback
from tests.support.clocks import PATIENCE
from tests.support.cluster import SAMPLE, Cluster
from tests.support.javascript import installed
from tests.support.live import LiveServer, serving
from tests.support.lossy import lossy_way

HERE, ROOT = Path(__file__).parent, Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "clients.md").read_text("utf-8")
BLOCK = re.compile(r"^```\w+\n(?://|#) (?P<name>[\w./]+)\n(?P<code>.*?)^```", re.MULTILINE | re.DOTALL)
PROGRAMS = {found["name"]: found["code"] for found in BLOCK.finditer(GUIDE)}
ALL = ["964939.5", "1000 people in the cache", "NOT_FOUND", "BAD_REQUEST", "1 to be created", "Jul-25 changed"]
SAID = {
    "apollo.mjs": ALL,
    "apollo3.mjs": ["6 months", "NOT_FOUND", "BAD_REQUEST"],
    "urql.mjs": ALL,
    "keyless.mjs": ["6 months, 0 warnings"],
    "relay.mjs": ALL,
    "request.mjs": ["6 months", "true", "NOT_FOUND", "BAD_REQUEST", "2 of 500000"],
    "gql_client.py": [ALL[0], "True", *ALL[2:]],
    "persisted.mjs": ["GET POST GET", "tester GET GET", "tester GET"],
}
RELAY = {
    "src": "./src",
    "schema": "./schema.graphql",
    "language": "javascript",
    "artifactDirectory": "./__generated__",
    "eagerEsModules": True,
}
AUDIT = '{ auditLog(filter: {operation: "deactivateResource", action: "REFUSED"}) { totalCount } }'
CHANGES = {"apollo.mjs": 3, "urql.mjs": 3, "relay.mjs": 3, "request.mjs": 1, "gql_client.py": 2}


@pytest.fixture(scope="module")
def data(cluster: Cluster) -> Iterator[Addresses]:
    with cluster.clone(SAMPLE) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def server(data: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(data.service, tmp_path_factory.mktemp("guide"), persisted_queries=100) as running:
        yield running


@pytest.mark.quick
def test_every_program_is_run() -> None:
    assert set(PROGRAMS) == {*SAID, "src/relay.js", "trusted.mjs", "codegen.ts"}


@pytest.mark.parametrize("name", [name for name in SAID if name.endswith(".mjs")])
def test_a_javascript_program_says_what_it_should(server: LiveServer, cluster: Cluster, name: str) -> None:
    folder = installed(cluster.home / "clients", HERE)
    code = PROGRAMS[name]
    if name == "apollo3.mjs":
        code = code.replace("@apollo/client/", "apollo-client-3/")  # version 4 stands beside it
    (folder / name).write_text(code)
    if name == "relay.mjs":
        compile_relay(folder)
    expect_said(["node", name], server, folder, SAID[name], changes=CHANGES.get(name, 0))


@pytest.mark.skipif(find_spec("gql") is None, reason="gql is not installed")
def test_the_python_program_says_what_it_should(server: LiveServer, tmp_path: Path) -> None:
    (tmp_path / "gql_client.py").write_text(PROGRAMS["gql_client.py"])
    command = [sys.executable, "gql_client.py"]
    expect_said(command, server, tmp_path, SAID["gql_client.py"], changes=CHANGES["gql_client.py"])


def refused_changes(server: LiveServer) -> int:
    """How often the audit log says that the change was refused which every program sends."""
    headers = {"Authorization": f"Bearer {server.token('ADMIN')}"}
    answer = loopback.post(f"{server.url}/graphql", json={"query": AUDIT}, headers=headers, timeout=PATIENCE)
    return int(answer.json()["data"]["auditLog"]["totalCount"])


def expect_said(command: list[str], server: LiveServer, folder: Path, lines: list[str], *, changes: int) -> None:
    before = refused_changes(server)
    with lossy_way(server.port) as way:
        told = {"HEADROOM_URL": f"{way.url}/graphql", "HEADROOM_TOKEN": server.token("ADMIN")}
        done = subprocess.run(
            command, cwd=folder, env={**os.environ, **told}, timeout=5 * PATIENCE, capture_output=True, text=True
        )
    assert (done.stdout.splitlines(), done.returncode) == (lines, 0), done.stderr
    assert len(way.lost) == changes
    assert refused_changes(server) - before == ("NOT_FOUND" in lines)


def compile_relay(folder: Path, **settings: Any) -> None:
    """Compile the documents of the program, as the build of a page does."""
    for part in ("src", "__generated__"):
        (folder / part).mkdir(exist_ok=True)
    (folder / "src" / "relay.js").write_text(PROGRAMS["src/relay.js"])
    (folder / "schema.graphql").write_text((ROOT / "schema" / "schema.graphql").read_text("utf-8"))
    (folder / "relay.config.json").write_text(json.dumps({**RELAY, **settings}))
    command = ["node_modules/.bin/relay-compiler", "relay.config.json"]
    done = subprocess.run(command, cwd=folder, timeout=5 * PATIENCE, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_relay_sends_the_ids_of_the_manifest_that_it_writes(cluster: Cluster, tmp_path: Path) -> None:
    packages = installed(cluster.home / "clients", HERE)
    (tmp_path / "node_modules").symlink_to(packages / "node_modules")
    (tmp_path / "relay.mjs").write_text(PROGRAMS["relay.mjs"])
    manifest = tmp_path / "persisted_queries.json"
    manifest.write_text("{}")
    compile_relay(tmp_path, persistConfig={"file": "./persisted_queries.json", "algorithm": "MD5"})
    ours = tmp_path / "ours.json"
    ours.write_text(json.dumps({"audit": AUDIT}))
    settings = {"trusted_documents": f"{manifest},{ours}", "only_trusted_documents": True}
    lines = [*ALL[:3], "UNTRUSTED_DOCUMENT", *ALL[4:]]
    with cluster.clone(SAMPLE) as data, serving(data.service, tmp_path, **settings) as strict:
        expect_said(["node", "relay.mjs"], strict, tmp_path, lines, changes=3)


def test_apollo_sends_the_ids_of_the_manifest_that_its_generator_writes(cluster: Cluster, tmp_path: Path) -> None:
    packages = installed(cluster.home / "clients", HERE)
    (tmp_path / "node_modules").symlink_to(packages / "node_modules")
    (tmp_path / "trusted.mjs").write_text(PROGRAMS["trusted.mjs"])
    (tmp_path / "persisted-query-manifest.config.json").write_text('{"documents": ["trusted.mjs"]}')
    generator = ["node_modules/.bin/generate-persisted-query-manifest"]
    done = subprocess.run(generator, cwd=tmp_path, timeout=5 * PATIENCE, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    ours = tmp_path / "ours.json"
    ours.write_text(json.dumps({"audit": AUDIT}))
    manifests = f"{tmp_path / 'persisted-query-manifest.json'},{ours}"
    settings = {"trusted_documents": manifests, "only_trusted_documents": True}
    with cluster.clone(SAMPLE) as data, serving(data.service, tmp_path, **settings) as strict:
        expect_said(["node", "trusted.mjs"], strict, tmp_path, ["tester", "NOT_FOUND"], changes=0)
