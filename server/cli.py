"""The headroom command: one line of error and a status that is not 0 when something fails."""

from typing import Any, NoReturn

import typer
from typer.exceptions import TyperException

from db.errors import ConcurrentChange, DatabaseUnavailable
from db.postgres.address import UnreadableAddress
from server.commands import api_key, backup, demo, imports, migrate, schema, serve, tenant, token, verify, weeks
from server.commands.shared import CommandFailed
from server.http.tracing import TracingNotInstalled
from server.signin.tokens import SignInNotConfigured
from services.shared.errors import InvalidInput, Refusal, Refusals

SHOWN_ERRORS = 100

app = typer.Typer(
    help="Capacity planning: will the people we have, and plan to hire, handle the work we expect?",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("migrate")(migrate.migrate)
app.add_typer(tenant.app, name="tenant")
app.command("token")(token.token)
app.add_typer(api_key.app, name="api-key")
app.add_typer(imports.app, name="import")
app.command("weeks")(weeks.weeks)
app.command("verify")(verify.verify)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("schema")(schema.schema)


def main() -> None:
    """Run the command line."""
    try:
        status = app(standalone_mode=False)
    except TyperException as error:
        _refuse_usage(error)
    except (Refusals, Refusal) as refusal:
        _fail(*_lines(refusal))
    except (CommandFailed, SignInNotConfigured, TracingNotInstalled, UnreadableAddress) as error:
        _fail(str(error))
    except DatabaseUnavailable as error:
        _fail(f"the database cannot be reached: {_reason(error)}")
    except ConcurrentChange:
        _fail("somebody else changed the same rows at the same time; nothing was applied, try again")
    else:
        raise SystemExit(status or 0)


def _lines(refusal: Refusal | Refusals) -> list[str]:
    refusals = refusal.refusals if isinstance(refusal, Refusals) else [refusal]
    return [
        f"{one.message} (accepted: {one.accepted})" if isinstance(one, InvalidInput) and one.accepted else one.message
        for one in refusals
    ]


def _reason(error: DatabaseUnavailable) -> str:
    cause = error.__cause__
    return (str(cause).splitlines() or [type(cause).__name__])[0] if cause else "no answer"


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
