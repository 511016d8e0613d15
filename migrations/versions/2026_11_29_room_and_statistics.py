"""Room in pages for rows that change, an audit log that looks at visible columns, and statistics: decision 48."""

from collections.abc import Sequence

from alembic import op

from migrations.audit import audit_every_column, audit_visible_columns
from migrations.statistics import create_statistics, forget_statistics

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Rows whose figures follow from others are written anew all at once, in no index's columns: where the page has room for
# every one of them, no index is touched, which halves the time. Pages that are there get room as rows are written.
ROOM = 50
WRITTEN_ANEW = ("assignment", "forecast_cell", "report_demand")

# What the audit log says goes by columns that are not hidden: rows of which none differs are not made JSON of.
COMPARED = """
    SELECT string_agg(format(
               CASE WHEN atttypid = 'json'::regtype THEN 'o.%1$I::text IS DISTINCT FROM n.%1$I::text'
                    ELSE 'o.%1$I IS DISTINCT FROM n.%1$I' END, attname), ' OR ' ORDER BY attnum)
    INTO differs FROM pg_attribute
    WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped AND attname <> ALL (hidden);"""
CHANGED_ROWS = """
    SELECT n.tenant_id, n.id, to_jsonb(o) - {hidden} AS was, to_jsonb(n) - {hidden} AS now
    FROM new_rows n JOIN old_rows o ON o.tenant_id = n.tenant_id AND o.id = n.id"""
CHANGES = """
    INSERT INTO audit_log (tenant_id, subject, roles, key_id, request_id, operation, action, entity_type, entity_id, old, new)
    SELECT changed.tenant_id, current_setting('app.subject'), ARRAY(SELECT json_array_elements_text({doing}->'roles')),
           ({doing}->>'key_id')::uuid, {doing}->>'request_id', {doing}->>'operation',
           CASE WHEN was->>'is_active' = 'true' AND now->>'is_active' = 'false' THEN 'DEACTIVATE'
                WHEN was->>'committed_at' IS NULL AND now->>'committed_at' IS NOT NULL THEN 'COMMIT'
                WHEN was->>'revoked_at' IS NULL AND now->>'revoked_at' IS NOT NULL THEN 'REVOKE'
                ELSE 'UPDATE' END,
           {entity}, changed.id::text,
           (SELECT json_object_agg(key, value) FROM jsonb_each(was) WHERE value IS DISTINCT FROM now->key),
           (SELECT json_object_agg(key, value) FROM jsonb_each(now) WHERE value IS DISTINCT FROM was->key)
    FROM ({rows}) AS changed
    WHERE was <> now"""
# As migration 0004 has it, but for how changed rows are found.
FUNCTION = """
CREATE OR REPLACE FUNCTION write_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    doing json := nullif(current_setting('app.doing', true), '')::json;
    hidden text[] := string_to_array(TG_ARGV[2] || ',tenant_id,created_at,updated_at', ',');
    differs text;
BEGIN
    IF doing IS NULL THEN RETURN NULL; END IF;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO audit_log (tenant_id, subject, roles, key_id, request_id, operation, action, entity_type, entity_id, new)
        SELECT row.tenant_id, current_setting('app.subject'), ARRAY(SELECT json_array_elements_text(doing->'roles')),
               (doing->>'key_id')::uuid, doing->>'request_id', doing->>'operation', TG_ARGV[1], TG_ARGV[0],
               row.id::text, (to_jsonb(row) - hidden)::json
        FROM new_rows AS row;
    ELSE
        {unless}{update}
    END IF;
    RETURN NULL;
END $$"""
NOTE = """
CREATE FUNCTION note_audited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.audited', TG_RELID::text, true);
    RETURN NULL;
END $$"""
UNLESS_NOTED = """IF TG_NARGS > 3 THEN
            IF current_setting('app.audited', true) IS DISTINCT FROM TG_RELID::text THEN RETURN NULL; END IF;
            PERFORM set_config('app.audited', '', true);
        END IF;"""
ASSIGNMENTS = {"entity": "Assignment", "hidden": "weekly_capacity,cn_sort,taken_over_at,moved_from_id"}
ROWS_ONCE = CHANGED_ROWS.format(hidden="hidden")
AS_IT_WAS = CHANGES.format(doing="doing", entity="TG_ARGV[0]", rows=ROWS_ONCE) + ";"
ROWS_THAT_DIFFER = CHANGED_ROWS.format(hidden="$2") + " WHERE "
LOOKED_AT = CHANGES.format(doing="$1", entity="$3", rows=ROWS_THAT_DIFFER + "$sql$ || differs || $sql$")
AS_IT_IS = f"{COMPARED}\n    EXECUTE $sql${LOOKED_AT}$sql$ USING doing, hidden, TG_ARGV[0];"


def upgrade() -> None:
    for table in WRITTEN_ANEW:
        op.execute(f"ALTER TABLE {table} SET (fillfactor = {ROOM})")
    op.execute(NOTE)
    op.execute(FUNCTION.format(unless=UNLESS_NOTED, update=AS_IT_IS))
    audit_visible_columns("assignment", **ASSIGNMENTS)
    create_statistics()


def downgrade() -> None:
    forget_statistics()
    audit_every_column("assignment", **ASSIGNMENTS)
    op.execute(FUNCTION.format(unless="", update=AS_IT_WAS))
    op.execute("DROP FUNCTION note_audited()")
    for table in WRITTEN_ANEW:
        op.execute(f"ALTER TABLE {table} RESET (fillfactor)")
