"""Where no database is, none is made in silence, and none is taken for another."""

from pathlib import Path

import pytest

from tests.integration.commands.conftest import Headroom
from tests.integration.commands.test_commands import one_line


@pytest.mark.parametrize(
    "command",
    [
        ["tenant", "list"],
        ["api-key", "list", "--tenant", "acme"],
        ["api-key", "create", "--tenant", "acme", "--name", "BI", "--role", "REPORTING"],
        ["import", "roster", "file.csv", "--tenant", "acme"],
        ["import", "v1", "--tenant", "acme", "--roster", "file.csv"],
        ["weeks", "--tenant", "acme", "--year", "2025"],
        ["verify"],
        ["backup", "all.dump"],
        ["migrate", "--check"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("has_secret", [True, False])
def test_no_second_database_is_made_in_silence(
    headroom: Headroom, tmp_path: Path, command: list[str], has_secret: bool
) -> None:
    (tmp_path / "file.csv").write_text("CN\n")
    nowhere: dict[str, str | None] = {"HEADROOM_DATABASE_URL": None, "HEADROOM_OWNER_DATABASE_URL": None}
    told = one_line(headroom(*command, **nowhere, **({} if has_secret else {"HEADROOM_JWT_SECRET": None})))
    assert told.startswith(f"error: there is no database in {tmp_path / 'data'}; ")
    assert "HEADROOM_DATABASE_URL" in told
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", [["migrate"], ["tenant", "create", "acme"], ["restore", "file.csv"], ["serve"]])
@pytest.mark.parametrize("name", ["HEADROOM_OWNER_DATABASE_URL", "HEADROOM_BACKUP_DATABASE_URL"])
def test_no_embedded_database_is_taken_for_a_server_that_is_named(
    headroom: Headroom, tmp_path: Path, command: list[str], name: str
) -> None:
    (tmp_path / "file.csv").write_text("CN\n")
    named = {
        "HEADROOM_DATABASE_URL": None,
        "HEADROOM_OWNER_DATABASE_URL": None,
        name: "postgresql://nobody@x.invalid/y",
    }
    told = one_line(headroom(*command, **named))
    assert told.startswith(f"error: {name} names a server and HEADROOM_DATABASE_URL does not")
    assert not (tmp_path / "data").exists()
