"""How the service takes statistics of what it has just filled: plans go by them, and only owners may take any."""

from alembic import op

from migrations.row_level_security import SERVICE_ROLE

# Statistics of a table whose rows were rolled back, or are not committed yet, say that it is empty; then every index
# that begins with the tenant looks as good as the right one, in foreign keys' checks as well. Somebody else at work on
# the table's statistics is not waited for long: they take them for us.
FUNCTION = """
CREATE FUNCTION take_statistics(filled regclass, written bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '3s' AS $$
BEGIN
    IF (SELECT reltuples < written FROM pg_class WHERE oid = filled) THEN
        EXECUTE format('ANALYZE %s', filled);
    END IF;
EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL;
END $$"""


def create_statistics() -> None:
    """The function, for the service alone."""
    op.execute(FUNCTION)
    op.execute("REVOKE ALL ON FUNCTION take_statistics(regclass, bigint) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION take_statistics(regclass, bigint) TO {SERVICE_ROLE}")


def forget_statistics() -> None:
    """Drop it."""
    op.execute("DROP FUNCTION take_statistics(regclass, bigint)")
