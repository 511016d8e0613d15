"""One tenant's transaction meets its own rows and no others, whatever it tries."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from db.admin.migrate import owner_connection
from db.engine import Database, ReadSession, WriteSession, on_statement
from db.errors import ConcurrentChange
from db.shared.tenants import tenant_id
from db.tables import METADATA
from server.commands.postgres import Addresses

DEMO, OTHER = tenant_id("demo"), tenant_id("other")
APPEND_ONLY = {
    "audit_log", "history_log", "history_log_change", "approval", "inventory_movement", "daily_production_request",
    "daily_production_revision", "material_debt_settlement",
}  # fmt: skip
OWNED = sorted(table.name for table in METADATA.tables.values() if "tenant_id" in table.c)

INSERT_RESOURCE = text("""
    INSERT INTO resource (tenant_id, cn, cn_key, resource_type, display_name, platform, location, states, skills,
                          replaced_by_id)
    VALUES (:tenant, :cn, lower(:cn), 'ACTUAL', :cn, 'Amisys', 'DOMESTIC', '{FL}', '{Appeals}', :replaced_by)
    RETURNING id""")

LEFT = text("""
    SELECT coalesce(current_setting('app.tenant', true), ''), coalesce(current_setting('app.subject', true), ''),
           current_setting('transaction_read_only'), current_setting('transaction_isolation'),
           (SELECT count(*) FROM resource)""")


async def add_resource(session: WriteSession, cn: str, *, tenant: UUID, replaced_by: int | None = None) -> int:
    """Insert a person with the given tenant, which may not be the session's."""
    values = {"tenant": tenant, "cn": cn, "replaced_by": replaced_by}
    return int(await session.scalar(INSERT_RESOURCE, values))


async def names(session: ReadSession) -> list[str]:
    """Everybody the session sees."""
    return [row.cn for row in await session.rows(text("SELECT cn FROM resource ORDER BY cn"))]


@asynccontextmanager
async def untold(database: Database) -> AsyncIterator[AsyncConnection]:
    """A transaction of the service that has not said whose it is."""
    connection = await database.pool.lend()
    await connection.end("ROLLBACK")  # as every begin does where a transaction was left open
    yield connection.pooled
    await database.pool.take_back(connection, "ROLLBACK")


@pytest.fixture
async def one_connection(empty: Addresses) -> AsyncIterator[Database]:
    """The service's way in, over a single connection that everything shares."""
    database = Database(empty.service, pool_size=1)
    yield database
    await database.close()


async def test_without_a_tenant_there_are_no_rows(sample: Addresses) -> None:
    database = Database(sample.service, pool_size=1)
    async with untold(database) as connection:
        for table in (*OWNED, "tenant"):
            assert await connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0, table
    await database.close()


async def test_without_a_tenant_nothing_is_written(database: Database) -> None:
    async with untold(database) as connection:
        with pytest.raises(DBAPIError, match="row-level security"):
            await connection.execute(INSERT_RESOURCE, {"tenant": DEMO, "cn": "A1", "replaced_by": None})


@pytest.mark.quick
async def test_a_tenant_reads_no_row_of_another_in_any_table(sample: Addresses) -> None:
    database = Database(sample.service, pool_size=1)
    async with owner_connection(sample.owner) as owner:
        filled = [table for table in OWNED if await owner.scalar(text(f"SELECT count(*) > 0 FROM {table}"))]
    assert {"assignment", "resource", "forecast_cell", "monthly_capacity_summary"} <= set(filled)
    async with database.read(OTHER) as session:
        for table in OWNED:
            foreign = text(f"SELECT count(*) FROM {table} WHERE tenant_id <> :mine")
            assert await session.scalar(foreign, {"mine": OTHER}) == 0, table
        assert [row.name for row in await session.rows(text("SELECT name FROM tenant"))] == ["other"]
    await database.close()


async def test_a_tenant_changes_no_row_of_another_in_any_table(changeable_sample: Addresses) -> None:
    database = Database(changeable_sample.service, pool_size=1)
    async with database.write(OTHER, subject="tester") as session:
        for table in sorted(set(OWNED) - APPEND_ONLY):
            taken = text(f"UPDATE {table} SET tenant_id = :mine WHERE tenant_id <> :mine")
            assert await session.run(taken, {"mine": OTHER}) == 0, table
    for table in APPEND_ONLY:
        with pytest.raises(DBAPIError, match="permission denied"):
            async with database.write(OTHER, subject="tester") as session:
                await session.run(text(f"UPDATE {table} SET tenant_id = :mine"), {"mine": OTHER})
    await database.close()


async def test_a_tenant_gives_no_row_to_another(database: Database) -> None:
    async with database.write(DEMO, subject="tester") as session:
        await add_resource(session, "A1", tenant=DEMO)
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.write(DEMO, subject="tester") as session:
            await add_resource(session, "A2", tenant=OTHER)
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.write(DEMO, subject="tester") as session:
            await session.run(text("UPDATE resource SET tenant_id = :other"), {"other": OTHER})


async def test_a_tenant_refers_to_no_row_of_another(database: Database) -> None:
    async with database.write(DEMO, subject="tester") as session:
        theirs = await add_resource(session, "A1", tenant=DEMO)
    with pytest.raises(IntegrityError, match="fk_resource_tenant_id_replaced_by_id"):
        async with database.write(OTHER, subject="tester") as session:
            await add_resource(session, "B1", tenant=OTHER, replaced_by=theirs)


async def test_tenants_do_not_collide(database: Database) -> None:
    for tenant in (DEMO, OTHER):
        async with database.write(tenant, subject="tester") as session:
            await add_resource(session, "A1", tenant=tenant)
    with pytest.raises(ConcurrentChange) as raised:
        async with database.write(OTHER, subject="tester") as session:
            await add_resource(session, "a1", tenant=OTHER)
    assert raised.value.constraint == "uq_resource_tenant_id_cn_key"


async def test_an_upsert_does_not_reach_another_tenant(database: Database) -> None:
    async with database.write(DEMO, subject="tester") as session:
        await session.run(
            text("INSERT INTO term VALUES (:mine, 'PLATFORM', 'amisys', 'Amisys')"), {"mine": session.tenant_id}
        )
    async with database.write(OTHER, subject="tester") as session:
        upsert = text("""
            INSERT INTO term VALUES (:mine, 'PLATFORM', 'amisys', 'AMISYS')
            ON CONFLICT (tenant_id, kind, key) DO UPDATE SET spelling = excluded.spelling""")
        await session.run(upsert, {"mine": OTHER})
    async with database.read(DEMO) as session:
        assert await session.scalar(text("SELECT spelling FROM term WHERE key = 'amisys'")) == "Amisys"


@pytest.mark.parametrize("ending", ["read", "commit", "rollback"])
async def test_the_next_user_of_a_connection_starts_without_a_tenant(one_connection: Database, ending: str) -> None:
    async with one_connection.write(DEMO, subject="tester") as session:
        await add_resource(session, "A1", tenant=DEMO)
    if ending == "read":
        async with one_connection.read(DEMO, subject="reader") as session:
            assert await names(session) == ["A1"]
    if ending == "rollback":
        with pytest.raises(RuntimeError):
            async with one_connection.write(DEMO, subject="tester"):
                raise RuntimeError

    async with untold(one_connection) as connection:
        left = (await connection.execute(LEFT)).one()
    assert tuple(left) == ("", "", "off", "read committed", 0)


async def test_tenant_and_subject_are_set_for_the_transaction(database: Database) -> None:
    said = text("SELECT current_setting('app.tenant'), current_setting('app.subject'), current_user, session_user")
    async with database.write(DEMO, subject="O'Brien \\ 🦉") as session:
        assert tuple(await session.row(said) or ())[:3] == (str(DEMO), "O'Brien \\ 🦉", "headroom_service")
    async with database.read(OTHER, subject="reader") as session:
        assert tuple(await session.row(said) or ())[:3] == (str(OTHER), "reader", "headroom_service")


async def test_resetting_the_role_does_not_escalate(database: Database) -> None:
    async with database.write(DEMO, subject="tester") as session:
        await session.run(text("RESET ROLE"))
        assert await session.scalar(text("SELECT current_user")) == "headroom_service"
        assert await session.scalar(text("SELECT current_setting('is_superuser')")) == "off"


async def test_a_truth_that_no_policy_shows_cannot_be_switched_on(database: Database) -> None:
    async with database.write(DEMO, subject="tester") as session:
        await add_resource(session, "A1", tenant=DEMO)
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.read(OTHER) as session:
            await session.scalar(text("SELECT set_config('row_security', 'off', true)"))
            await names(session)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM resource",
        "TRUNCATE resource",
        "UPDATE tenant SET name = 'mine'",
        "INSERT INTO tenant (id, name) VALUES (gen_random_uuid(), 'mine')",
        "UPDATE alembic_version SET version_num = '0'",
        "CREATE TABLE mine (id int)",
        "INSERT INTO audit_log (tenant_id, subject, roles, request_id, operation, action, entity_type)"
        " SELECT id, 'somebody', '{ADMIN}', 'x', 'x', 'INSERT', 'Resource' FROM tenant",
        "SELECT setval('audit_log_id_seq', 1)",
        "ALTER TABLE resource DISABLE ROW LEVEL SECURITY",
        "CREATE POLICY mine ON resource USING (true)",
        "COPY resource TO PROGRAM 'cat'",
    ],
)
async def test_the_service_may_not(database: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner|must be superuser"):
        async with database.write(DEMO, subject="tester") as session:
            await session.run(text(statement))


async def test_copy_into_a_table_is_refused(database: Database) -> None:
    async with untold(database) as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        with pytest.raises(Exception, match="COPY FROM not supported with row-level security"):
            await raw.copy_records_to_table("term", records=[(DEMO, "PLATFORM", "a", "A")])


async def test_every_transaction_names_its_tenant_first(database: Database) -> None:
    statements: list[str] = []
    on_statement(database, statements.append)
    async with database.read(DEMO) as session:
        await names(session)
    async with database.write(OTHER, subject="tester") as session:
        await names(session)
    ours = [statement for statement in statements if "pg_catalog" not in statement and "show " not in statement]
    assert ["SET LOCAL app.tenant" in statement for statement in ours] == [True, False, True, False]
