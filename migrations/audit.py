"""How a migration has the changes of a table written into the audit log, by the trigger function of migration 0004."""

from alembic import op


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
    op.execute(
        f"CREATE TRIGGER audit_update AFTER UPDATE ON {table}"
        f" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT {written}"
    )


def end_audit(table: str) -> None:
    """Write nothing about a table any more; dropping it says the same."""
    op.execute(f"DROP TRIGGER audit_insert ON {table}")
    op.execute(f"DROP TRIGGER audit_update ON {table}")
