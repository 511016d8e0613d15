"""Real JavaScript clients, as processes: what listens, the caches of dashboards, the audit of GraphQL over HTTP."""

import json
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fasteners import InterProcessLock

from tests.support.clocks import PATIENCE

SOURCE = Path(__file__).parents[1] / "javascript"


def installed(folder: Path, source: Path = SOURCE) -> Path:
    """A folder of the run with clients and their locked packages; skips the test where there is no Node."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("Node and npm are not installed")
    with InterProcessLock(folder.with_suffix(".lock")):
        if not (folder / "node_modules").exists():
            _install(folder, source)
    return folder


def _install(folder: Path, source: Path) -> None:
    folder.mkdir(exist_ok=True)
    for file in (*source.glob("*.json"), *source.glob("*.mjs")):
        shutil.copy(file, folder)
    subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True, timeout=5 * PATIENCE)


def audited(folder: Path, url: str, token: str) -> list[dict[str, Any]]:
    """The results of the public GraphQL-over-HTTP audit, one for each of its rules."""
    command = ["node", "audit.mjs", f"{url}/graphql", token]
    said = subprocess.run(command, cwd=folder, check=True, timeout=5 * PATIENCE, capture_output=True, text=True).stdout
    return [json.loads(line) for line in said.splitlines()]


def held(
    folder: Path, cache: str, url: str, token: str, *, schema: str, questions: Sequence[str]
) -> list[dict[str, Any]]:
    """What a client's cache holds of each question, after all of them were asked: `data`, and whether it is all."""
    asked = json.dumps({"schema": schema, "questions": questions})
    command = ["node", "caches.mjs", cache, f"{url}/graphql", token]
    done = subprocess.run(command, cwd=folder, input=asked, timeout=10 * PATIENCE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


class Listening:
    """A client that listens; `next` is its next answer."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, args=(process,), daemon=True).start()

    def _read(self, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            self._lines.put(line)

    def next(self, *, seconds: float = PATIENCE) -> dict[str, Any] | None:
        """The next line within so many seconds."""
        try:
            return dict(json.loads(self._lines.get(timeout=seconds)))
        except queue.Empty:
            return None


@contextmanager
def listening(folder: Path, url: str, token: str, query: str, **variables: Any) -> Iterator[Listening]:
    """The client with one subscription, ended with the block."""
    address = url.replace("http", "ws", 1) + "/graphql"
    command = ["node", "listen.mjs", address, token, query, json.dumps(variables)]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        yield Listening(process)
    finally:
        process.terminate()
        process.wait(PATIENCE)
