"""Every setting is where an operator looks for it, with the default it has."""

import re
from pathlib import Path

import pytest

from server.settings import Settings
from server.wrong_settings import PREFIX

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
ROW = re.compile(r"^\| (`HEADROOM_[^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
DEFAULTS = {f"{PREFIX}{name.upper()}": field.default for name, field in Settings.model_fields.items()}


def rows() -> list[tuple[list[str], list[str], str]]:
    """The table of settings: names, their defaults, and what they are."""
    found = ROW.findall(OPERATIONS.read_text("utf-8"))
    return [
        ([name.strip("`") for name in names.split(", ")], defaults.split(", "), what) for names, defaults, what in found
    ]


def test_every_setting_is_in_the_table_once_and_nothing_else_is() -> None:
    listed = sorted(name for names, _, _ in rows() for name in names)
    assert listed == sorted(DEFAULTS)


@pytest.mark.parametrize("name", [name for name, default in DEFAULTS.items() if isinstance(default, int | float)])
def test_a_default_that_is_a_number_is_the_one_that_counts(name: str) -> None:
    (told,) = [dict(zip(names, defaults, strict=True))[name] for names, defaults, _ in rows() if name in names]
    default = DEFAULTS[name]
    assert told.replace(",", "") == (str(default).lower() if isinstance(default, bool) else f"{default:.15g}")
