"""The headroom command: one line of error and a status that is not 0 when something fails.

A command's module is imported when the command is called. What is imported here, every command waits for.
"""

import os
import sys
from contextlib import suppress
from typing import Annotated, Any, NoReturn

import typer
from typer.exceptions import TyperException

from server.commands.lazy import LazyCommand, LazyGroup
from server.errors import CommandFailed, Misconfigured
from server.release import VERSION
from services.shared.errors import InvalidInput, NotFound, Refusal, Refusals, Unavailable

SHOWN_ERRORS = 100

# In the order of the help. Each line is the command's own; tests/rules/test_command_line.py compares them.
COMMANDS = {
    "demo": LazyCommand(
        "server.commands.demo:demo",
        "Load sample data for the tenant demo, print a ready token, and serve until stopped.",
    ),
    "serve": LazyCommand(
        "server.commands.serve:serve",
        "Serve. An embedded database is migrated first; another one must have been (headroom migrate).",
    ),
    "migrate": LazyCommand(
        "server.commands.migrate:migrate",
        "Bring the database up to date, as its owner (HEADROOM_OWNER_DATABASE_URL, else HEADROOM_DATABASE_URL).",
    ),
    "token": LazyCommand(
        "server.commands.token:token",
        "Print a token; without HEADROOM_JWT_SECRET a secret is made and kept in the data directory.",
    ),
    "weeks": LazyCommand(
        "server.commands.weeks:weeks",
        "Give each ISO week the working time of its month, and Monday to Friday less public holidays as working days.",
    ),
    "verify": LazyCommand(
        "server.commands.verify:verify",
        "Print every row that differs from what a recomputation gives; exit 1 if any does.",
    ),
    "alerts": LazyCommand(
        "server.commands.alerts:alerts",
        "Open and close alerts by the figures of today, or of a day; a server does so every 15 minutes.",
    ),
    "backup": LazyCommand(
        "server.commands.backup:backup",
        "Write the whole database into a file, as a role that sees past row-level security.",
    ),
    "restore": LazyCommand(
        "server.commands.backup:restore",
        "Fill an empty database from a backup, as its owner; headroom verify says afterwards whether all is well.",
    ),
    "schema": LazyCommand(
        "server.commands.schema:schema",
        "Print the GraphQL schema in its definition language.",
    ),
    "template": LazyCommand(
        "server.commands.template:template",
        "Write a workbook to be filled in and imported.",
    ),
    "tenant": LazyCommand(
        "server.commands.tenant:app",
        "Create and list tenants.",
    ),
    "api-key": LazyCommand(
        "server.commands.api_key:app",
        "API keys for programs, such as Power BI.",
    ),
    "import": LazyCommand(
        "server.commands.imports:app",
        "Load files: months, a roster, a forecast, or exports of the old system.",
    ),
}


class Commands(LazyGroup):
    """Every command there is."""

    lazy_commands = COMMANDS


app = typer.Typer(cls=Commands, no_args_is_help=True, pretty_exceptions_enable=False)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"headroom {VERSION}")
        raise typer.Exit


@app.callback()
def headroom(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_say_version, help="Say which release this is.")
    ] = False,
) -> None:
    """Capacity planning: will the people we have, and plan to hire, handle the work we expect?"""


def main() -> None:
    """Run the command line."""
    try:
        status = app(standalone_mode=False)
    except TyperException as error:
        _refuse_usage(error)
    except (Refusals, Refusal) as refusal:
        _fail(*_lines(refusal))
    except (CommandFailed, Misconfigured) as error:
        _fail(*str(error).splitlines())
    except BrokenPipeError:  # whoever read what is said has read enough
        _say_no_more()
        raise SystemExit(1) from None
    except Exception as error:
        if (line := _line_of_system(error) or _line_of_database(error)) is None:
            raise
        _fail(line)
    else:
        raise SystemExit(status or 0)


def _lines(refusal: Refusal | Refusals) -> list[str]:
    refusals = refusal.refusals if isinstance(refusal, Refusals) else [refusal]
    return [
        f"{one.message} (accepted: {one.accepted})"
        if isinstance(one, InvalidInput | NotFound) and one.accepted
        else one.message
        for one in refusals
    ]


def _line_of_system(error: Exception) -> str | None:
    """What the system refused in one line, such as room on a disk; None for any other error."""
    match error:
        case Unavailable(__cause__=OSError(strerror=str(reason))):
            return f"{error} ({reason})"
        case Unavailable():
            return str(error)
        case OSError(strerror=str(reason), filename=name):
            _say_no_more()
            return reason if name is None else f"{name}: {reason}"
    return None


def _say_no_more() -> None:
    """Drop what is left to be said on standard output: it failed, and would fail again when the process ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _line_of_database(error: Exception) -> str | None:
    """What an error of the database says in one line; None for any other, which is a mistake of ours."""
    # Imported late: these modules bring the driver and SQLAlchemy, which commands without a database do not need.
    from db.admin.migrate import OwnerRefused
    from db.errors import (
        ConcurrentChange,
        DatabaseFull,
        DatabaseReadOnly,
        DatabaseUnavailable,
        StatementTookTooLong,
        reason_of,
    )
    from db.postgres.address import UnreadableAddress
    from db.revisions import DatabaseIsNewer

    match error:
        case UnreadableAddress() | DatabaseIsNewer():
            return str(error)
        case OwnerRefused():
            return f"the database refuses: {error}"
        case StatementTookTooLong():
            return f"{error} by the database's own limit; nothing was applied"
        case DatabaseReadOnly():
            return "the database takes no changes now; nothing was applied"
        case DatabaseFull():
            return "the database has no room left on its disk; nothing was applied"
        case DatabaseUnavailable():
            return f"the database cannot be reached: {reason_of(error) or 'no answer'}"
        case ConcurrentChange():
            return "somebody else changed the same rows at the same time; nothing was applied, try again"
    return None


def _refuse_usage(error: Any) -> NoReturn:
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()
        raise SystemExit(error.exit_code)
    more = f"; {error.ctx.command_path} --help says more" if getattr(error, "ctx", None) else ""
    message = " ".join(error.format_message().split()).rstrip(".")
    typer.echo(f"error: {message}{more}", err=True)
    raise SystemExit(error.exit_code)


def _fail(*lines: str) -> NoReturn:
    for line in lines[:SHOWN_ERRORS]:
        typer.echo(f"error: {line}", err=True)
    if len(lines) > SHOWN_ERRORS:
        typer.echo(f"error: … and {len(lines) - SHOWN_ERRORS} more", err=True)
    raise SystemExit(1)


if __name__ == "__main__":
    main()
