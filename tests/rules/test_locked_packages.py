"""Locked npm packages are named by version and digest: where they came from is each machine's own affair."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("tests/javascript", "tests/clients", "benchmarks/peers")
EXACT = re.compile(r"(npm:@?[\w./-]+@)?\d+\.\d+\.\d+")  # by another name where two versions are wanted


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_lock_has_digests_and_no_addresses(folder: str) -> None:
    packages = json.loads((ROOT / folder / "package-lock.json").read_text("utf-8"))["packages"]
    locked = {name: package for name, package in packages.items() if name}
    assert [name for name, package in locked.items() if "resolved" in package] == []
    assert [name for name, package in locked.items() if "integrity" not in package and "inBundle" not in package] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_versions_are_exact(folder: str) -> None:
    wanted = json.loads((ROOT / folder / "package.json").read_text("utf-8"))["dependencies"]
    assert [name for name, version in wanted.items() if not EXACT.fullmatch(version)] == []
