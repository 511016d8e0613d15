"""Who sees every tenant: a policy of the tables that rounds and commands look through, for whoever owns them.

A policy names a role, and a backup takes the name along; the server it is restored on may have no such role, or the
tables another owner, who would see no tenant at all. So it is said for the owner that the tables have, whenever a
database is restored or brought up to date.
"""

from sqlalchemy import text

REGISTRY = "registry"
TABLES = ("tenant", "alert_round")

REGISTRY_OF_THE_OWNER = text(f"""
    DO $$ DECLARE found record; BEGIN
        FOR found IN
            SELECT c.oid::regclass AS name, c.relowner::regrole AS owner
            FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = '{REGISTRY}'
            WHERE c.relnamespace = 'public'::regnamespace AND c.relname IN {TABLES}
              AND p.polroles IS DISTINCT FROM ARRAY[c.relowner]
        LOOP
            EXECUTE format('DROP POLICY IF EXISTS {REGISTRY} ON %s', found.name);
            EXECUTE format(
                'CREATE POLICY {REGISTRY} ON %s TO %s USING (true) WITH CHECK (true)', found.name, found.owner);
        END LOOP;
    END $$""")
