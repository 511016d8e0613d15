"""What Alembic runs: on the connection it is handed, impatient with locks so that readers never queue behind it."""

from alembic import context
from sqlalchemy import text

from db.tables import METADATA

# One process at a time: the second waits here and then finds nothing left to do.
TURN = text("SELECT pg_advisory_xact_lock(hashtextextended('headroom/migrations', 0))")

connection = context.config.attributes["connection"]
connection.execute(TURN)
connection.execute(text("SET LOCAL lock_timeout = '5s'"))
context.configure(connection=connection, target_metadata=METADATA, transaction_per_migration=False)
with context.begin_transaction():
    context.run_migrations()
