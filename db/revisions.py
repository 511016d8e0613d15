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


async def is_current(connection: AsyncConnection) -> bool:
    """Whether the database stands at the newest migration this code knows."""
    return await connection.run_sync(lambda sync: set(MigrationContext.configure(sync).get_current_heads()) == _heads())


@cache
def _heads() -> set[str]:
    return set(ScriptDirectory.from_config(alembic_config()).get_heads())
