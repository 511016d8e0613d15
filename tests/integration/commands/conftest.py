"""Running the command line as people do: a process with an environment of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from server.commands.postgres import Addresses
from tests.support import prepared
from tests.support.api import SECRET
from tests.support.clocks import PATIENCE

Headroom = Callable[..., subprocess.CompletedProcess[str]]
COMMAND = [sys.executable, "-m", "server.cli"]


def environment(folder: Path, addresses: Addresses | None) -> dict[str, str]:
    """An environment in which nothing of ours is configured but what is given."""
    found = {name: value for name, value in os.environ.items() if not name.startswith("HEADROOM_")}
    found |= {"HEADROOM_DATA_DIR": str(folder / "data"), "COLUMNS": "200"}
    if addresses is not None:
        found |= {
            "HEADROOM_DATABASE_URL": addresses.service,
            "HEADROOM_OWNER_DATABASE_URL": addresses.owner,
            "HEADROOM_JWT_SECRET": SECRET,
        }
    return found


@pytest.fixture
def headroom(empty: Addresses, tmp_path: Path) -> Headroom:
    """Runs a command on the test's own empty database."""

    def run(*arguments: str, **settings: str | None) -> subprocess.CompletedProcess[str]:
        chosen = {**environment(tmp_path, empty), **settings}
        given = {name: value for name, value in chosen.items() if value is not None}
        return prepared.run([*arguments], env=given, cwd=tmp_path, timeout=5 * PATIENCE)

    return run
