"""What Alembic runs: on the connection it is handed, impatient with locks so that readers never queue behind it."""

from alembic import context
from sqlalchemy import text

from db.tables import METADATA

connection = context.config.attributes["connection"]
connection.execute(text("SET LOCAL lock_timeout = '5s'"))
context.configure(connection=connection, target_metadata=METADATA, transaction_per_migration=False)
with context.begin_transaction():
    context.run_migrations()
