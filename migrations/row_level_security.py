"""How a migration puts a table under row-level security and lets the service use it."""

from alembic import op

SERVICE_ROLE = "headroom_service"

# Wrapped in a select the setting is read once a statement, not once a row.
CURRENT_TENANT = "(SELECT nullif(current_setting('app.tenant', true), '')::uuid)"


def create_service_role() -> None:
    """The role the service works as: it may sign in, owns nothing, and cannot look past row-level security."""
    op.execute(f"""
        DO $$ BEGIN
            CREATE ROLE {SERVICE_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$""")
    op.execute(f"""
        DO $$ BEGIN
            IF NOT pg_has_role(current_user, '{SERVICE_ROLE}', 'MEMBER') THEN
                EXECUTE format('GRANT {SERVICE_ROLE} TO %I', current_user);
            END IF;
        END $$""")
    op.execute(f"GRANT USAGE ON SCHEMA public TO {SERVICE_ROLE}")
    op.execute(f"GRANT SELECT ON alembic_version TO {SERVICE_ROLE}")


def protect(table: str, *, tenant_column: str = "tenant_id", grants: str = "SELECT, INSERT, UPDATE") -> None:
    """Only rows of the transaction's tenant are seen or written, by the owner too; without a tenant, none."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY tenant_isolation ON {table}"
        f" USING ({tenant_column} = {CURRENT_TENANT}) WITH CHECK ({tenant_column} = {CURRENT_TENANT})"
    )
    op.execute(f"GRANT {grants} ON {table} TO {SERVICE_ROLE}")
