"""Schemathesis finds nothing: whatever it makes of the OpenAPI document is answered as the document says."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.fuzz.conftest import Served
from tests.fuzz.test_bodies import Count
from tests.support.clocks import PATIENCE

ROOT = Path(__file__).parents[2]
RUNNER = Path(sys.executable).parent / "schemathesis"
EVERY_PHASE = "examples,coverage,fuzzing,stateful"
MANY = 1_000
WORKERS = "8"  # most of the time is spent on waiting for workbooks
# Whether a report of some month was imported, no document can say: another month is refused with 400.
CONFIG = Path(__file__).with_name("schemathesis.toml")
CHECKS = ("--checks", "all", "--exclude-checks", "positive_data_acceptance")


def test_schemathesis_finds_nothing(served: Served, inputs: int, count: Count, tmp_path: Path) -> None:
    """A few inputs of one phase in every run; with many inputs all phases, coverage of the arguments' limits too."""
    is_sample = inputs < MANY
    bearer = f"Authorization: Bearer {served.server.token('ADMIN')}"
    document = f"{served.server.url}/api/openapi.json"
    asked = [RUNNER, "--config-file", str(CONFIG), "run", document, "--header", bearer, *CHECKS, "--no-color"]
    sizes = ["--phases", "fuzzing" if is_sample else EVERY_PHASE, "--max-examples", str(max(3, inputs // 250))]
    sizes += ["--workers", "1" if is_sample else WORKERS]
    steady = ["--seed", "1", "--generation-deterministic", "--continue-on-failure"]
    steady += ["--request-timeout", str(PATIENCE)]
    hooks = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.fuzz.checks", "PYTHONPATH": str(ROOT)}
    found = subprocess.run(
        [*asked, *sizes, *steady], cwd=tmp_path, env=hooks, capture_output=True, text=True, check=False
    )
    said = found.stdout[-20_000:]
    assert found.returncode == 0, said + found.stderr[-2_000:]
    generated = re.search(r"(\d+) generated, (\d+) passed", said)
    assert generated is not None, said
    count(int(generated[1]))
    assert int(generated[1]) >= (50 if is_sample else MANY)
    assert served.accidents() == []
