"""API keys, an audit log that triggers write and nobody changes, and keys of requests that may be sent again."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.append_only import append_only
from migrations.audit import audit, end_audit
from migrations.row_level_security import protect

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Table, the name its rows go by, what an insert is called, and columns that are derived, secret or large.
AUDITED = (
    ("resource", "Resource", "INSERT", "cn_key"),
    ("capacity_tier", "CapacityTier", "INSERT", ""),
    ("month_configuration", "MonthConfiguration", "INSERT", ""),
    ("week_configuration", "WeekConfiguration", "INSERT", ""),
    ("assignment", "Assignment", "INSERT", "weekly_capacity"),
    ("report", "Report", "INSERT", ""),
    ("allocation_execution", "AllocationExecution", "INSERT", ""),
    ("history_log", "HistoryLogEntry", "COMMIT", "summary"),
    ("change_preview", "Preview", "PREVIEW", "content"),
    ("api_key", "ApiKey", "INSERT", "hash"),
)
NEVER = "tenant_id,created_at,updated_at"

# Nothing is written for work without a doer: loading files from the command line.
FUNCTION = f"""
CREATE FUNCTION write_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    doing json := nullif(current_setting('app.doing', true), '')::json;
    hidden text[] := string_to_array(TG_ARGV[2] || ',{NEVER}', ',');
BEGIN
    IF doing IS NULL THEN RETURN NULL; END IF;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO audit_log (tenant_id, subject, roles, key_id, request_id, operation, action, entity_type, entity_id, new)
        SELECT row.tenant_id, current_setting('app.subject'), ARRAY(SELECT json_array_elements_text(doing->'roles')),
               (doing->>'key_id')::uuid, doing->>'request_id', doing->>'operation', TG_ARGV[1], TG_ARGV[0],
               row.id::text, (to_jsonb(row) - hidden)::json
        FROM new_rows AS row;
    ELSE
        INSERT INTO audit_log
            (tenant_id, subject, roles, key_id, request_id, operation, action, entity_type, entity_id, old, new)
        SELECT changed.tenant_id, current_setting('app.subject'),
               ARRAY(SELECT json_array_elements_text(doing->'roles')), (doing->>'key_id')::uuid, doing->>'request_id',
               doing->>'operation',
               CASE WHEN was->>'is_active' = 'true' AND now->>'is_active' = 'false' THEN 'DEACTIVATE'
                    WHEN was->>'committed_at' IS NULL AND now->>'committed_at' IS NOT NULL THEN 'COMMIT'
                    WHEN was->>'revoked_at' IS NULL AND now->>'revoked_at' IS NOT NULL THEN 'REVOKE'
                    ELSE 'UPDATE' END,
               TG_ARGV[0], changed.id::text,
               (SELECT json_object_agg(key, value) FROM jsonb_each(was) WHERE value IS DISTINCT FROM now->key),
               (SELECT json_object_agg(key, value) FROM jsonb_each(now) WHERE value IS DISTINCT FROM was->key)
        FROM (
            SELECT n.tenant_id, n.id, to_jsonb(o) - hidden AS was, to_jsonb(n) - hidden AS now
            FROM new_rows n JOIN old_rows o ON o.tenant_id = n.tenant_id AND o.id = n.id
        ) AS changed
        WHERE was <> now;
    END IF;
    RETURN NULL;
END $$"""  # noqa: S608 – constants


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_api_key_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("tenant_id", "hash", name=op.f("uq_api_key_tenant_id_hash")),
    )
    op.create_table(
        "audit_log",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("key_id", sa.UUID(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("entity_type", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.Column("old", postgresql.JSON(astext_type=sa.Text()), nullable=True),
        sa.Column("new", postgresql.JSON(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_audit_log_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_log")),
    )
    op.create_index(
        op.f("ix_audit_log_tenant_id_entity_type_entity_id_id"),
        "audit_log",
        ["tenant_id", "entity_type", "entity_id", "id"],
    )
    op.create_index(op.f("ix_audit_log_tenant_id_request_id"), "audit_log", ["tenant_id", "request_id"])
    op.create_table(
        "idempotency_key",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_idempotency_key_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "subject", "key", name=op.f("pk_idempotency_key")),
    )
    protect("api_key")
    protect("idempotency_key")
    protect("audit_log", grants="SELECT, INSERT")
    append_only("audit_log")
    op.execute(FUNCTION)
    for table, entity, insert, hidden in AUDITED:
        audit(table, entity=entity, insert=insert, hidden=hidden)


def downgrade() -> None:
    for table, *_ in AUDITED:
        end_audit(table)
    for table in ("idempotency_key", "audit_log", "api_key"):
        op.drop_table(table)
    op.execute("DROP FUNCTION write_audit()")
