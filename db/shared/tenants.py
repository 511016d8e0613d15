"""The registry of tenants: who owns the database may list and create them, the service only meets its own."""

from collections.abc import Sequence
from typing import TypeAlias
from uuid import UUID, uuid5

from sqlalchemy import exists, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.engine import ReadSession
from db.postgres.lines import keep_ids_apart
from db.shared.models import Tenant
from db.shared.rows import TenantRow

_NAMESPACE = UUID("6f1d4b86-52f0-5ac7-9d5c-5f3a3b0f7a11")

OwnerConnection: TypeAlias = AsyncConnection
"""A connection of the database's owner, within a transaction."""


def tenant_id(name: str) -> UUID:
    """The id of a tenant: it follows from the name, so that a token's tenant needs no lookup."""
    return uuid5(_NAMESPACE, name)


async def list_tenants(owner: AsyncConnection) -> Sequence[TenantRow]:
    """Every tenant, by name."""
    return (await owner.execute(select(Tenant.id, Tenant.name, Tenant.created_at).order_by(Tenant.name))).all()


async def tenant_exists(session: ReadSession) -> bool:
    """Whether the tenant that a session belongs to is one."""
    return bool(await session.scalar(select(exists().where(Tenant.id == session.tenant_id))))


async def insert_tenant(owner: AsyncConnection, name: str) -> UUID | None:
    """Create a tenant, whose rows can be written from now on; None if it is there already."""
    identity = tenant_id(name)
    if (await owner.execute(select(Tenant.id).where(Tenant.id == identity))).first():
        return None
    await keep_ids_apart(owner)
    await owner.execute(text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": str(identity)})
    await owner.execute(insert(Tenant).values(id=identity, name=name))
    return identity
