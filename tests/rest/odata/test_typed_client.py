"""odata2ts makes a typed client of $metadata alone: tsc is content with it in strict mode, and it reads the service."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.commands.postgres import Addresses
from tests.support.clocks import PATIENCE
from tests.support.cluster import Cluster
from tests.support.javascript import installed
from tests.support.live import LiveServer, serving

HERE, CLIENTS = Path(__file__).parent, Path(__file__).parents[2] / "clients"
STRICT = {
    "strict": True, "skipLibCheck": True, "target": "es2022", "lib": ["es2022", "dom"], "module": "commonjs",
    "moduleResolution": "node10", "outDir": "built",
}  # fmt: skip


@pytest.fixture(scope="module")
def server(floor_sample: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server over something in every set."""
    with serving(floor_sample.service, tmp_path_factory.mktemp("odata")) as running:
        yield running


@pytest.fixture(scope="module")
def said(server: LiveServer, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the program says once its client was generated and both were compiled."""
    folder, token = tmp_path_factory.mktemp("typed"), server.token("REPORTING")
    (folder / "node_modules").symlink_to(installed(cluster.home / "clients", CLIENTS) / "node_modules")
    shutil.copy(HERE / "typed_client.ts", folder)
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": STRICT, "files": ["typed_client.ts"]}))
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx.get(f"{server.url}/odata/$metadata", headers=headers, timeout=PATIENCE)
    (folder / "metadata.xml").write_bytes(answer.raise_for_status().content)
    run(folder, "node_modules/.bin/odata2ts", "-s", "metadata.xml", "-o", "generated", "-m", "all", "-e", "ts")
    run(folder, "node_modules/.bin/tsc", "-p", "tsconfig.json")
    told = run(folder, "node", "built/typed_client.js", f"{server.url}/odata", token)
    return dict(map(json.loads, told.splitlines()))


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, timeout=10 * PATIENCE, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_its_filters_and_orders_are_understood(said: dict[str, Any]) -> None:
    quantities = [one["quantity"] for one in said["receipts"]["value"]]
    assert quantities == sorted(quantities, reverse=True)
    assert len(quantities) == 3 < said["receipts"]["@odata.count"]
    assert {*said["receipts"]["value"][0]} == {"number", "quantity"}
    assert said["others"]
    assert [sku for sku in said["others"] if "BEAR" in sku or sku.startswith("JAM")] == []
    assert said["some"] == ["SPK-00003", "SPK-00004"]


def test_it_finds_entities_by_their_keys(said: dict[str, Any]) -> None:
    assert said["order"][0] == "SPK-00004"
    assert said["order"][1] > 0
    assert said["day"] is True


def test_it_reads_all_pages(said: dict[str, Any]) -> None:
    found, counted = said["pages"]
    assert found == counted > 1_000


def test_it_reads_our_refusals(said: dict[str, Any]) -> None:
    assert said["nobody"] == [404, "WorkOrders has nothing of the key ('none''s/%2F?#')"]
    assert said["unsigned"][0] == 401
    assert said["search"][0] == 501
    assert said["written"][0] == 405
    status, message = said["text"]
    assert status == 400
    assert re.search(r"character \d+.*accepted", message)
