"""How a migration has the rows of a table say when they were changed, whoever changes them: see decision 42."""

from alembic import op

FUNCTION = """
CREATE FUNCTION stamp_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := statement_timestamp();
    RETURN NEW;
END $$"""


def create_stamp() -> None:
    """The function that all of these triggers call."""
    op.execute(FUNCTION)


def forget_stamp() -> None:
    """Drop it."""
    op.execute("DROP FUNCTION stamp_change()")


def stamp_changes(table: str) -> None:
    """Set `updated_at` of each row that an update changes to the beginning of the statement."""
    op.execute(
        f"CREATE TRIGGER stamp_change BEFORE UPDATE ON {table} FOR EACH ROW"
        " WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION stamp_change()"
    )


def end_stamps(table: str) -> None:
    """Set it no more; dropping the table says the same."""
    op.execute(f"DROP TRIGGER stamp_change ON {table}")
