"""The peers' packages, as locked, in a folder of the run; and what their processes are told."""

import json
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import make_url

from benchmarks.data import TENANT
from db.shared.tenants import tenant_id
from services.shared.states import STATE_NAMES

HERE = Path(__file__).parent
NODE, NPM = shutil.which("node"), shutil.which("npm")
INSTALLED_WITHIN = 600


class NotInstalled(Exception):
    """The peers cannot be had here, and why."""


def installed(folder: Path) -> Path:
    """A folder with the peers and their locked packages; raises NotInstalled."""
    if NODE is None or NPM is None:
        raise NotInstalled("Node and npm are not here")
    place = folder / "peers"
    shutil.copytree(HERE, place, ignore=shutil.ignore_patterns("*.py", "__pycache__", "node_modules"))
    command = [NPM, "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    try:
        subprocess.run(command, cwd=place, check=True, timeout=INSTALLED_WITHIN)
    except subprocess.SubprocessError as error:
        raise NotInstalled(f"npm did not install them: {error}") from error
    return place


def command(place: Path, name: str) -> tuple[str, ...]:
    """How a peer is started."""
    return (str(NODE), str(place / f"{name}.mjs"))


def environment(database_url: str) -> dict[str, str]:
    """Where the database is, in the words both drivers read, and the tenant; as in production: no checks on the way."""
    url = make_url(database_url)
    return {
        "NODE_ENV": "production",
        "GRAPHILE_ENV": "production",
        "PGHOST": str(url.query["host"]),
        "PGPORT": str(url.query["port"]),
        "PGUSER": str(url.username),
        "PGDATABASE": str(url.database),
        "HEADROOM_TENANT": str(tenant_id(TENANT)),
        "HEADROOM_STATES": json.dumps(STATE_NAMES),
    }


def versions() -> str:
    """Node and the packages, as one line."""
    node = subprocess.run([str(NODE), "--version"], check=True, capture_output=True, text=True).stdout
    packages = json.loads((HERE / "package.json").read_text())["dependencies"]
    return ", ".join([f"Node {node.strip().lstrip('v')}", *(f"{name} {version}" for name, version in packages.items())])
