"""The embedded server: one for all who use a data directory, gone with the last of them, however they end."""

import asyncio
import multiprocessing
import os
import signal
import stat
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from db.admin.migrate import owner_connection
from db.embedded import server as embedded
from db.embedded.watching import LOOK_SECONDS, kept_running
from db.errors import DatabaseUnavailable, reason_of
from tests.support.clocks import PATIENCE, until
from tests.support.embedded import postmaster, processes, started, until_none

SPAWN = multiprocessing.get_context("spawn")


async def _answer(server: embedded.EmbeddedPostgres) -> str:
    async with owner_connection(server.url(user=embedded.SUPERUSER)) as owner:
        return str(await owner.scalar(text("SELECT current_database()")))


def answers(server: embedded.EmbeddedPostgres) -> bool:
    """Whether its database takes a question."""
    return asyncio.run(_answer(server)) == embedded.DATABASE


def _hold(data_dir: Path, held, let_go) -> None:  # type: ignore[no-untyped-def]
    with started(data_dir):
        held.set()
        let_go.wait(5 * PATIENCE)


@pytest.fixture
def holder(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Another process that holds the server of tmp_path until its event is set."""
    held, let_go = SPAWN.Event(), SPAWN.Event()
    process = SPAWN.Process(target=_hold, args=(tmp_path, held, let_go))
    process.start()
    assert held.wait(2 * PATIENCE)
    process.let_go = let_go
    yield process
    if process.is_alive():
        let_go.set()  # setting it would wait for a killed process to notice
    process.join(PATIENCE)


def test_it_starts_from_nothing_stops_and_starts_again(tmp_path: Path) -> None:
    for _ in range(2):
        with started(tmp_path / "not" / "there" / "yet") as server:
            assert answers(server)
        until_none(lambda: processes(data_dir=tmp_path / "not" / "there" / "yet"))


def test_it_listens_on_no_network_and_to_nobody_else(tmp_path: Path) -> None:
    with started(tmp_path):
        process = postmaster(tmp_path)
        assert [address for address in process.net_connections("inet") if address.status == "LISTEN"] == []
        directory = tmp_path / "postgres"
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
        assert stat.S_IMODE((directory / ".s.PGSQL.5432").stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["with spaces", "umlauts äöü", "quote ' and $HOME", "long " + "o" * 150])
def test_any_directory_will_do(tmp_path: Path, name: str) -> None:
    with started(tmp_path / name) as server:
        assert answers(server)
    until_none(lambda: processes(data_dir=tmp_path / name))


def test_two_handles_of_one_process_are_two_users(tmp_path: Path) -> None:
    with started(tmp_path) as first:
        with started(tmp_path) as second:
            assert answers(second)
        assert answers(first)
    until_none(lambda: processes(data_dir=tmp_path))


def test_the_last_process_stops_it(tmp_path: Path, holder) -> None:  # type: ignore[no-untyped-def]
    with started(tmp_path) as server:
        holder.let_go.set()
        holder.join(PATIENCE)
        assert answers(server)
    until_none(lambda: processes(data_dir=tmp_path))


def test_a_killed_user_holds_it_no_longer(tmp_path: Path, holder) -> None:  # type: ignore[no-untyped-def]
    holder.kill()
    holder.join()
    assert processes(data_dir=tmp_path) != []
    with started(tmp_path) as server:
        assert answers(server)
    until_none(lambda: processes(data_dir=tmp_path))


def test_stopping_twice_is_stopping_once(tmp_path: Path, holder) -> None:  # type: ignore[no-untyped-def]
    server = embedded.start(tmp_path)
    server.stop()
    server.stop()
    assert processes(data_dir=tmp_path) != []


@pytest.mark.parametrize("victims", ["the first process", "all of them"])
def test_a_killed_server_recovers(tmp_path: Path, victims: str) -> None:
    server = embedded.start(tmp_path)
    chosen = processes(data_dir=tmp_path) if victims == "all of them" else [postmaster(tmp_path)]
    for process in chosen:
        os.kill(process.pid, signal.SIGKILL)
    with started(tmp_path) as again:
        assert answers(again)
    server.stop()
    until_none(lambda: processes(data_dir=tmp_path))


def test_the_number_of_a_dead_server_may_be_anybodys(tmp_path: Path) -> None:
    with started(tmp_path):
        note = (tmp_path / "postgres" / "postmaster.pid").read_text()
    (tmp_path / "postgres" / "postmaster.pid").write_text(note.replace(note.splitlines()[0], str(os.getpid()), 1))
    with started(tmp_path) as server:
        assert answers(server)


def test_who_was_interrupted_creating_it_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "postgres.unfinished").mkdir()
    (tmp_path / "postgres.unfinished" / "PG_VERSION").write_text("18")
    with started(tmp_path) as server:
        assert answers(server)
    assert not (tmp_path / "postgres.unfinished").exists()


def test_it_is_not_removed_under_somebody(tmp_path: Path, holder) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(embedded.InUse):
        embedded.remove(tmp_path)
    with started(tmp_path) as server:
        assert answers(server)


def test_it_is_removed_with_the_server_that_a_killed_user_left(tmp_path: Path, holder) -> None:  # type: ignore[no-untyped-def]
    holder.kill()
    holder.join()
    embedded.remove(tmp_path)
    assert not (tmp_path / "postgres").exists()
    until_none(lambda: processes(data_dir=tmp_path))


def test_another_version_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(DatabaseUnavailable) as raised:
        embedded.start(tmp_path)
    assert "belongs to PostgreSQL 16" in str(raised.value.__cause__)


def test_a_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseUnavailable):
        embedded.start(tmp_path / "file" / "below")


def test_programs_do_not_hear_what_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PGPORT": "1",
        "PGHOST": "nowhere",
        "PGDATA": "/",
        "PGOPTIONS": "-x",
        "LC_ALL": "xx_YY",
    }.items():
        monkeypatch.setenv(name, value)
    with started(tmp_path) as server:
        monkeypatch.delenv("PGOPTIONS")
        assert answers(server)


@pytest.mark.parametrize("number", [signal.SIGQUIT, signal.SIGKILL, signal.SIGTERM])
def test_one_that_ends_is_started_again_while_somebody_serves(tmp_path: Path, number: signal.Signals) -> None:
    with started(tmp_path) as server:
        with kept_running(server):
            before = postmaster(tmp_path)
            before.send_signal(number)
            before.wait(PATIENCE)
            assert asyncio.run(until(lambda: asyncio.to_thread(_is_back, server, before.pid)))
        again = postmaster(tmp_path)
        again.send_signal(signal.SIGTERM)
        again.wait(PATIENCE)
        time.sleep(1.5 * LOOK_SECONDS)
        assert not server.runs(), "nobody serves any more"
    until_none(lambda: processes(data_dir=tmp_path))


def _is_back(server: embedded.EmbeddedPostgres, former: int) -> bool:
    first = server.first_process()
    if first is None or first.pid == former:
        return False
    try:
        return answers(server)
    except DatabaseUnavailable:
        return False


def test_a_server_whose_number_is_being_written_is_no_accident(tmp_path: Path) -> None:
    server = embedded.EmbeddedPostgres(tmp_path)
    note = tmp_path / "postgres" / "postmaster.pid"
    note.parent.mkdir()
    for half in (b"", b"\n", b"\0" * 8, b"99999999999999999999\n", b"-4\n", b"12x\n", b"\xff\n"):
        note.write_bytes(half)
        assert server.first_process() is None, half
        assert not server.runs()
    note.write_text(f"{os.getpid()}\n{note.parent}\n")
    assert server.runs()


def test_what_keeps_a_server_from_starting_is_told(tmp_path: Path) -> None:
    with started(tmp_path):
        pass
    with (tmp_path / "postgres" / "postgresql.conf").open("a") as configuration:
        configuration.write("shared_buffers = nonsense\n")
    with pytest.raises(DatabaseUnavailable) as failed:
        embedded.start(tmp_path)
    log = tmp_path / "postgres" / "log"
    assert (
        reason_of(failed.value) == f'configuration file "{tmp_path}/postgres/postgresql.conf" contains errors ({log})'
    )
