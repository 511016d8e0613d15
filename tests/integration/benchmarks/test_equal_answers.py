"""Benchmarks that end where their two sides answer differently: in a tiny run they come to their figures.

That of batches does, too, and is left to whoever runs it: its limit writes the rows that ours has just written.
"""

import subprocess
import sys
from pathlib import Path

import pytest

RUNS = {
    "benchmarks": ["--only", "computed"],
    "benchmarks.exports": ["--forms", "csv", "ndjson", "--only", "monthly-summary", "history-log"],
}
REPOSITORY = Path(__file__).parents[3]
PATIENCE = 300


@pytest.mark.parametrize(("module", "arguments"), RUNS.items(), ids=RUNS)
def test_a_tiny_run_measures_equal_answers(module: str, arguments: list[str]) -> None:
    command = [sys.executable, "-m", module, "--quick", *arguments]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3_000:]
    assert "× limit" in done.stdout
