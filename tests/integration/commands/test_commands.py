"""The command line: help on everything, one line of error, exit status not 0 on failure, JSON where asked for."""

import asyncio
import json
import socket
from pathlib import Path

import jwt
import pytest
from sqlalchemy import text

from db.admin.migrate import owner_connection
from db.engine import Database
from db.shared.tenants import tenant_id
from server.commands.imports import IMPORTS
from server.commands.postgres import Addresses
from services.shared.locks import PLAN
from tests.integration.commands.conftest import Headroom

ROSTER = "CN,First Name,Last Name,Platform,Location,State,Skills\nCN1,Ada,L,Amisys,Domestic,FL,Claims\n"
BAD = ROSTER + "CN2,,X,Amisys,Mars,FL,Claims\n"
MONTHS = "Year,Month,Work Type,Working Days,Work Hours,Occupancy,Shrinkage\n" + "".join(
    f"2025,{month},{where},21,9,95%,10%\n" for month in range(1, 13) for where in ("Domestic", "Global")
)
FORECAST = (
    "Main LOB,State,Case Type,Case ID,Target CPH,Jun-25,Jul-25,Aug-25,Sep-25,Oct-25,Nov-25\n"
    "Amisys Medicaid DOMESTIC,FL,Claims,C1,12.5,1000,1000,1000,1000,1000,1000\n"
)
COMMANDS = [
    [], ["demo"], ["serve"], ["migrate"], ["tenant"], ["tenant", "create"], ["tenant", "list"], ["token"], ["import"],
    *(["import", label] for label, kind in IMPORTS.items() if kind.command is not None), ["import", "v1"],
    ["weeks"], ["template"], ["verify"], ["alerts"], ["schema"], ["backup"], ["restore"],
]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path):  # type: ignore[no-untyped-def]
    def write(content: str, name: str = "file.csv") -> str:
        (tmp_path / name).write_text(content)
        return name

    return write


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(headroom: Headroom, command: list[str]) -> None:
    told = headroom(*command, "--help")
    assert told.returncode == 0
    assert "Usage:" in told.stdout


def one_line(told) -> str:  # type: ignore[no-untyped-def]
    """The one line of error of a command that failed."""
    assert told.returncode != 0
    lines = told.stderr.strip().splitlines()
    assert len(lines) == 1, told.stderr
    assert lines[0].startswith("error: ")
    assert "Traceback" not in told.stderr
    return str(lines[0])


def test_what_cannot_be_done_is_said_in_one_line(headroom: Headroom, file) -> None:  # type: ignore[no-untyped-def]
    assert "nobody" in one_line(headroom("import", "roster", file(ROSTER), "--tenant", "nobody"))
    assert "missing.csv" in one_line(headroom("import", "roster", "missing.csv", "--tenant", "demo"))
    assert ".pdf" in file("x", "a.pdf") and one_line(headroom("import", "roster", "a.pdf", "--tenant", "demo"))
    assert "Skills" in one_line(headroom("import", "roster", file("CN\n1\n"), "--tenant", "demo"))
    assert "--report" in one_line(headroom("import", "forecast", file(FORECAST), "--tenant", "demo"))
    assert "2025-4" in one_line(
        headroom("import", "forecast", file(FORECAST), "--tenant", "demo", "--report", "2025-4")
    )
    assert "BOSS" in one_line(headroom("token", "--tenant", "demo", "--role", "BOSS"))
    assert "demo" in one_line(headroom("tenant", "create", "demo"))
    assert "Atlantis" in one_line(headroom("weeks", "--tenant", "demo", "--year", "2025", "--calendar", "Atlantis"))
    assert "nonsense" in one_line(headroom("nonsense"))


OF_A_TENANT = [
    ["token", "--role", "VIEWER"], ["verify"], ["weeks", "--year", "2025"], ["api-key", "list"],
    ["api-key", "create", "--name", "x", "--role", "VIEWER"],
    ["api-key", "revoke", "00000000-0000-0000-0000-000000000000"],
    ["import", "roster", "roster.csv"], ["import", "months", "roster.csv"],
    ["import", "forecast", "roster.csv", "--report", "2025-04"], ["import", "v1", "--roster", "roster.csv"],
]  # fmt: skip


@pytest.mark.parametrize("command", OF_A_TENANT, ids=" ".join)
def test_a_tenant_that_does_not_exist_is_refused_with_those_there_are(
    headroom: Headroom, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "roster.csv").write_text(ROSTER)
    told = headroom(*command, "--tenant", "nosuch")
    assert told.stdout == ""
    assert one_line(told) == (
        "error: there is no tenant 'nosuch' (known: demo, other); headroom tenant create nosuch makes it"
    )
    impossible = one_line(headroom(*command, "--tenant", "Demo 1"))
    assert impossible.endswith("headroom tenant create makes one, of a name of up to 63 of a–z, 0–9 and dashes")


def test_a_token_is_refused_where_nothing_is_set_up(headroom: Headroom) -> None:
    nothing = {"HEADROOM_DATABASE_URL": None, "HEADROOM_OWNER_DATABASE_URL": None, "HEADROOM_JWT_SECRET": None}
    told = one_line(headroom("token", "--tenant", "acme", "--role", "VIEWER", **nothing))
    assert told == (
        "error: there is no tenant 'acme', since there is no database yet; headroom tenant create acme makes it"
    )


@pytest.mark.quick
def test_the_planners_first_day(headroom: Headroom, file) -> None:  # type: ignore[no-untyped-def]
    months = headroom("import", "months", file(MONTHS), "--tenant", "demo", "--json")
    assert json.loads(months.stdout)["created"] == 24
    weeks = headroom("weeks", "--tenant", "demo", "--year", "2025", "--calendar", "none")
    assert weeks.returncode == 0, weeks.stderr
    dry = headroom("import", "roster", file(BAD), "--tenant", "demo", "--dry-run", "--json")
    assert (json.loads(dry.stdout)["created"], json.loads(dry.stdout)["dry_run"]) == (1, True)
    strict = headroom("import", "roster", file(BAD), "--tenant", "demo", "--strict")
    assert "row 3" in one_line(strict)
    done = headroom("import", "roster", file(BAD), "--tenant", "demo")
    assert done.returncode == 0
    assert "1 created" in done.stdout
    assert "row 3" in done.stdout
    report = headroom("import", "forecast", file(FORECAST), "--tenant", "demo", "--report", "2025-04")
    assert report.returncode == 0, report.stderr
    assert headroom("verify").stdout == ""


def test_a_file_says_how_it_was_read_and_may_be_told(headroom: Headroom, file) -> None:  # type: ignore[no-untyped-def]
    german = "sep=;\n" + MONTHS.replace(",", ";").replace(";9;", ";9,0;")
    told = headroom("import", "months", file(german), "--tenant", "demo", "--dry-run")
    assert "UTF-8 with semicolon between cells, headings in row 1, decimal mark ," in told.stdout
    asked = headroom(
        "import",
        "months",
        file(german),
        "--tenant",
        "demo",
        "--dry-run",
        "--json",
        "--decimal",
        ",",
        "--encoding",
        "cp1250",
    )
    reading = json.loads(asked.stdout)["reading"]
    assert (reading["decimal_mark"], reading["encoding"]) == (",", "Windows-1250")
    assert "klingon" in one_line(
        headroom("import", "months", file(german), "--tenant", "demo", "--encoding", "klingon")
    )
    assert "decimal mark" in one_line(headroom("import", "months", file(german), "--tenant", "demo", "--decimal", "x"))


def test_imports_are_listed_in_the_order_in_which_files_are_loaded(headroom: Headroom) -> None:
    told = headroom("import", "--help").stdout
    listed = [told.index(f"│ {name} ") for name in ("months", "roster", "forecast", "v1")]
    assert listed == sorted(listed)


def test_only_a_forecast_is_asked_what_report_it_is_about(headroom: Headroom) -> None:
    for command, options in (("roster", 0), ("months", 0), ("forecast", 2), ("v1", 2)):
        told = headroom("import", command, "--help").stdout
        assert sum(option in told for option in ("--report", "--notes")) == options


def test_exports_of_the_old_system_are_one_transaction(headroom: Headroom, file) -> None:  # type: ignore[no-untyped-def]
    headroom("import", "months", file(MONTHS), "--tenant", "demo")
    files = ["--roster", file(ROSTER, "roster.csv"), "--forecast", file(FORECAST, "forecast.csv")]
    v1 = ["import", "v1", "--tenant", "demo", "--report", "2025-04", "--json"]
    assert "--roster, --forecast or --allocations" in one_line(headroom("import", "v1", "--tenant", "demo"))
    assert "--report" in one_line(headroom("import", "v1", "--tenant", "demo", *files))
    bad = file("CN,Main LOB,State,Case Type,Month,Year\nCN404,Amisys,FL,Claims,6,2025\n", "allocations.csv")
    assert "row 2" in one_line(headroom(*v1, *files, "--allocations", bad, "--strict"))
    dry = json.loads(headroom(*v1, *files, "--dry-run").stdout)
    done = json.loads(headroom(*v1, *files).stdout)
    assert done["forecast"]["history_log_id"], "creating a report is an entry"
    for outcome in (dry, done):
        assert [outcome[name]["created"] for name in ("roster", "forecast")] == [1, 1], "nothing stayed before"
    again = json.loads(headroom(*v1, *files).stdout)
    assert [again[name]["unchanged"] for name in ("roster", "forecast")] == [1, 1]


async def test_generated_weeks_wait_for_whoever_holds_the_plan(headroom: Headroom, file, database: Database) -> None:  # type: ignore[no-untyped-def]
    headroom("import", "months", file(MONTHS), "--tenant", "demo")
    waiting = text("""
        SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database
        WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()""")
    async with database.write(tenant_id("demo"), subject="tester") as session:
        await session.lock(PLAN, shared=True)
        weeks = asyncio.create_task(asyncio.to_thread(headroom, "weeks", "--tenant", "demo", "--year", "2025"))
        while not await session.scalar(waiting):
            assert not weeks.done(), weeks.result().stderr
            await asyncio.sleep(0.05)
        assert await session.scalar(text("SELECT count(*) FROM week_configuration")) == 0
    assert (await weeks).returncode == 0


async def test_verify_prints_what_differs_and_fails(headroom: Headroom, file, empty: Addresses) -> None:  # type: ignore[no-untyped-def]
    headroom("import", "months", file(MONTHS), "--tenant", "demo")
    headroom("import", "forecast", file(FORECAST), "--tenant", "demo", "--report", "2025-04")
    async with owner_connection(empty.owner) as owner:
        await owner.execute(text("SELECT set_config('app.tenant', :id, true)"), {"id": str(tenant_id("demo"))})
        await owner.execute(
            text("UPDATE monthly_capacity_summary SET total_capacity = 7 WHERE forecast_month_index = 1")
        )
    told = headroom("verify")
    assert told.returncode == 1
    assert told.stdout.startswith("demo: ")
    assert headroom("verify", "--tenant", "other").returncode == 0


def test_other_hours_are_told_with_what_no_longer_follows_and_are_no_failure(headroom: Headroom, file) -> None:  # type: ignore[no-untyped-def]
    headroom("import", "months", file(MONTHS), "--tenant", "demo")
    created = headroom("import", "forecast", file(FORECAST), "--tenant", "demo", "--report", "2025-04", "--json")
    assert json.loads(created.stdout)["history_log_id"]
    stale = "report 2025-04 no longer follows the configured hours in Jun-25, Jul-25 (1 record)"
    fewer = MONTHS.replace("2025,6,Domestic,21", "2025,6,Domestic,5")
    other = file(fewer.replace("2025,7,Domestic,21", "2025,7,Domestic,1"))
    dry = headroom("import", "months", other, "--tenant", "demo", "--dry-run", "--json")
    assert json.loads(dry.stdout)["warnings"][0].startswith(stale)
    assert headroom("verify").stdout == "", "a dry run changes nothing"
    assert f"warning: {stale}" in headroom("import", "months", other, "--tenant", "demo").stdout
    assert headroom("weeks", "--tenant", "demo", "--year", "2025").stdout.count(f"warning: {stale}") == 1
    told = headroom("verify")
    assert told.returncode == 0
    first, second = told.stdout.splitlines()
    assert first == (
        "demo: notice: cell of report 2025-04, Amisys Medicaid DOMESTIC / FL / Claims, Jun-25: fte_req 0,"
        " recomputed 2 by the hours of now"
    )
    assert "Jul-25: fte_req 0, recomputed 10 by the hours of now" in second


def test_a_token_says_who_it_is_for(headroom: Headroom) -> None:
    told = headroom(
        "token", "--tenant", "demo", "--role", "PLANNER", "--role", "VIEWER", "--subject", "ada", "--hours", "1"
    )
    claims = jwt.decode(told.stdout.strip(), options={"verify_signature": False})
    assert (claims["tenant"], claims["roles"], claims["sub"]) == ("demo", ["PLANNER", "VIEWER"], "ada")
    assert claims["exp"] - claims["iat"] == 3600


def test_tenants_are_created_and_listed(headroom: Headroom) -> None:
    assert headroom("tenant", "create", "acme").returncode == 0
    assert "acme" in headroom("tenant", "list").stdout
    assert one_line(headroom("tenant", "create", "No Such Name!"))


def test_a_server_that_nobody_could_sign_in_to_does_not_start(headroom: Headroom) -> None:
    assert "no sign-in is configured" in one_line(headroom("serve", HEADROOM_JWT_SECRET=None))
    assert "32 bytes" in one_line(headroom("serve", HEADROOM_JWT_SECRET="short"))


def test_a_server_does_not_start_on_a_port_in_use(headroom: Headroom) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "cannot listen" in one_line(headroom("serve", "--port", str(taken.getsockname()[1])))


def test_a_database_that_is_not_there_is_one_line(headroom: Headroom) -> None:
    address = "postgresql://nobody@127.0.0.1:1/none"
    told = headroom("verify", HEADROOM_DATABASE_URL=address, HEADROOM_OWNER_DATABASE_URL=address)
    assert "cannot be reached" in one_line(told)
