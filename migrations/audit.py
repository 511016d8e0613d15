"""How a migration has the changes of a table written into the audit log, by the trigger function of migration 0004."""

from alembic import op
from sqlalchemy import text

NEVER = "tenant_id,created_at,updated_at"
VISIBLE = """
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = CAST(:table AS regclass) AND attnum > 0 AND NOT attisdropped
      AND attname <> ALL (string_to_array(:hidden, ','))"""


def audit(table: str, *, entity: str, insert: str = "INSERT", hidden: str = "") -> None:
    """Write a row into the audit log for each row of a table that is inserted or updated.

    `entity` is what the log calls its rows, `insert` what it calls their insertion; columns in `hidden`, separated by
    commas, are derived, secret or large, and are left out.
    """
    written = f"EXECUTE FUNCTION write_audit('{entity}', '{insert}', '{hidden}')"
    op.execute(
        f"CREATE TRIGGER audit_insert AFTER INSERT ON {table}"
        f" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT {written}"
    )
    _audit_updates(table, written)


def audit_updates(table: str, *, entity: str, hidden: str = "") -> None:
    """The same of updates alone: what rows began with is told by what they belong to, and by what they are now."""
    _audit_updates(table, f"EXECUTE FUNCTION write_audit('{entity}', 'INSERT', '{hidden}')")


def _audit_updates(table: str, written: str) -> None:
    op.execute(
        f"CREATE TRIGGER audit_update AFTER UPDATE ON {table}"
        f" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT {written}"
    )


def audit_visible_columns(table: str, *, entity: str, hidden: str) -> None:
    """The same of a table's updates, unless a statement sets hidden columns alone: of such a one no row is looked at.

    A trigger with the rows of a statement cannot have a list of columns. So one that has the list notes that a column
    that is not hidden is being set, and the other goes by the note; migration 0017 has both functions.
    """
    columns = op.get_bind().execute(text(VISIBLE), {"table": table, "hidden": f"{hidden},{NEVER}"}).scalar_one()
    op.execute(f"DROP TRIGGER audit_update ON {table}")
    op.execute(
        f"CREATE TRIGGER audit_columns BEFORE UPDATE OF {columns} ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION note_audited()"
    )
    op.execute(
        f"CREATE TRIGGER audit_update AFTER UPDATE ON {table}"
        " REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT"
        f" EXECUTE FUNCTION write_audit('{entity}', 'INSERT', '{hidden}', 'noted')"
    )


def audit_every_column(table: str, *, entity: str, hidden: str) -> None:
    """Take that back."""
    for trigger in ("audit_columns", "audit_insert", "audit_update"):
        op.execute(f"DROP TRIGGER {trigger} ON {table}")
    audit(table, entity=entity, hidden=hidden)


def end_audit(table: str) -> None:
    """Write nothing about a table any more; dropping it says the same."""
    op.execute(f"DROP TRIGGER audit_insert ON {table}")
    op.execute(f"DROP TRIGGER audit_update ON {table}")
