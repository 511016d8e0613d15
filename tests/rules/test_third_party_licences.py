"""Every copied file is named with its package, version, licence and copyright, and the licences are shipped with it."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.rules.test_graphiql_files import listed

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "third-party-licences.md").read_text("utf-8")
NOTICES = " ".join((ROOT / "server" / "static" / "graphiql" / "LICENSES.txt").read_text("utf-8").split())
OWN = "The rest of the folder is Headroom's own:"
FULL_TEXTS = {"MIT": "The MIT License Permission is hereby granted, free of charge"}


class Copied(NamedTuple):
    """A row of the page's table."""

    package: str
    version: str
    licence: str
    copyright: str
    file: str
    source: str


def copied() -> list[Copied]:
    rows = (line.strip("|").split("|") for line in PAGE.splitlines() if line.startswith("|"))
    return [Copied(*(cell.strip(" `") for cell in row)) for row in list(rows)[2:]]


def own_files() -> set[str]:
    paragraph = PAGE.split(OWN, 1)[1].split("\n\n", 1)[0]
    return set(re.findall(r"`([^`]+)`", paragraph))


def test_every_file_of_the_folder_is_our_own_or_has_a_package() -> None:
    of_packages = [row.file for row in copied()]
    assert len(of_packages) == len(set(of_packages))
    assert own_files().isdisjoint(of_packages)
    assert own_files() | set(of_packages) == set(listed())


@pytest.mark.parametrize("row", copied(), ids=lambda row: row.file)
def test_what_is_shipped_names_package_version_and_copyright_and_has_the_licence(row: Copied) -> None:
    assert f"{row.package} {row.version}" in NOTICES
    assert row.copyright.startswith("Copyright")
    assert row.copyright in NOTICES
    assert FULL_TEXTS[row.licence] in NOTICES
