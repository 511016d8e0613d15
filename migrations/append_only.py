"""How a migration makes a table one that only grows: rows are added, and nobody rewrites or removes them."""

from alembic import op


def create_refusal() -> None:
    """The function that refuses; the first table that only grows brings it."""
    op.execute("""
        CREATE FUNCTION refuse_rewriting_history() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$""")


def drop_refusal() -> None:
    """Take the function away again, after the tables that use it."""
    op.execute("DROP FUNCTION refuse_rewriting_history()")


def append_only(table: str) -> None:
    """Refuse UPDATE, DELETE and TRUNCATE on a table, to its owner too: rights alone would not bind the owner."""
    op.execute(f"""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history()""")
