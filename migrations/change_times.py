"""How a migration has the rows of a table say when they were changed, whoever changes them: see decision 42."""

from alembic import op

FUNCTION = """
CREATE FUNCTION stamp_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_NARGS = 0 OR (to_jsonb(NEW) - TG_ARGV[0]) IS DISTINCT FROM (to_jsonb(OLD) - TG_ARGV[0]) THEN
        NEW.updated_at := statement_timestamp();
    END IF;
    RETURN NEW;
END $$"""


def create_stamp() -> None:
    """The function that all of these triggers call."""
    op.execute(FUNCTION)


def forget_stamp() -> None:
    """Drop it."""
    op.execute("DROP FUNCTION stamp_change()")


def stamp_changes(table: str, *, generated: str | None = None) -> None:
    """Set `updated_at` of each row that an update changes to the beginning of the statement.

    A `generated` column, which is not there yet when the trigger compares, is left out of the comparison.
    """
    when = " WHEN (OLD.* IS DISTINCT FROM NEW.*)" if generated is None else ""
    arguments = "" if generated is None else f"'{generated}'"
    op.execute(
        f"CREATE TRIGGER stamp_change BEFORE UPDATE ON {table} FOR EACH ROW{when}"
        f" EXECUTE FUNCTION stamp_change({arguments})"
    )


def end_stamps(table: str) -> None:
    """Set it no more; dropping the table says the same."""
    op.execute(f"DROP TRIGGER stamp_change ON {table}")
