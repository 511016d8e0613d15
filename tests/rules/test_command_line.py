"""The command line knows what its commands are without importing them, so that none waits for what others need."""

import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import jwt
import pytest
import typer
from typer.testing import CliRunner

from server.cli import COMMANDS, app, headroom
from server.release import VERSION
from tests.integration.commands.conftest import environment
from tests.support.api import SECRET
from tests.support.clocks import PATIENCE

COMMAND_FILES = Path(__file__).parents[2] / "server" / "commands"
HEAVY = {
    "sqlalchemy", "asyncpg", "alembic", "strawberry", "graphql", "starlette", "uvicorn", "openpyxl", "highspy", "numpy",
    "holidays", "rich",
}  # fmt: skip
OF_SOME_REQUESTS = {"openpyxl", "highspy", "numpy", "holidays"}  # and of the server's child processes
RUN = """
import json, sys
from server.cli import main
try:
    main()
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def run(folder: Path, code: str, *arguments: str, **settings: str) -> tuple[str, set[str]]:
    """What a fresh interpreter prints, and the packages that it has loaded by the end."""
    command = [sys.executable, "-c", code, *arguments]
    environ = {**environment(folder, None), **settings}
    done = subprocess.run(
        command, env=environ, cwd=folder, capture_output=True, text=True, timeout=2 * PATIENCE, check=True
    )
    return done.stdout, {name.partition(".")[0] for name in json.loads(done.stderr)}


def eager() -> typer.Typer:
    """The same command line, of commands that are all imported."""
    found = typer.Typer(no_args_is_help=True)
    found.callback()(headroom)
    for name, lazy in COMMANDS.items():
        module, _, attribute = lazy.place.partition(":")
        command = getattr(import_module(module), attribute)
        if isinstance(command, typer.Typer):
            found.add_typer(command, name=name)
        else:
            found.command(name)(command)
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_a_command_says_of_itself(name: str) -> None:
    command = COMMANDS[name].load(name)
    assert (command.name, command.help) == (name, COMMANDS[name].help)
    assert not (command.hidden or command.deprecated or command.short_help), "the list shows none of these"


def test_every_command_is_in_the_list() -> None:
    documented = re.compile(r'"""headroom ')
    files = {path.stem for path in COMMAND_FILES.glob("*.py") if documented.match(path.read_text("utf-8"))}
    assert len(files) > 10
    assert files == {command.place.partition(":")[0].rpartition(".")[2] for command in COMMANDS.values()}


@pytest.mark.parametrize("arguments", [["--help"], [], ["token", "--help"], ["tenant"], ["tenant", "create", "--help"]])
def test_help_is_that_of_commands_which_are_imported(arguments: list[str]) -> None:
    shown, expected = (CliRunner().invoke(of, arguments, prog_name="headroom") for of in (app, eager()))
    assert (shown.output, shown.exit_code) == (expected.output, expected.exit_code)
    assert "Usage: headroom" in shown.output


@pytest.mark.parametrize("arguments", [["tokne"], ["--nonsense"], ["token", "--nonsense"], ["tenant", "crate"]])
def test_mistakes_are_refused_as_those_of_commands_which_are_imported(arguments: list[str]) -> None:
    shown, expected = (CliRunner().invoke(of, arguments, prog_name="headroom") for of in (app, eager()))
    assert (shown.output, shown.exit_code) == (expected.output, expected.exit_code)
    assert shown.exit_code == 2


def test_help_loads_nothing_that_commands_need(tmp_path: Path) -> None:
    told, loaded = run(tmp_path, RUN, "--help")
    assert all(f" {name} " in told for name in COMMANDS)
    assert loaded & HEAVY == {"rich"}  # it draws the help


def test_it_says_which_release_it_is(tmp_path: Path) -> None:
    told, loaded = run(tmp_path, RUN, "--version")
    assert told == f"headroom {VERSION}\n"
    assert loaded & HEAVY == set()


@pytest.mark.parametrize(("typed", "offered"), [("", set(COMMANDS)), ("to", {"token"}), ("--ver", {"--version"})])
def test_a_shell_is_offered_commands_that_nobody_waits_for(tmp_path: Path, typed: str, offered: set[str]) -> None:
    asked = {"_HEADROOM_COMPLETE": "complete_bash", "COMP_WORDS": f"headroom {typed}", "COMP_CWORD": "1"}
    code = RUN.replace("import json, sys", "import json, sys; sys.argv[0] = 'headroom'")
    told, loaded = run(tmp_path, code, **asked)
    assert offered <= set(told.split())
    assert loaded & HEAVY == set()


def test_a_shell_is_offered_what_a_command_takes(tmp_path: Path) -> None:
    asked = {"_HEADROOM_COMPLETE": "complete_bash", "COMP_WORDS": "headroom tenant cr", "COMP_CWORD": "2"}
    told, _ = run(tmp_path, RUN.replace("import json, sys", "import json, sys; sys.argv[0] = 'headroom'"), **asked)
    assert told.split() == ["create"]


def test_a_token_is_issued_without_database_and_server_where_a_secret_is_configured(tmp_path: Path) -> None:
    told, loaded = run(tmp_path, RUN, "token", "--tenant", "demo", "--role", "PLANNER", HEADROOM_JWT_SECRET=SECRET)
    assert jwt.decode(told.strip(), options={"verify_signature": False})["roles"] == ["PLANNER"]
    assert loaded & HEAVY == set()


def test_a_server_starts_without_what_some_requests_need(tmp_path: Path) -> None:
    code = "import json, sys, server.app; print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    _, loaded = run(tmp_path, code)
    assert "strawberry" in loaded
    assert loaded & (OF_SOME_REQUESTS | {"rich", "typer", "uvicorn"}) == set()
