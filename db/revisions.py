"""Which migrations there are, and whether a database has them all."""

from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncConnection

import migrations


def alembic_config() -> Config:
    """Where the migrations lie."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    return config


class DatabaseIsNewer(Exception):
    """The database has been migrated by code that is newer than this."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"the database is newer than this headroom, which does not know its migration {revision!r}: use the "
            "version that made it, or a newer one, or restore a backup of before"
        )


async def is_current(connection: AsyncConnection) -> bool:
    """Whether the database stands at the newest migration this code knows; raises DatabaseIsNewer beyond."""
    standing = await connection.run_sync(lambda sync: set(MigrationContext.configure(sync).get_current_heads()))
    if unknown := standing - _known():
        raise DatabaseIsNewer(min(unknown))
    return standing == set(_scripts().get_heads())


@cache
def _known() -> set[str]:
    return {script.revision for script in _scripts().walk_revisions()}


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(alembic_config())
