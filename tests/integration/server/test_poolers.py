"""Behind a pooler that lends sessions by the transaction the server does not start, and says why."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from db.embedded.account import account_for, hand_over
from db.errors import DatabaseUnavailable
from db.postgres.poolers import require_own_sessions
from server.commands.postgres import Addresses
from tests.integration.commands.conftest import environment
from tests.integration.commands.test_commands import one_line
from tests.support import prepared
from tests.support.clocks import PATIENCE, until
from tests.support.live import free_port

PROGRAM = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
IGNORED = "jit,lock_timeout,statement_timeout,idle_in_transaction_session_timeout,role,timezone"
Pooled = Callable[..., str]

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="needs a pooler: apt-get install pgbouncer")


@pytest.fixture
def pooled(sample: Addresses) -> Iterator[Pooled]:
    """The sample's address behind a pooler of some mode, which ignores some start-up parameters."""
    home, started = Path(tempfile.mkdtemp(prefix="hr-")), []
    account = account_for(home)
    if account:
        hand_over(home, account)
    url = make_url(sample.service)
    server = f"host={url.query.get('host') or url.host} port={url.query.get('port') or url.port or 5432}"

    def start(mode: str, ignored: str) -> str:
        port = free_port()
        lines = [
            "[databases]", f"pooled = {server} dbname={url.database} user={url.username}", "[pgbouncer]",
            "listen_addr = 127.0.0.1", f"listen_port = {port}", "unix_socket_dir =", "auth_type = any",
            f"pool_mode = {mode}", f"ignore_startup_parameters = {ignored}",
        ]  # fmt: skip
        (home / "pgbouncer.ini").write_text("\n".join(lines))
        identity = account.identity() if account else {}
        command = [str(PROGRAM), "--quiet", str(home / "pgbouncer.ini")]
        started.append(subprocess.Popen(command, cwd=home, stderr=subprocess.DEVNULL, **identity))
        return f"postgresql://{url.username}@127.0.0.1:{port}/pooled"

    yield start
    for process in started:
        process.kill()
        process.wait(PATIENCE)
    shutil.rmtree(home)


async def told(address: str) -> str:
    """Why the service does not work there; nothing where it does. Waits until the pooler listens."""

    async def asked() -> list[str]:
        try:
            await require_own_sessions(address)
        except DatabaseUnavailable as error:
            return [str(error.__cause__)] if "pooler" in str(error.__cause__) else []
        return [""]

    return (await until(asked))[0]


@pytest.mark.parametrize(
    ("mode", "ignored", "reason"),
    [
        ("transaction", "extra_float_digits", "refuses start-up parameters"),
        ("transaction", IGNORED, "lends another session to each transaction"),
        ("session", "extra_float_digits", "refuses start-up parameters"),
        ("session", IGNORED, ""),
    ],
)
async def test_a_pooler_is_noticed_where_it_does_harm(pooled: Pooled, mode: str, ignored: str, reason: str) -> None:
    said = await told(pooled(mode, ignored))
    assert reason in said
    assert bool(reason) is ("HEADROOM_DATABASE_URL must name the server itself" in said)


async def test_the_server_does_not_start_behind_one(pooled: Pooled, sample: Addresses, tmp_path: Path) -> None:
    address = pooled("transaction", IGNORED)
    await told(address)
    asked = {**environment(tmp_path, sample), "HEADROOM_DATABASE_URL": address}
    refused = prepared.run(["serve", "--port", str(free_port())], env=asked, cwd=tmp_path, timeout=5 * PATIENCE)
    assert "lends another session to each transaction" in one_line(refused)


async def test_the_database_itself_is_none(sample: Addresses) -> None:
    await require_own_sessions(sample.service)
