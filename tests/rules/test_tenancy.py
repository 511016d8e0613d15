"""The catalogue of the migrated database: PostgreSQL itself keeps tenants apart, and no table is left out."""

import pytest
from sqlalchemy import text

from db.admin.migrate import owner_connection
from server.commands.postgres import Addresses

# What a policy must say, as the catalogue prints it: the setting, wrapped in a select and read once a statement.
WRAPPED = (
    r"^\((tenant_id|id) = \( SELECT \(NULLIF\(current_setting\(''app\.tenant''::text, true\), ''''::text\)\)::uuid"
    r'( AS "nullif")?\)\)$'
)

# The one table that belongs to nobody: which kinds of previews there are is the same for every tenant, is written by
# migrations, and says nothing about anybody. The service may look at it and no more: see the rules about its rights.
OF_NO_TENANT = "preview_kind"

# Every table of ours, and the column that says whose a row is.
PRELUDE = f"""
    WITH owned AS (
        SELECT c.oid, c.relname AS name, c.relrowsecurity, c.relforcerowsecurity,
               (SELECT a.attnum FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnotnull AND NOT a.attisdropped
                  AND a.attname = CASE c.relname WHEN 'tenant' THEN 'id' ELSE 'tenant_id' END) AS tenant
        FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'f')
          AND c.relname NOT IN ('alembic_version', '{OF_NO_TENANT}')),
    service AS (SELECT * FROM pg_roles WHERE rolname = 'headroom_service')"""

RULES = {
    "has row-level security enabled and forced":
        "SELECT name FROM owned WHERE NOT (relrowsecurity AND relforcerowsecurity)",
    "has a policy for reading and writing with the wrapped tenant": f"""
        SELECT name FROM owned WHERE NOT EXISTS (
            SELECT 1 FROM pg_policy p WHERE p.polrelid = owned.oid AND p.polcmd = '*' AND p.polroles = '{{0}}'
              AND pg_get_expr(p.polqual, p.polrelid) ~ '{WRAPPED}'
              AND pg_get_expr(p.polwithcheck, p.polrelid) ~ '{WRAPPED}')""",
    "has no further policy that would widen it for the service": """
        SELECT name FROM owned JOIN pg_policy p ON p.polrelid = owned.oid, service
        WHERE p.polpermissive AND p.polname <> 'tenant_isolation' AND p.polroles && ARRAY[0::oid, service.oid]""",
    "has a tenant that is not null": "SELECT name FROM owned WHERE tenant IS NULL",
    "has a primary key that leads with the tenant": """
        SELECT name FROM owned LEFT JOIN pg_index i ON i.indrelid = owned.oid AND i.indisprimary
        WHERE i.indexrelid IS NULL OR i.indkey[0] IS DISTINCT FROM owned.tenant""",
    "has a unique index that leads with the tenant": """
        SELECT i.indexrelid::regclass::text FROM owned JOIN pg_index i ON i.indrelid = owned.oid
        WHERE i.indisunique AND i.indkey[0] IS DISTINCT FROM owned.tenant
          AND i.indexrelid::regclass::text <> 'uq_tenant_name'  -- the registry's, which the service cannot write""",
    "has an index that leads with the tenant": """
        SELECT i.indexrelid::regclass::text FROM owned JOIN pg_index i ON i.indrelid = owned.oid
        WHERE NOT i.indisunique AND i.indkey[0] IS DISTINCT FROM owned.tenant""",
    "has an exclusion constraint that compares the tenant": """
        SELECT conname FROM owned JOIN pg_constraint c ON c.conrelid = owned.oid
        WHERE c.contype = 'x' AND c.conkey[1] IS DISTINCT FROM owned.tenant""",
    "refers to rows of the same tenant": f"""
        SELECT conname FROM owned JOIN pg_constraint c ON c.conrelid = owned.oid
        LEFT JOIN owned AS referred ON referred.oid = c.confrelid
        WHERE c.contype = 'f' AND c.confrelid::regclass::text <> '{OF_NO_TENANT}'
          AND (c.conkey[1] IS DISTINCT FROM owned.tenant OR c.confkey[1] IS DISTINCT FROM referred.tenant)""",
    "is a view that obeys its reader's policies": """
        SELECT relname FROM pg_class c
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'
          AND NOT coalesce('security_invoker=true' = ANY(reloptions) OR 'security_invoker=on' = ANY(reloptions), false)
        """,
    "is no materialised view": "SELECT relname FROM pg_class WHERE relkind = 'm'",
    "is a function that runs with its caller's rights, unless it writes the audit log": """
        SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace::regnamespace::text
            NOT IN ('pg_catalog', 'information_schema')
           AND proname NOT IN ('write_audit', 'audit_mutation')
           -- It reads no row for its caller, who may not ANALYZE; nor does the one that sets sequences on.
           AND proname NOT IN ('take_statistics', 'keep_ids_apart')
           -- It tells a server whose alerts are due, by ids alone, each of which is a transaction's to look at.
           AND proname <> 'tenants_due_for_alerts'""",
    "is a function that finds what its owner meant": """
        SELECT proname FROM pg_proc WHERE pronamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
          AND NOT 'search_path=pg_catalog, public, pg_temp' = ANY (coalesce(proconfig, '{}'))""",
    "lets the service write the audit log by functions alone": """
        SELECT denied FROM service, unnest(ARRAY['INSERT', 'UPDATE']) AS denied
        WHERE has_any_column_privilege(service.oid, 'audit_log', denied)""",
    "is a schema of ours or PostgreSQL's": """
        SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$|public$)'""",
    "is a service role without powers": """
        SELECT 'headroom_service' WHERE NOT EXISTS (
            SELECT 1 FROM service WHERE NOT (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb
                                             OR rolreplication))""",
    "is a service role that belongs to no other role": """
        SELECT m.roleid::regrole::text FROM pg_auth_members m JOIN service ON m.member = service.oid""",
    "is a service role that owns nothing": """
        SELECT classid::regclass || ' ' || objid FROM pg_shdepend JOIN service ON refobjid = service.oid
        WHERE deptype = 'o'  -- here: in other databases of the server other tests are under way
          AND dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))""",
    "gives the service no right to remove, refer or trigger": """
        SELECT c.relname || ' ' || denied FROM pg_class c, service,
            unnest(ARRAY['DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS denied
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
          AND (c.relname, denied) <> ('idempotency_key', 'DELETE')  -- of the next rule
          AND has_table_privilege(service.oid, c.oid, denied)""",
    "lets the service remove answers of a day ago and nothing else": """
        SELECT name FROM owned, service WHERE has_table_privilege(service.oid, owned.oid, 'DELETE') AND NOT EXISTS (
            SELECT 1 FROM pg_policy p WHERE p.polrelid = owned.oid AND p.polcmd = 'd' AND NOT p.polpermissive
              AND p.polroles = '{0}'
              AND pg_get_expr(p.polqual, p.polrelid) = '(created_at < (now() - ''24:00:00''::interval))')""",
    "gives the service no right to write the registry, the history or the kinds": f"""
        SELECT c.relname || ' ' || denied FROM pg_class c, service, unnest(ARRAY['INSERT', 'UPDATE']) AS denied
        WHERE c.relnamespace = 'public'::regnamespace AND c.relname IN ('tenant', 'alembic_version', '{OF_NO_TENANT}')
          AND has_any_column_privilege(service.oid, c.oid, denied)""",
    "gives the service no right to create": """
        SELECT 'public' FROM service WHERE has_schema_privilege(service.oid, 'public', 'CREATE')
           OR has_database_privilege(service.oid, current_database(), 'CREATE')""",
}  # fmt: skip

ASSIGNMENT_LIKE = "tenant_id uuid NOT NULL REFERENCES tenant, id bigint"
PROTECTED = """;
    ALTER TABLE added ENABLE ROW LEVEL SECURITY; ALTER TABLE added FORCE ROW LEVEL SECURITY;
    CREATE POLICY tenant_isolation ON added USING (tenant_id = (SELECT nullif(current_setting('app.tenant', true),
    '')::uuid)) WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid))"""
WELL_MADE = f"CREATE TABLE added ({ASSIGNMENT_LIKE}, PRIMARY KEY (tenant_id, id)){PROTECTED}"

# A mistake, and the rules that must notice it.
MISTAKES = {
    f"CREATE TABLE added ({ASSIGNMENT_LIKE}, PRIMARY KEY (tenant_id, id))": {
        "has row-level security enabled and forced",
        "has a policy for reading and writing with the wrapped tenant",
    },
    f"{WELL_MADE}; ALTER TABLE added NO FORCE ROW LEVEL SECURITY": {"has row-level security enabled and forced"},
    f"{WELL_MADE}; ALTER POLICY tenant_isolation ON added"
    " WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)": {
        "has a policy for reading and writing with the wrapped tenant"
    },
    f"{WELL_MADE}; CREATE POLICY everything ON added USING (true)": {
        "has no further policy that would widen it for the service"
    },
    f"CREATE TABLE added ({ASSIGNMENT_LIKE}, PRIMARY KEY (id)){PROTECTED}": {
        "has a primary key that leads with the tenant",
        "has a unique index that leads with the tenant",
    },
    f"{WELL_MADE}; ALTER TABLE added ADD COLUMN code text UNIQUE": {"has a unique index that leads with the tenant"},
    f"{WELL_MADE}; CREATE INDEX ON added (id)": {"has an index that leads with the tenant"},
    f"{WELL_MADE}; ALTER TABLE demand ADD CONSTRAINT loose UNIQUE (id);"
    " ALTER TABLE added ADD FOREIGN KEY (id) REFERENCES demand (id)": {
        "refers to rows of the same tenant",
        "has a unique index that leads with the tenant",
    },
    "CREATE VIEW everything AS SELECT * FROM resource": {"is a view that obeys its reader's policies"},
    "CREATE MATERIALIZED VIEW everything AS SELECT * FROM resource": {"is no materialised view"},
    "CREATE FUNCTION all_of_them() RETURNS bigint LANGUAGE sql SECURITY DEFINER RETURN 1": {
        "is a function that runs with its caller's rights, unless it writes the audit log",
        "is a function that finds what its owner meant",
    },
    "GRANT INSERT ON audit_log TO headroom_service": {"lets the service write the audit log by functions alone"},
    "GRANT DELETE ON resource TO headroom_service": {
        "gives the service no right to remove, refer or trigger",
        "lets the service remove answers of a day ago and nothing else",
    },
    "DROP POLICY only_old ON idempotency_key": {"lets the service remove answers of a day ago and nothing else"},
    "GRANT UPDATE (name) ON tenant TO headroom_service": {
        "gives the service no right to write the registry, the history or the kinds"
    },
    "GRANT INSERT ON preview_kind TO headroom_service": {
        "gives the service no right to write the registry, the history or the kinds"
    },
    f"{WELL_MADE}; CREATE TABLE kind_of_thing (kind text PRIMARY KEY)": {
        "has row-level security enabled and forced",
        "has a policy for reading and writing with the wrapped tenant",
        "has a tenant that is not null",
        "has a primary key that leads with the tenant",
        "has a unique index that leads with the tenant",
    },
    "ALTER TABLE term OWNER TO headroom_service": {
        "is a service role that owns nothing",
        "gives the service no right to remove, refer or trigger",
        "lets the service remove answers of a day ago and nothing else",
    },
    "CREATE SCHEMA elsewhere": {"is a schema of ours or PostgreSQL's"},
}

NAMES = (
    "a table without protection",
    "not forced on the owner",
    "a policy that reads the setting once a row",
    "a second policy",
    "a key without the tenant",
    "a unique column without the tenant",
    "an index without the tenant",
    "a reference without the tenant",
    "a view with its owner's rights",
    "a materialised view",
    "a function with its owner's rights",
    "a right to write what was done",
    "a right to remove",
    "a right to remove answers of today",
    "a right to write the registry",
    "a right to write the kinds of previews",
    "another table that belongs to nobody",
    "a table of the service's own",
    "a schema of its own",
)


async def broken_rules(addresses: Addresses) -> dict[str, list[str]]:
    """Every rule that something breaks, with what breaks it."""
    async with owner_connection(addresses.owner) as owner:
        found = {rule: (await owner.scalars(text(f"{PRELUDE} {broken}"))).all() for rule, broken in RULES.items()}
    return {rule: list(breakers) for rule, breakers in found.items() if breakers}


async def test_the_database_keeps_tenants_apart(empty: Addresses) -> None:
    assert await broken_rules(empty) == {}


async def test_the_rules_look_at_every_table(empty: Addresses) -> None:
    async with owner_connection(empty.owner) as owner:
        names = set(await owner.scalars(text(f"{PRELUDE} SELECT name FROM owned")))
    assert {"tenant", "resource", "assignment", "forecast_cell", "monthly_capacity_summary"} <= names


@pytest.mark.parametrize(("statement", "rules"), MISTAKES.items(), ids=NAMES)
async def test_a_mistake_is_noticed(empty: Addresses, statement: str, rules: set[str]) -> None:
    async with owner_connection(empty.owner) as owner:
        for single in statement.split(";"):
            await owner.execute(text(single))
    assert set(await broken_rules(empty)) == rules


async def test_a_table_made_well_breaks_no_rule(empty: Addresses) -> None:
    async with owner_connection(empty.owner) as owner:
        for single in WELL_MADE.split(";"):
            await owner.execute(text(single))
    assert await broken_rules(empty) == {}
