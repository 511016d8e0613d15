"""Versions: how often something was changed, so that an answer can be known to be true still."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.data_versions import count_changes, end_counting
from migrations.row_level_security import protect

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Table, and the scope that a change of it belongs to; without one the scope is the report of each row.
NOTED: tuple[tuple[str, str | None], ...] = (
    ("resource", "workforce"),
    ("assignment", "workforce"),
    ("capacity_tier", "configuration"),
    ("month_configuration", "configuration"),
    ("week_configuration", "configuration"),
    ("report", "reports"),
    ("demand", "reports"),
    ("history_log", "history"),
    ("report_demand", None),
    ("forecast_cell", None),
    ("monthly_capacity_summary", None),
    ("allocation_execution", None),
)
# A version is the sum over a scope's rows. Who changes something takes a row that nobody else holds, or adds one, so that
# nobody waits for anybody: there are as many rows as there were ever writers at once. Noted once a transaction; a setting
# that is local to it is forgotten with the savepoint that set it.
FUNCTION = """
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
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
            UPDATE data_version v SET amount = v.amount + 1 WHERE v.tenant_id = tenant AND v.id = free;
        ELSE
            INSERT INTO data_version (tenant_id, scope, amount) VALUES (tenant, one, 1);
        END IF;
        noted := noted || one || ',';
    END LOOP;
    PERFORM set_config('app.noted', noted, true);
    RETURN NULL;
END $$"""


def upgrade() -> None:
    op.create_table(
        "data_version",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_data_version_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_data_version")),
    )
    op.create_index(op.f("ix_data_version_tenant_id_scope"), "data_version", ["tenant_id", "scope"])
    protect("data_version")
    op.execute(FUNCTION)
    for table, scope in NOTED:
        count_changes(table, scope=scope)


def downgrade() -> None:
    for table, _ in NOTED:
        end_counting(table)
    op.execute("DROP FUNCTION note_change()")
    op.drop_table("data_version")
