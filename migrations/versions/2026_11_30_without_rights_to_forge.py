"""The service writes the audit log by functions alone, makes no temporary tables, and misleads no function of ours."""

from collections.abc import Sequence

from alembic import op

from migrations.row_level_security import SERVICE_ROLE

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# What a name means is not for the caller to say: pg_temp, which would come first where it is not named, comes last.
SEARCH_PATH = "pg_catalog, public, pg_temp"
EVERY_FUNCTION = """
    DO $$ DECLARE one regprocedure; BEGIN
        FOR one IN SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace LOOP
            EXECUTE format('ALTER FUNCTION %s {change}', one);
        END LOOP;
    END $$"""

# What no trigger writes: that a mutation was refused, and why, or that it changed nothing and nothing was written of it.
# Nothing else can be said by it, and of nobody else than who the transaction is of.
AUDIT_MUTATION = """
CREATE FUNCTION audit_mutation(doing json, problems json) RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
    INSERT INTO audit_log (tenant_id, subject, roles, key_id, request_id, operation, action, entity_type, new)
    SELECT tenant.id, current_setting('app.subject'), ARRAY(SELECT json_array_elements_text(doing->'roles')),
           (doing->>'key_id')::uuid, doing->>'request_id', doing->>'operation',
           CASE WHEN problems IS NULL THEN 'UNCHANGED' ELSE 'REFUSED' END, 'Mutation',
           CASE WHEN problems IS NOT NULL THEN json_build_object('problems', problems) END
    FROM (SELECT nullif(current_setting('app.tenant', true), '')::uuid) AS tenant (id)
    WHERE problems IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM audit_log a
        WHERE a.tenant_id = tenant.id AND a.request_id = doing->>'request_id' AND a.operation = doing->>'operation')
$$"""


def upgrade() -> None:
    op.execute(AUDIT_MUTATION)
    op.execute("REVOKE ALL ON FUNCTION audit_mutation(json, json) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION audit_mutation(json, json) TO {SERVICE_ROLE}")
    op.execute("ALTER FUNCTION write_audit() SECURITY DEFINER")
    op.execute(f"REVOKE INSERT ON audit_log FROM {SERVICE_ROLE}")
    op.execute(EVERY_FUNCTION.format(change=f"SET search_path = {SEARCH_PATH}"))


def downgrade() -> None:
    op.execute(EVERY_FUNCTION.format(change="RESET search_path"))
    op.execute(f"GRANT INSERT ON audit_log TO {SERVICE_ROLE}")
    op.execute("ALTER FUNCTION write_audit() SECURITY INVOKER")
    op.execute("DROP FUNCTION audit_mutation(json, json)")
