"""Versions of what answers are made of are drawn, not counted, so that none comes back after a failover: decision 47."""

from collections.abc import Sequence

from alembic import op

revision: str = "0016"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

DRAWN = "hashtextextended(gen_random_uuid()::text, 0)"  # 64 bits

# As migration 0005 has it, but for what a row is given.
FUNCTION = """
CREATE OR REPLACE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    tenant uuid := nullif(current_setting('app.tenant', true), '')::uuid;
    noted text := coalesce(nullif(current_setting('app.noted', true), ''), ',');
    scopes text[];
    one text;
    free bigint;
BEGIN
    IF tenant IS NULL THEN RETURN NULL; END IF;
    IF TG_NARGS = 1 THEN
        IF position(',' || TG_ARGV[0] || ',' IN noted) > 0 THEN RETURN NULL; END IF;
        SELECT ARRAY[TG_ARGV[0]] INTO scopes WHERE EXISTS (SELECT 1 FROM changed_rows);
    ELSE
        SELECT array_agg('report:' || report_id) INTO scopes FROM (SELECT DISTINCT report_id FROM changed_rows) AS ids;
    END IF;
    FOREACH one IN ARRAY coalesce(scopes, ARRAY[]::text[]) LOOP
        CONTINUE WHEN position(',' || one || ',' IN noted) > 0;
        SELECT v.id INTO free FROM data_version v WHERE v.tenant_id = tenant AND v.scope = one
        LIMIT 1 FOR UPDATE SKIP LOCKED;
        IF FOUND THEN
            UPDATE data_version v SET {column} = {again} WHERE v.tenant_id = tenant AND v.id = free;
        ELSE
            INSERT INTO data_version (tenant_id, scope, {column}) VALUES (tenant, one, {first});
        END IF;
        noted := noted || one || ',';
    END LOOP;
    PERFORM set_config('app.noted', noted, true);
    RETURN NULL;
END $$"""


def upgrade() -> None:
    op.alter_column("data_version", "amount", new_column_name="stamp")
    _give_every_row(f"stamp = {DRAWN}")
    op.execute(FUNCTION.format(column="stamp", again=DRAWN, first=DRAWN))


def downgrade() -> None:
    op.alter_column("data_version", "stamp", new_column_name="amount")
    _give_every_row("amount = abs(amount % 1000000000)")  # so that sums can be counted on
    op.execute(FUNCTION.format(column="amount", again="v.amount + 1", first="1"))


def _give_every_row(value: str) -> None:
    """Write a value into the rows of all tenants, which row-level security hides from the owner as well."""
    op.execute("ALTER TABLE data_version NO FORCE ROW LEVEL SECURITY")
    op.execute(f"UPDATE data_version SET {value}")  # noqa: S608 – a constant
    op.execute("ALTER TABLE data_version FORCE ROW LEVEL SECURITY")
