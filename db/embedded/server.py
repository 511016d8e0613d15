"""A real PostgreSQL without an installation: started in a data directory, shared by processes, stopped by the last.

Whoever uses the server holds a lock on a file, which the system takes back from a process however it ends: a killed one
neither keeps the server running for ever nor stops it under somebody else.
"""

import fcntl
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import psutil
from sqlalchemy.engine import URL

from db.embedded import CLUSTER
from db.embedded.account import Account, account_for, hand_over
from db.embedded.programs import MAJOR_VERSION, binary
from db.errors import DatabaseUnavailable

DATABASE = "headroom"
SUPERUSER = "postgres"
PORT = 5432  # of the socket's name; no network address is listened on
LONGEST_SOCKET_PATH = 100  # bytes; Linux takes 107, macOS 103
START_SECONDS = 120  # recovery after a crash replays what was not yet written
_LAST_WORDS = re.compile("(?:FATAL|PANIC):(.*)")
LONGEST_TOLD = 10_000  # bytes of a log, at its end, in which the reason is looked for
END_SECONDS = 20  # processes of a killed server notice and leave

# Not what the environment happens to say: text sorts alike on every machine.
_INITDB = (
    "--username=postgres", "--auth=trust", "--encoding=UTF8",
    "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
)  # fmt: skip


class InUse(Exception):
    """Another process works on the data directory."""


class EmbeddedPostgres:
    """A running embedded server; `stop` lets go of it."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._cluster = home / CLUSTER
        self._account = account_for(self._cluster)
        self._sockets = _socket_directory(self._cluster)
        self._hold: int | None = None

    def url(self, *, user: str, database: str = DATABASE) -> str:
        """The address of one of its databases, over its Unix socket."""
        where = {"host": str(self._sockets), "port": str(PORT)}
        return URL.create("postgresql", user, database=database, query=where).render_as_string(hide_password=False)

    def start(self) -> None:
        """Start the server, or join it where another process has started it."""
        with _turn(self._home):
            self._hold = _locked(self._home / "postgres.users", fcntl.LOCK_SH)
            try:
                if not self._cluster.exists():
                    self._create()
                self._check_version()
                if not self._answers():
                    self._run_server()
            except BaseException:
                self._let_go()
                raise

    def runs(self) -> bool:
        """Whether its first process lives; cheap, and no more than a guess where another program has its number."""
        return self.first_process() is not None

    def first_process(self) -> psutil.Process | None:
        """The process that its notes name; none while they are missing or being written, and when it has ended."""
        try:
            first = psutil.Process(int((self._cluster / "postmaster.pid").read_text().split()[0]))
            return None if first.status() == psutil.STATUS_ZOMBIE else first
        except (OSError, ValueError, IndexError, psutil.Error):
            return None

    def start_again(self) -> None:
        """Start the server where it has ended under those who hold it, unless another of them was faster."""
        with _turn(self._home):
            if self._hold is not None and not self._answers():
                self._run_server()

    def stop(self) -> None:
        """Let go of the server; it stops when no other process holds it."""
        with _turn(self._home):
            self._let_go()

    def remove(self) -> None:
        """Throw the databases away; raises InUse while another process works on them."""
        with _turn(self._home):
            if not _is_unused(self._home):
                raise InUse(f"another process works on {self._home}; stop it first")
            self._stop_server()
            shutil.rmtree(self._cluster, ignore_errors=True)

    def _let_go(self) -> None:
        if self._hold is None:
            return
        os.close(self._hold)
        self._hold = None
        if _is_unused(self._home):
            self._stop_server()

    def _create(self) -> None:
        # Under another name until it is complete: whoever is interrupted here leaves nothing half-made behind.
        unfinished = self._home / "postgres.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if self._account:
            hand_over(unfinished, self._account)
        _run(self._account, "initdb", *_INITDB, "-D", ".", inside=unfinished)
        single = ("--single", "-D", ".", "postgres")
        _run(self._account, "postgres", *single, inside=unfinished, says=f"CREATE DATABASE {DATABASE};\n")
        unfinished.rename(self._cluster)

    def _check_version(self) -> None:
        version = (self._cluster / "PG_VERSION").read_text().strip()
        if version != MAJOR_VERSION:
            raise DatabaseUnavailable from RuntimeError(
                f"{self._cluster} belongs to PostgreSQL {version}, this is {MAJOR_VERSION}; dump and restore it"
            )

    def _answers(self) -> bool:
        asked = [binary("pg_isready"), "--quiet", "--host", str(self._sockets), "--port", str(PORT)]
        return subprocess.run(asked, env=_environment(), check=False).returncode == 0  # noqa: S603

    def _run_server(self) -> None:
        if self._account:
            hand_over(self._cluster, self._account)
        _make_private(self._sockets, self._account)
        _forget_ended_server(self._cluster, self._sockets)
        sockets = shlex.quote(str(self._sockets))
        options = f"-p {PORT} -k {sockets} -c listen_addresses='' -c unix_socket_permissions=0700"
        waiting = ("--wait", "--timeout", str(START_SECONDS), "--log", "log")
        log = self._cluster / "log"
        before = log.stat().st_size if log.exists() else 0
        try:
            _run(self._account, "pg_ctl", "start", "-D", ".", *waiting, "--options", options, inside=self._cluster)
        except DatabaseUnavailable:
            if (said := _last_words(log, before)) is None:
                raise
            raise DatabaseUnavailable from RuntimeError(said)

    def _stop_server(self) -> None:
        if (self._cluster / "postmaster.pid").exists():
            with suppress(DatabaseUnavailable):  # it has ended by itself
                _run(self._account, "pg_ctl", "stop", "-D", ".", "--wait", "--mode=fast", inside=self._cluster)


def start(data_dir: Path) -> EmbeddedPostgres:
    """Start the server of a data directory, or join it where another process has started it."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        server = EmbeddedPostgres(data_dir.resolve())
        server.start()
    except OSError as error:
        raise DatabaseUnavailable from error
    return server


def remove(data_dir: Path) -> None:
    """Throw a data directory's databases away; raises InUse while another process works on them."""
    if data_dir.exists():
        EmbeddedPostgres(data_dir.resolve()).remove()


@contextmanager
def _turn(home: Path) -> Iterator[None]:
    """One process at a time starts or stops the server."""
    file = _locked(home / "postgres.lock", fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(file)


def _locked(file: Path, kind: int) -> int:
    opened = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(opened, kind)
    except BaseException:
        os.close(opened)
        raise
    return opened


def _is_unused(home: Path) -> bool:
    try:
        os.close(_locked(home / "postgres.users", fcntl.LOCK_EX | fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _socket_directory(cluster: Path) -> Path:
    """The cluster itself, or a directory of short and plain name where a socket's path could not hold its path."""
    path = str(cluster)
    is_plain = all(character.isalnum() or character in "/._- " for character in path)
    if is_plain and len(os.fsencode(cluster / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
        return cluster
    return Path(tempfile.gettempdir()) / f"headroom-{os.getuid()}-{sha256(path.encode()).hexdigest()[:16]}"


def _make_private(directory: Path, account: Account | None) -> None:
    """Who reaches the socket is trusted, so nobody else may."""
    directory.mkdir(mode=0o700, exist_ok=True)
    found = directory.lstat()
    if found.st_uid not in (os.getuid(), account.uid if account else os.getuid()) or directory.is_symlink():
        raise PermissionError(f"{directory} belongs to somebody else")
    directory.chmod(0o700)
    if account:
        hand_over(directory, account)


def _forget_ended_server(cluster: Path, sockets: Path) -> None:
    """Remove the notes of a server that was killed: the number in them may be another program's by now.

    Never while one of its processes lives: the notes are what keeps a second server off the same files.
    """
    notes = [note for note in (cluster / "postmaster.pid", sockets / f".s.PGSQL.{PORT}.lock") if note.exists()]
    if not notes:
        return
    until = time.monotonic() + END_SECONDS
    while _works_in(cluster):
        if time.monotonic() > until:
            raise DatabaseUnavailable from RuntimeError(f"a server on {cluster} neither answers nor ends")
        time.sleep(0.1)
    for note in notes:
        note.unlink(missing_ok=True)


def _works_in(directory: Path) -> bool:
    """Whether a living process works in the directory, as every process of a server does."""
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if Path(process.cwd()) == directory and process.status() != psutil.STATUS_ZOMBIE:
                return True
    return False


def _run(account: Account | None, program: str, *arguments: str, inside: Path, says: str = "") -> None:
    """Run a program out of reach of a terminal's Ctrl-C; raises DatabaseUnavailable with its reason.

    It works inside the directory it is about, so that no path meets the shell that pg_ctl starts the server with.
    """
    # Files, not pipes: the server inherits what pg_ctl writes to and would keep a pipe open.
    with tempfile.TemporaryFile("w+") as heard, tempfile.TemporaryFile("w+") as said:
        said.write(says)
        said.seek(0)
        ended = subprocess.run(  # noqa: S603 – our own program, no shell
            [binary(program), *arguments],
            stdin=said,
            stdout=heard,
            stderr=subprocess.STDOUT,
            cwd=inside,
            env=_environment(),
            start_new_session=True,
            check=False,
            **(account.identity() if account else {}),
        )
        if ended.returncode:
            heard.seek(0)
            raise DatabaseUnavailable from RuntimeError(f"{program}: {_reason(heard.read(), ended.returncode)}")


def _last_words(log: Path, before: int) -> str | None:
    """What a server that did not start said behind a place of its log; its program only says where it may have been."""
    with suppress(OSError), log.open("rb") as opened:
        opened.seek(max(before, log.stat().st_size - LONGEST_TOLD))
        told = _LAST_WORDS.findall(opened.read().decode(errors="replace"))
        return f"{told[-1].strip()} ({log})" if told else None
    return None


def _reason(heard: str, status: int) -> str:
    lines = [line.strip() for line in heard.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line]
    return [f"status {status}", *lines, *telling][-1]


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}
