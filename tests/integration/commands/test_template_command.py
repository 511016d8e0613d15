"""headroom template: a workbook to be filled in, with a tenant's words where one is named."""

from pathlib import Path

from tests.integration.commands.conftest import Headroom, environment
from tests.support import prepared
from tests.support.clocks import PATIENCE
from tests.support.templates import filled_in, lists_of


def test_a_template_needs_no_database_unless_it_is_to_have_somebodys_words(tmp_path: Path) -> None:
    env = environment(tmp_path, None)
    told = prepared.run(["template", "roster"], env=env, cwd=tmp_path, timeout=5 * PATIENCE)
    assert (told.returncode, told.stdout) == (0, "headroom-template-roster.xlsx: Roster, to be filled in\n"), (
        told.stderr
    )
    assert [*lists_of((tmp_path / "headroom-template-roster.xlsx").read_bytes())] == [
        "list_localities", "list_states", "list_yes_or_no",
    ]  # fmt: skip
    assert not (tmp_path / "data").exists()


def test_a_template_with_a_tenants_words_imports_once_it_is_filled_in(headroom: Headroom, tmp_path: Path) -> None:
    assert headroom("template", "products", "-o", "products.xlsx").returncode == 0
    file = tmp_path / "products.xlsx"
    file.write_bytes(filled_in(file.read_bytes(), {"SKU": "BEAR"}, {"SKU": "PLUSH", "Kind": "MATERIAL"}))
    done = headroom("import", "products", "products.xlsx", "--tenant", "demo")
    assert "products: 2 created" in done.stdout, done.stderr
    told = headroom("template", "bom", "--tenant", "demo", "-o", "bom.xlsx")
    assert told.returncode == 0, told.stderr
    words = lists_of((tmp_path / "bom.xlsx").read_bytes())
    assert (words["list_skus"], words["list_components"]) == (["BEAR", "PLUSH"], ["PLUSH", "BEAR"])


def test_what_there_is_no_template_of_is_refused_in_a_line(headroom: Headroom) -> None:
    for arguments, said in (
        (["template", "people"], "there is no template 'people'; accepted: "),
        (["template", "roster", "--tenant", "nobody"], "there is no tenant 'nobody'"),
        (["template", "roster", "-o", "nowhere/roster.xlsx"], "nowhere/roster.xlsx cannot be written: No such file"),
    ):
        told = headroom(*arguments)
        assert told.returncode == 1
        assert told.stderr.startswith(f"error: {said}"), told.stderr
        assert len(told.stderr.splitlines()) == 1
