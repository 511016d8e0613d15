"""The service may delete answers to named requests once they are a day old; and none of them holds a secret."""

from collections.abc import Sequence

from alembic import op

from migrations.row_level_security import SERVICE_ROLE

revision: str = "0018"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "idempotency_key"
INDEX = "ix_idempotency_key_tenant_id_created_at"
API_KEY = '"hrk_[0-9a-f]+_[0-9a-f]+"'  # as the answers of before hold it


def upgrade() -> None:
    op.create_index(INDEX, TABLE, ["tenant_id", "created_at"])
    # Beside the policy of tenants: both must hold.
    op.execute(
        f"CREATE POLICY only_old ON {TABLE} AS RESTRICTIVE FOR DELETE USING (created_at < now() - interval '24 hours')"
    )
    op.execute(f"GRANT DELETE ON {TABLE} TO {SERVICE_ROLE}")
    op.execute(f"ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY")
    op.execute(f"""
        UPDATE {TABLE}
        SET answer = convert_to(regexp_replace(convert_from(answer, 'UTF8'), '{API_KEY}', 'null', 'g'), 'UTF8')
        WHERE position('hrk_'::bytea IN answer) > 0""")  # noqa: S608 – constants
    op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.execute(f"REVOKE DELETE ON {TABLE} FROM {SERVICE_ROLE}")
    op.execute(f"DROP POLICY only_old ON {TABLE}")
    op.drop_index(INDEX, TABLE)
