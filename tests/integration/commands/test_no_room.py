"""What cannot be written is told in one line, and leaves nothing half-written behind."""

import subprocess
from pathlib import Path

import pytest

from server.signin.secret import FILE
from tests.integration.commands.conftest import COMMAND, environment
from tests.integration.commands.test_commands import one_line
from tests.support.clocks import PATIENCE

FULL = Path("/dev/full")
NO_FILES = ["sh", "-c", 'ulimit -f 0; exec "$@"', "sh"]  # every byte of a file is one too many

pytestmark = pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")


def headroom(folder: Path, *arguments: str, before: list[str] | None = None, out: Path | None = None):  # type: ignore[no-untyped-def]
    """What became of a command in a process of its own, started in some way, and writing to some place."""
    with (out or folder / "out").open("wb") as told:
        return subprocess.run(
            [*(before or []), *COMMAND, *arguments],
            env=environment(folder, None), cwd=folder, stdout=told, stderr=subprocess.PIPE, text=True,
            timeout=2 * PATIENCE, check=False,
        )  # fmt: skip


def test_a_full_disk_behind_standard_output(tmp_path: Path) -> None:
    for arguments in (["schema"], ["--help"]):
        assert one_line(headroom(tmp_path, *arguments, out=FULL)) == "error: No space left on device"


def test_somebody_who_reads_no_further(tmp_path: Path) -> None:
    run = subprocess.run(
        ["sh", "-c", '"$@" | head -n 1', "sh", *COMMAND, "schema"],
        env=environment(tmp_path, None), cwd=tmp_path, capture_output=True, text=True,
        timeout=2 * PATIENCE, check=False,
    )  # fmt: skip
    assert run.stdout.count("\n") == 1
    assert run.stderr == ""


def test_a_secret_that_cannot_be_kept_is_not_half_kept(tmp_path: Path) -> None:
    asked = ["token", "--tenant", "acme", "--role", "VIEWER"]
    assert "no secret can be kept in" in one_line(headroom(tmp_path, *asked, before=NO_FILES))
    assert list((tmp_path / "data").iterdir()) == []
    assert "there is no tenant 'acme'" in one_line(headroom(tmp_path, *asked))
    assert len((tmp_path / "data" / FILE).read_text()) == 96
    assert (tmp_path / "data" / FILE).stat().st_mode & 0o077 == 0
    (tmp_path / "data" / FILE).write_text("")
    assert "is not whole; remove the file" in one_line(headroom(tmp_path, *asked))


@pytest.mark.parametrize("was_there", [True, False])
def test_a_template_that_cannot_be_written_leaves_what_was_there(tmp_path: Path, was_there: bool) -> None:
    if was_there:
        (tmp_path / "roster.xlsx").write_text("mine")
    line = one_line(headroom(tmp_path, "template", "roster", "-o", "roster.xlsx", before=NO_FILES))
    assert line.startswith("error: there is no room for a workbook now; try again in a moment (")
    assert [file.name for file in tmp_path.glob("roster*")] == ["roster.xlsx"] * was_there
    assert not was_there or (tmp_path / "roster.xlsx").read_text() == "mine"
    assert headroom(tmp_path, "template", "roster", "-o", "roster.xlsx").returncode == 0
    assert [file.name for file in tmp_path.glob("roster*")] == ["roster.xlsx"]


def test_what_a_link_points_at_is_written_to_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("former")
    (tmp_path / "link").symlink_to("there")
    assert headroom(tmp_path, "template", "roster", "-o", "link").returncode == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there").read_bytes().startswith(b"PK")
