"""Ids never come back: not in a restored backup, nor after a failover that lost commits, where sequences count on."""

from collections.abc import Sequence

from alembic import op

from migrations.row_level_security import SERVICE_ROLE

revision: str = "0068"
down_revision: str | None = "0070"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# A database goes on from a backup, or without the last commits, on a timeline of its own, or in tables that were made
# anew. A server that merely starts again counts on.
LINE = """hashtextextended(concat(
        left(pg_walfile_name(pg_current_wal_lsn()), 8), ' ', (SELECT system_identifier FROM pg_control_system()), ' ',
        'public.database_line'::regclass::oid), 0)"""

# A sequence can be set for all at once, whatever becomes of the transaction: so nobody waits for one that takes long,
# and none is undone. By 2^24 what is lost is passed over; two lines of one backup are told apart by what is drawn. Ids
# stay below 2^53, as readers of JSON need them, for millions of lines.
KEEP_IDS_APART = f"""
CREATE FUNCTION keep_ids_apart() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    line bigint;
    doing CONSTANT bigint := hashtext('headroom: lines');
BEGIN
    IF current_setting('transaction_read_only')::bool THEN
        RETURN;  -- a standby has no timeline to tell
    END IF;
    BEGIN
        line := {LINE};
    EXCEPTION WHEN OTHERS THEN
        RETURN;  -- a server that does not tell
    END;
    IF (SELECT last_value FROM database_line) = line THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_lock(doing);
    BEGIN
        IF (SELECT last_value FROM database_line) <> line THEN
            PERFORM setval(oid, coalesce(pg_sequence_last_value(oid), 0) + (1 << 24)
                                + floor(random() * (1 << 30))::bigint)
            FROM pg_class AS sequence WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
                AND relowner = (SELECT relowner FROM pg_class WHERE oid = 'public.database_line'::regclass)
                AND EXISTS (SELECT FROM pg_depend WHERE objid = sequence.oid AND deptype = 'i');  -- ids of our tables
            PERFORM setval('version_step', 1000 + floor(random() * 9000)::int);
            PERFORM setval('database_line', line);
        END IF;
    EXCEPTION WHEN OTHERS OR query_canceled THEN
        PERFORM pg_advisory_unlock(doing);
        RAISE;
    END;
    PERFORM pg_advisory_unlock(doing);
END $$"""  # noqa: S608 – constants


def upgrade() -> None:
    op.execute("CREATE SEQUENCE database_line MINVALUE -9223372036854775808")
    op.execute("CREATE SEQUENCE version_step")
    op.execute(f"DO $$ BEGIN PERFORM setval('database_line', {LINE}); EXCEPTION WHEN OTHERS THEN NULL; END $$")
    op.execute("SELECT setval('version_step', 1)")
    op.execute(KEEP_IDS_APART)
    op.execute("REVOKE ALL ON FUNCTION keep_ids_apart() FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION keep_ids_apart() TO {SERVICE_ROLE}")
    op.execute(f"GRANT SELECT ON SEQUENCE version_step TO {SERVICE_ROLE}")


def downgrade() -> None:
    op.execute("DROP FUNCTION keep_ids_apart()")
    op.execute("DROP SEQUENCE version_step")
    op.execute("DROP SEQUENCE database_line")
