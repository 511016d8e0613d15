"""The registry of tenants: who owns the database may list and create them, the service only meets its own."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import Row, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.shared.models import Tenant
from db.workforce.models import CapacityTier

_NAMESPACE = UUID("6f1d4b86-52f0-5ac7-9d5c-5f3a3b0f7a11")

DEFAULT_TIERS = (("Full Production", 1.0), ("75% Ramp", 0.75), ("50% Ramp", 0.5), ("25% Ramp", 0.25))


def tenant_id(name: str) -> UUID:
    """The id of a tenant: it follows from the name, so that a token's tenant needs no lookup."""
    return uuid5(_NAMESPACE, name)


async def list_tenants(owner: AsyncConnection) -> Sequence[Row[UUID, str, datetime]]:
    """Every tenant, by name."""
    return (await owner.execute(select(Tenant.id, Tenant.name, Tenant.created_at).order_by(Tenant.name))).all()


async def create_tenant(owner: AsyncConnection, name: str) -> bool:
    """Create a tenant with the four default tiers; False if it is there already."""
    identity = tenant_id(name)
    if (await owner.execute(select(Tenant.id).where(Tenant.id == identity))).first():
        return False
    await owner.execute(text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": str(identity)})
    await owner.execute(insert(Tenant).values(id=identity, name=name))
    tiers = [
        {
            "tenant_id": identity,
            "name": title,
            "name_key": title.casefold(),
            "percentage": share,
            "display_order": order,
        }
        for order, (title, share) in enumerate(DEFAULT_TIERS, start=1)
    ]
    await owner.execute(insert(CapacityTier), tiers)
    return True
