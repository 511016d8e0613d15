"""Bringing a database up to date with Alembic, as its owner."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from db.admin.registry import REGISTRY_OF_THE_OWNER
from db.errors import translated
from db.postgres.address import sqlalchemy_url
from db.postgres.connection import connect
from db.postgres.lines import keep_ids_apart
from db.revisions import alembic_config, is_current
from db.tables import METADATA

# Everybody may make temporary tables by default. That stands at the database itself, where neither a backup nor a copy
# of it takes it along: so it is said whenever a database is brought up to date. Another owner's it leaves as it is.
_NO_TEMPORARY_TABLES = text("""
    DO $$ BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('headroom: rights'));  -- two at once could not both rewrite them
        IF has_database_privilege('public', current_database(), 'TEMPORARY') THEN
            EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
        END IF;
    EXCEPTION WHEN insufficient_privilege THEN NULL;
    END $$""")


_NO_RIGHT = "42501"
_WHO_MAY = (
    "HEADROOM_OWNER_DATABASE_URL, or else HEADROOM_DATABASE_URL, must sign in as the owner of the database and of its "
    "tables"
)


class OwnerRefused(Exception):
    """The database does not let its owner do this, in one line."""


@asynccontextmanager
async def owner_connection(url: str) -> AsyncIterator[AsyncConnection]:
    """A transaction as the database's owner, for migrations and the registry of tenants.

    Raises OwnerRefused when the database does, with what is needed where it is a right; DatabaseUnavailable and
    ConcurrentChange as the service's do.
    """
    engine = create_async_engine(sqlalchemy_url(url), poolclass=NullPool, connect_args={"async_creator_fn": connect})
    try:
        with translated:
            async with engine.begin() as connection:
                yield connection
    except DBAPIError as error:
        raise OwnerRefused(_refusal(error)) from error
    finally:
        await engine.dispose()


def _refusal(error: DBAPIError) -> str:
    cause = error.orig.__cause__ if error.orig else error
    said = str(cause).splitlines()[0]
    return f"{said}; {_WHO_MAY}" if getattr(cause, "sqlstate", None) == _NO_RIGHT else said


async def upgrade(url: str, revision: str = "head") -> None:
    """Apply every migration up to the revision, all in one transaction; raises DatabaseIsNewer."""
    await _run(url, lambda config: command.upgrade(config, revision))
    async with owner_connection(url) as owner:
        await owner.execute(_NO_TEMPORARY_TABLES)
        await owner.execute(REGISTRY_OF_THE_OWNER)


async def downgrade(url: str, revision: str) -> None:
    """Take migrations back down to the revision."""
    await _run(url, lambda config: command.downgrade(config, revision))


async def drift(url: str) -> list[str]:
    """What the models say that the migrated database does not, and the other way round."""
    async with owner_connection(url) as connection:
        return await connection.run_sync(
            lambda sync: [str(change) for change in compare_metadata(_context(sync), METADATA)]
        )


def _context(connection: Connection) -> MigrationContext:
    return MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})


async def _run(url: str, action: Callable[[Config], None]) -> None:
    async with owner_connection(url) as connection:
        await is_current(connection)  # of a newer database Alembic says only that it cannot locate something
        await keep_ids_apart(connection)

        def act(sync: Connection) -> None:
            config = alembic_config()
            config.attributes["connection"] = sync
            action(config)

        await connection.run_sync(act)
