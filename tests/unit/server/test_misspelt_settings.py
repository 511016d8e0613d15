"""A variable that is meant for us and sets nothing is told by every command, with the setting that was meant."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from server.misspelt_settings import OTHERS, misspelt
from server.settings import Settings
from tests.unit.server.test_wrong_settings import COMMANDS, PASSWORD, Told, told

__all__ = ["told"]
OF_SERVICES = {
    "HEADROOM_SERVICE_HOST": "10.0.0.1",
    "HEADROOM_SERVICE_PORT": "8000",
    "HEADROOM_SERVICE_PORT_HTTP": "8000",
    "HEADROOM_PORT": "tcp://10.0.0.1:8000",
    "HEADROOM_PORT_8000_TCP": "tcp://10.0.0.1:8000",
    "HEADROOM_PORT_8000_TCP_PROTO": "tcp",
    "HEADROOM_PORT_8000_TCP_ADDR": "10.0.0.1",
    "HEADROOM_DB_PORT": "tcp://10.0.0.2:5432",
    "HEADROOM_DB_PORT_5432_TCP_PORT": "5432",
    "HEADROOM_DB_SERVICE_PORT": "5432",
}
OTHER_PROGRAMS = [
    "BEDROOM_DATABASE_URL",
    "DATABASE_URL",
    "HEAD",
    "HEADROOM",
    "HEADBOARD_PORT",
    "PATH",
    "PORT",
    "ROOM_HOST",
]


def typos(variable: str) -> Iterator[str]:
    """A name with one letter less, one twice, and two that have changed places, wherever that is."""
    for place, letter in enumerate(variable):
        yield variable[:place] + variable[place + 1 :]
        yield variable[:place] + letter + variable[place:]
    for place, (one, next_one) in enumerate(pairwise(variable)):
        if one != next_one:
            yield variable[:place] + next_one + one + variable[place + 2 :]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_whatever_is_misspelt_is_told_with_the_setting_that_was_meant(name: str) -> None:
    variable = f"HEADROOM_{name.upper()}"
    for typo in (*typos(variable), *typos(variable.lower())):
        (line,) = misspelt({typo: PASSWORD}, None, Settings.model_fields)
        assert line == f"{typo} is no setting and changes nothing; did you mean {variable}?"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("HEADROOM_DB_URL", "HEADROOM_DATABASE_URL"),
        ("HEADROOM_SECRET", "HEADROOM_JWT_SECRET"),
        ("HEADROOM_JWT_SECRET_FILE", "HEADROOM_JWT_SECRET"),
        ("HEADROOM_LOGLEVEL", "HEADROOM_LOG_LEVEL"),
        ("HEADROOM_CORS_ORIGINS", "HEADROOM_ALLOWED_ORIGINS"),
        ("headroom_poolsize", "HEADROOM_POOL_SIZE"),
    ],
)
def test_what_somebody_remembered_otherwise_is_told_too(name: str, meant: str) -> None:
    (line,) = misspelt({name: "x"}, None, Settings.model_fields)
    assert line.endswith(f"did you mean {meant}?")


def test_what_is_like_nothing_is_told_with_where_to_look() -> None:
    (line,) = misspelt({"HEADROOM_FOO": "x"}, None, Settings.model_fields)
    assert line == "HEADROOM_FOO is no setting and changes nothing; docs/operations.md lists those that do"


def test_settings_and_what_is_not_for_us_are_left_alone() -> None:
    settings = dict.fromkeys((f"HEADROOM_{name.upper()}" for name in Settings.model_fields), "x")
    lower = {name.lower(): "x" for name in settings}
    others = dict.fromkeys((*OTHERS, *OTHER_PROGRAMS), "x")
    assert misspelt({**settings, **lower, **others, **OF_SERVICES}, None, Settings.model_fields) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_tells_it(told: Told, tmp_path: Path, command: str) -> None:
    (tmp_path / ".env").write_text(f"headroom_jwt_secrt={PASSWORD}\nHEADROOM_POOL_SIZE=abc\nOTHER_SECRT=x\n")
    first, second, last = told(*COMMANDS[command], databaseurl=PASSWORD)
    assert first == (
        "warning: HEADROOM_DATABASEURL is no setting and changes nothing; did you mean HEADROOM_DATABASE_URL?"
    )
    assert second == (
        "warning: headroom_jwt_secrt, in .env, is no setting and changes nothing; did you mean HEADROOM_JWT_SECRET?"
    )
    assert last.startswith("error: HEADROOM_POOL_SIZE is 'abc'; accepted: ")


def test_an_env_file_that_cannot_be_read_is_told_once(told: Told, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"HEADROOM_ISSUR=\xff\n")
    (line,) = told("tenant", "list")
    assert line.startswith("error: .env cannot be read: it is not UTF-8; accepted: ")
