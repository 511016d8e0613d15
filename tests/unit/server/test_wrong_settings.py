"""A setting that makes no sense ends any command in a line for each, which names variable, value and what would do."""

import socket
import sys
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from types import NoneType
from typing import Any, get_args

import pytest

from server import cli
from server.settings import DEFAULT_PORT, Settings

PASSWORD = "hunter2-and-more"
# What no field of a type takes; for texts, which take nearly everything, by field.
NO_NUMBER = ["abc", "", " ", "12x", "nan", "inf", "1e999", "-1e999", "-1"]
BY_TYPE: dict[type, list[str]] = {
    int: [*NO_NUMBER, "1.5"],
    float: NO_NUMBER,
    Decimal: NO_NUMBER,
    bool: ["abc", "", "2", "maybe"],
}
DATABASES = [
    "", "abc", "mysql://host/db", f"postgresql://u:{PASSWORD}@host:port/db", f"postgresql://u:{PASSWORD}@h:99999/db",
    f"postgresql://u:{PASSWORD}@h/db?sslmode=maybe", f"postgresql://u:{PASSWORD}@h/db?no_such_option=1",
    f"postgresql:/u:{PASSWORD}/db",
]  # fmt: skip
FOLDERS = [__file__, f"{__file__}/below", "/dev/null/x"]
BY_FIELD: dict[str, list[str]] = {
    "database_url": DATABASES,
    "owner_database_url": DATABASES,
    "backup_database_url": DATABASES,
    "postgres_programs": FOLDERS,
    "data_dir": FOLDERS,
    "jwt_secret": ["", PASSWORD],
    "jwks_url": ["abc", "ftp://host/keys", "https://", f"htps://u:{PASSWORD}@host"],
    "host": ["", " "],
    "issuer": ["", " "],
    "audience": [""],
    "tenant_claim": [""],
    "roles_claim": ["\t"],
    "departments_claim": [""],
    "allowed_origins": [
        "*",
        "dashboard.example.org",
        "https://a.example/page",
        "null",
        "https://a.example/",
        "https://a:65536",
        "http://[::::]",
    ],
    "trusted_documents": ["a folder", "documents.json, other.txt"],
    "public_url": [
        "abc",
        "https://a b",
        f"https//u:{PASSWORD}@host",
        f"https://u:{PASSWORD}@host",
        "https://host:99999",
    ],
    "trusted_proxies": ["localhost", "10.0.0.0/33"],
    "otlp_endpoint": ["collector:4318", f"grpc://u:{PASSWORD}@host"],
    "log_level": ["", "loud", "infos"],
}
COMMANDS: dict[str, list[str]] = {
    "alerts": ["alerts"],
    "demo": ["demo", "--port", "1"],
    "serve": ["serve"],
    "migrate": ["migrate", "--check"],
    "token": ["token", "--tenant", "a", "--role", "ADMIN"],
    "weeks": ["weeks", "--tenant", "a", "--year", "2025"],
    "verify": ["verify"],
    "backup": ["backup", "no-such-file"],
    "restore": ["restore", __file__],
    "tenant": ["tenant", "list"],
    "api-key": ["api-key", "list", "--tenant", "a"],
    "template": ["template", "roster", "--tenant", "a"],
    "import": ["import", "months", __file__, "--tenant", "a"],
}
Told = Callable[..., list[str]]


def nonsense(name: str) -> list[str]:
    """Values that a setting cannot have."""
    kinds = {*get_args(Settings.model_fields[name].annotation), Settings.model_fields[name].annotation} - {NoneType}
    return BY_FIELD.get(name) or next(BY_TYPE[kind] for kind in kinds if kind in BY_TYPE)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Told:
    """What a command says when it fails, in a folder of its own and with some variables set."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, **settings: str) -> list[str]:
        with monkeypatch.context() as patched:
            for name, value in settings.items():
                patched.setenv(f"HEADROOM_{name.upper()}", value)
            patched.setattr(sys, "argv", ["headroom", *arguments])
            with pytest.raises(SystemExit) as ended:
                cli.main()
        said = capsys.readouterr()
        assert ended.value.code not in (0, None), said
        assert PASSWORD not in said.out + said.err
        assert "Traceback" not in said.err
        return said.err.splitlines()

    return run


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_would_take(told: Told, name: str) -> None:
    for value in nonsense(name):
        (line,) = told("tenant", "list", **{name: value})
        variable = f"HEADROOM_{name.upper()}"
        hidden = f"error: {variable} cannot be used, and is not shown here; accepted: "
        is_secret = PASSWORD in value or name.endswith("database_url") or name == "jwt_secret"
        begins = hidden if is_secret else f"error: {variable} is {value[:80]!r}; accepted: "
        assert line.startswith(begins), line
        assert len(line) > len(begins)
        assert nonsense(name) is not NO_NUMBER or line[len(begins) :].startswith("a number "), line


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_it(told: Told, command: str) -> None:
    (line,) = told(*COMMANDS[command], pool_size="abc")
    assert line == "error: HEADROOM_POOL_SIZE is 'abc'; accepted: a whole number of at least 1 and of at most 200"


def test_every_command_is_asked() -> None:
    assert set(cli.COMMANDS) - {"schema"} == set(COMMANDS), "the schema needs no settings"


def test_all_wrong_settings_are_named(told: Told) -> None:
    wrong = {name: nonsense(name)[0] for name in Settings.model_fields}
    lines = told("verify", **wrong)
    assert [line.split()[1] for line in lines] == [f"HEADROOM_{name.upper()}" for name in wrong]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"HEADROOM_POOL_SIZE=abc\n", "HEADROOM_POOL_SIZE is 'abc'; accepted: "),
        (b"# ours\n\nHEADROOM_POOL_SIZE\n", ".env, line 3: sets nothing; accepted: "),
        (b'A=1\nHEADROOM_JWT_SECRET="hunter2-and-more\n', ".env, line 2: sets nothing; accepted: "),
        (b"HEADROOM_DATABASE_URL = 'hunter2-and-more' x\n", ".env, line 1: sets nothing; accepted: "),
        (b"HEADROOM_ISSUER=\xff\n", ".env cannot be read: it is not UTF-8; accepted: "),
    ],
)
def test_a_line_of_an_env_file_is_told_too(told: Told, tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / ".env").write_bytes(content)
    (line,) = told("tenant", "list")
    assert line.startswith(f"error: {said}"), line


def test_lines_of_other_programs_are_not_our_business(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("OTHER\nalso this\nHEADROOM_POOL_SIZE=7\n")
    chosen: Any = Settings()
    assert chosen.pool_size == 7


@pytest.mark.parametrize(
    "value", ["-1", "abc", "70000", "8000.5", "８０００", "http://10.0.0.1:8000", "tcp://", "tcp:8000"]
)
def test_a_port_of_the_environment_is_checked_as_an_option_is(told: Told, value: str) -> None:
    for command in ("serve", "demo"):
        (line,) = told(command, port=value)
        assert "HEADROOM_PORT" in line
        assert value in line


@pytest.mark.parametrize("address", ["tcp://10.0.0.1:8000", "udp://10.0.0.1:53", "TCP://[fd00::1]:8000"])
def test_the_address_of_a_service_named_headroom_is_no_port_of_ours(
    told: Told, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    (line,) = told("serve", "--port", address)
    assert "is no port" in line
    monkeypatch.setenv("HEADROOM_PORT", address)
    chosen: Any = Settings(_env_file=None)
    assert chosen.port == DEFAULT_PORT


def test_where_to_listen_is_said_by_any_setting_and_by_options_first(told: Told, tmp_path: Path) -> None:
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as one,
        closing(socket.create_server(("127.0.0.1", 0))) as other,
    ):
        taken, others = str(one.getsockname()[1]), str(other.getsockname()[1])
        (tmp_path / ".env").write_text(f"HEADROOM_HOST=localhost\nheadroom_port={others}\n")
        for where, options, settings in (
            (f"localhost:{others}", [], {}),
            (f"localhost:{taken}", [], {"port": taken}),
            (f"127.0.0.1:{others}", [], {"host": "127.0.0.1"}),
            (f"127.0.0.1:{taken}", ["--host", "127.0.0.1", "--port", taken], {"port": others}),
        ):
            (line,) = told("serve", *options, jwt_secret="x" * 40, **settings)
            assert line.startswith(f"error: cannot listen on {where}: "), line
        (line,) = told("demo")
        assert line.startswith(f"error: cannot listen on 127.0.0.1:{others}: "), line


@pytest.mark.parametrize("host", ["a..b", "x" * 70 + ".example", "nowhere.invalid"])
def test_a_host_that_is_none_is_refused_in_a_line(told: Told, host: str) -> None:
    (line,) = told("serve", host=host, jwt_secret="x" * 40)
    assert host in line
