"""How a migration puts a table under row-level security and lets the service use it."""

from alembic import op

SERVICE_ROLE = "headroom_service"

# Wrapped in a select the setting is read once a statement, not once a row.
CURRENT_TENANT = "(SELECT nullif(current_setting('app.tenant', true), '')::uuid)"


# An administrator may have created the role; on a server with several databases the first migration did.
# Whoever migrates may also start the service with the same address, and then works as the service's role: in PostgreSQL
# 16 and newer, having created a role does not yet allow that. Who may not grant it must have been granted it, or serve
# with another address.
SERVICE_ROLE_STATEMENTS = (
    f"""
    DO $$ BEGIN
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{SERVICE_ROLE}') THEN
            CREATE ROLE {SERVICE_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
        END IF;
    EXCEPTION
        WHEN duplicate_object OR unique_violation THEN NULL;  -- another database's migration was faster
        WHEN insufficient_privilege THEN
            RAISE EXCEPTION 'the role {SERVICE_ROLE} is missing, and % may not create it: ALTER ROLE % CREATEROLE as an'
                ' administrator, or CREATE ROLE {SERVICE_ROLE} LOGIN and GRANT it to %',
                current_user, quote_ident(current_user), quote_ident(current_user);
    END $$""",  # noqa: S608 – a constant
    f"""
    DO $$ BEGIN
        IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{SERVICE_ROLE}'
                   AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)) THEN
            RAISE EXCEPTION 'the role {SERVICE_ROLE} is too powerful: as an administrator'
                ' ALTER ROLE {SERVICE_ROLE} NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB';
        END IF;
    END $$""",  # noqa: S608 – a constant
    f"""
    DO $$ BEGIN
        IF current_setting('is_superuser') = 'off' THEN
            EXECUTE format('GRANT {SERVICE_ROLE} TO %I', current_user);
        END IF;
    EXCEPTION WHEN insufficient_privilege THEN NULL;
    END $$""",
)


def create_service_role() -> None:
    """The role the service works as: it may sign in, owns nothing, and cannot look past row-level security."""
    for statement in SERVICE_ROLE_STATEMENTS:
        op.execute(statement)
    op.execute(f"GRANT USAGE ON SCHEMA public TO {SERVICE_ROLE}")
    op.execute(f"GRANT SELECT ON alembic_version TO {SERVICE_ROLE}")


def forget_service_role() -> None:
    """Take back what the role was given here; the role itself belongs to the whole server."""
    op.execute(f"REVOKE SELECT ON alembic_version FROM {SERVICE_ROLE}")  # noqa: S608 – a constant
    op.execute(f"REVOKE USAGE ON SCHEMA public FROM {SERVICE_ROLE}")


def protect(table: str, *, tenant_column: str = "tenant_id", grants: str = "SELECT, INSERT, UPDATE") -> None:
    """Only rows of the transaction's tenant are seen or written, by the owner too; without a tenant, none."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY tenant_isolation ON {table}"
        f" USING ({tenant_column} = {CURRENT_TENANT}) WITH CHECK ({tenant_column} = {CURRENT_TENANT})"
    )
    op.execute(f"GRANT {grants} ON {table} TO {SERVICE_ROLE}")
