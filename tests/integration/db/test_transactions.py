"""Reading leaves no trace and sees one moment; writing happens whole or not at all."""

import asyncio

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.engine import Database
from db.errors import ConcurrentChange, DatabaseBusy, root_cause
from db.postgres.statement_queue import Closed
from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from tests.support.clocks import PATIENCE, beside_a_sleep, until

DEMO = tenant_id("demo")
COUNT = text("SELECT count(*) FROM term")
REMEMBER = text("""
    INSERT INTO term (tenant_id, kind, key, spelling)
    VALUES (CAST(current_setting('app.tenant') AS uuid), 'PLATFORM', :key, :key)""")


async def words(database: Database) -> int:
    """How many words are remembered."""
    async with database.read(DEMO) as session:
        return int(await session.scalar(COUNT))


async def backend(database: Database) -> int:
    """Which process of PostgreSQL answers."""
    async with database.read(DEMO) as session:
        return int(await session.scalar(text("SELECT pg_backend_pid()")))


async def test_a_read_session_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match="read-only transaction"):
        async with database.read(DEMO) as session:
            await session.rows(REMEMBER, {"key": "amisys"})
    assert await words(database) == 0


async def test_a_read_session_has_no_way_to_make_itself_writable(database: Database) -> None:
    with pytest.raises(DBAPIError, match="read-write mode"):
        async with database.read(DEMO) as session:
            await session.scalar(COUNT)
            await session.scalar(text("SELECT set_config('transaction_read_only', 'off', true)"))


@pytest.mark.quick
async def test_a_read_session_sees_one_moment(database: Database) -> None:
    async with database.read(DEMO) as session:
        assert await session.scalar(COUNT) == 0
        async with database.write(DEMO, subject="tester") as other:
            await other.run(REMEMBER, {"key": "amisys"})
        assert await session.scalar(COUNT) == 0
    assert await words(database) == 1


async def test_a_write_session_sees_what_others_have_committed(database: Database) -> None:
    async with database.write(DEMO, subject="tester") as session:
        assert await session.scalar(COUNT) == 0
        async with database.write(DEMO, subject="tester") as other:
            await other.run(REMEMBER, {"key": "amisys"})
        assert await session.scalar(COUNT) == 1


async def test_a_clean_exit_commits(database: Database) -> None:
    async with database.write(DEMO, subject="tester") as session:
        await session.run(REMEMBER, {"key": "amisys"})
        assert await words(database) == 0
    assert await words(database) == 1


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, asyncio.CancelledError])
async def test_an_exception_leaves_nothing(database: Database, error: type[BaseException]) -> None:
    with pytest.raises(error):
        async with database.write(DEMO, subject="tester") as session:
            await session.run(REMEMBER, {"key": "amisys"})
            raise error
    assert await words(database) == 0


async def test_a_refused_statement_leaves_nothing_even_when_it_is_caught(database: Database) -> None:
    async with database.write(DEMO, subject="tester") as session:
        await session.run(REMEMBER, {"key": "amisys"})
        with pytest.raises(DBAPIError):
            await session.run(text("SELECT 1 / 0"))
    assert await words(database) == 0


async def test_a_cancelled_task_leaves_nothing_and_its_connection_is_good_again(empty: Addresses) -> None:
    database = Database(empty.service, pool_size=1)
    asleep = asyncio.Event()

    async def slow() -> None:
        async with database.write(DEMO, subject="tester") as session:
            await session.run(REMEMBER, {"key": "amisys"})
            asleep.set()
            await session.run(text("SELECT pg_sleep(60)"))

    task = asyncio.create_task(slow())
    await asleep.wait()
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await words(database) == 0
    async with database.write(DEMO, subject="tester") as session:
        sleeping = text("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND state = 'active'"
                        " AND pid <> pg_backend_pid() AND datname = current_database()")  # fmt: skip
        assert await session.scalar(sleeping) == 0
    await database.close()


async def test_what_only_looked_is_ended_soon_though_nobody_takes_its_connection(database: Database) -> None:
    left_open = text("SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
                     " AND datname = current_database()")  # fmt: skip
    async with database.read(DEMO), database.read(DEMO):
        pass

    async def is_ended() -> bool:
        async with database.write(DEMO, subject="tester") as session:
            return bool(await session.scalar(left_open) == 0)

    assert await until(is_ended)
    assert (database.pool.in_use, database.pool.idle) == (0, 2)


async def test_the_next_reader_on_a_connection_sees_what_was_committed_meanwhile(empty: Addresses) -> None:
    readers, writers = Database(empty.service, pool_size=1), Database(empty.service, pool_size=1)
    before = await backend(readers)
    for count in range(3):
        assert await words(readers) == count
        async with writers.write(DEMO, subject="tester") as session:
            await session.run(REMEMBER, {"key": str(count)})
    assert await backend(readers) == before
    await readers.close()
    await writers.close()


async def test_a_commit_is_carried_out_though_nobody_waits_for_it_any_more(empty: Addresses) -> None:
    database = Database(empty.service, pool_size=1)
    before = await backend(database)

    async def remember() -> None:
        async with database.write(DEMO, subject="tester") as session:
            await session.run(REMEMBER, {"key": "amisys"})
            asyncio.get_running_loop().call_soon(task.cancel)  # runs once the COMMIT has been handed over

    task = asyncio.create_task(remember())
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await words(database) == 1
    assert await backend(database) == before  # nobody got it too early, and so it need not be thrown away
    await database.close()


@pytest.mark.parametrize("moment", range(8))
async def test_whenever_a_reader_leaves_the_next_one_is_answered(empty: Addresses, moment: int) -> None:
    database = Database(empty.service, pool_size=1)
    task = asyncio.create_task(words(database))
    await asyncio.sleep(moment * 0.002)
    task.cancel()
    await asyncio.wait({task})
    assert await words(database) == 0
    await database.close()
    assert (database.pool.in_use, database.pool.idle) == (0, 0)


async def test_what_a_question_still_asks_when_it_is_over_takes_no_connection(database: Database) -> None:
    question = database.snapshot(DEMO, subject="tester")
    assert await question.scalar(COUNT) == 0
    slow = asyncio.create_task(question.scalar(text("SELECT pg_sleep(170)")))
    queued = asyncio.create_task(question.scalar(COUNT))
    await asyncio.sleep(0.1)
    async with asyncio.timeout(PATIENCE):
        await question.close()
        await asyncio.wait({slow, queued})
    assert slow.cancelled() and isinstance(queued.exception(), Closed)
    with pytest.raises(Closed):
        await question.scalar(COUNT)
    assert await words(database) == 0
    assert database.pool.in_use == 0


async def test_what_is_asked_after_a_whole_operation_meets_nobody_elses_transaction(database: Database) -> None:
    async with database.operation(DEMO, subject="tester") as session:
        await session.run(REMEMBER, {"key": "amisys"})
        under_way = asyncio.create_task(session.scalar(text("SELECT count(*) FROM term, pg_sleep(0.3)")))
        queued = asyncio.create_task(session.scalar(COUNT))
        await asyncio.sleep(0)  # now the one is under way, and the other in the queue
    await asyncio.wait({under_way, queued})
    assert under_way.result() == 1 and isinstance(queued.exception(), Closed)
    assert await words(database) == 1


async def test_time_limits_end_what_a_lost_process_left_behind(database: Database) -> None:
    async with database.write(DEMO, subject="tester") as session:
        for setting in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            assert await session.scalar(text(f"SELECT current_setting('{setting}')")) != "0", setting


async def test_a_lock_waited_for_too_long_is_a_lost_race(database: Database) -> None:
    async with database.write(DEMO, subject="tester") as session, database.write(DEMO, subject="tester") as other:
        await session.lock("week", "17")
        await other.run(text("SET LOCAL lock_timeout = '50ms'"))
        with pytest.raises(ConcurrentChange) as raised:
            await other.lock("week", "17")
        assert isinstance(root_cause(raised.value), asyncpg.LockNotAvailableError)
    with pytest.raises(ConcurrentChange):
        async with database.write(DEMO, subject="tester") as session, database.write(DEMO, subject="tester") as other:
            await session.lock("week", "17")
            await other.run(text("SET LOCAL lock_timeout = '50ms'"))
            await other.lock("week", "17")


async def test_locks_of_two_tenants_do_not_meet(database: Database) -> None:
    async with (
        database.write(DEMO, subject="tester") as session,
        database.write(tenant_id("other"), subject="tester") as other,
    ):
        await session.lock("week", "17")
        await other.run(text("SET LOCAL lock_timeout = '50ms'"))
        await other.lock("week", "17")


async def test_a_value_out_of_range_is_not_taken_for_a_lost_database(database: Database) -> None:
    with pytest.raises(DBAPIError):
        async with database.read(DEMO) as session:
            await session.rows(text("SELECT CAST(:number AS int)"), {"number": 2**31})


async def test_whoever_finds_no_connection_waits_for_one_in_turn(empty: Addresses) -> None:
    database = Database(empty.service, pool_size=1)
    async with database.read(DEMO):
        waiting = [asyncio.create_task(words(database)) for _ in range(20)]
        await asyncio.sleep(1.5)  # longer than anybody once waited
        assert (database.pool.waiting, any(one.done() for one in waiting)) == (20, False)
    assert await asyncio.gather(*waiting) == [0] * 20
    assert database.pool.waiting == 0
    await database.close()


async def test_a_line_ends_with_the_time_of_whoever_waits_in_it(empty: Addresses) -> None:
    database = Database(empty.service, pool_size=1)
    async with database.read(DEMO):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await words(database)
        assert database.pool.waiting == 0
    assert await words(database) == 0
    await database.close()


async def test_a_line_that_is_too_long_is_busy(empty: Addresses) -> None:
    database = Database(empty.service, pool_size=1, most_waiting=3)
    async with database.read(DEMO):
        waiting = [asyncio.create_task(words(database)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(DatabaseBusy, match="busy"):
            await words(database)
    assert await asyncio.gather(*waiting) == [0] * 3
    assert await words(database) == 0
    await database.close()


async def test_an_installation_may_say_how_long_anybody_waits(empty: Addresses) -> None:
    database = Database(empty.service, pool_size=1, pool_wait=1)
    async with database.read(DEMO):
        answer, took, slept = await beside_a_sleep(asyncio.gather(words(database), return_exceptions=True), 1)
        assert isinstance(answer[0], DatabaseBusy)
        assert 0.8 < took < slept + 1
    assert await words(database) == 0
    await database.close()
