"""Capacity tiers, the four default ones of a new tenant included."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.engine import ReadSession, WriteSession
from db.postgres.reading import ReadingByKeys
from db.workforce.models import CapacityTier
from db.workforce.rows import TierRow

DEFAULT_TIERS = (
    ("Full Production", 1.0, "Fully productive: every hour counts whole."),
    ("75% Ramp", 0.75, "Ramping up, at three quarters of full production."),
    ("50% Ramp", 0.5, "Ramping up, at half of full production."),
    ("25% Ramp", 0.25, "New in the work, at a quarter of full production."),
)

_tiers: Select[*tuple[Any, ...]] = select(*CapacityTier.__table__.columns)

TIERS_BY_IDS = ReadingByKeys(_tiers, CapacityTier.id)


async def list_tiers(session: ReadSession, *, include_inactive: bool) -> Sequence[TierRow]:
    """The tiers in display order."""
    query = _tiers.order_by(CapacityTier.display_order, CapacityTier.id)
    return await session.rows(query if include_inactive else query.where(CapacityTier.is_active))


async def insert_tier(session: WriteSession, values: Mapping[str, Any]) -> int:
    """Create a tier; returns its id. Another of the same name, created at the same time, is a ConcurrentChange."""
    new = insert(CapacityTier).values(tenant_id=session.tenant_id, **values)
    return int(await session.scalar(new.returning(CapacityTier.id)))


async def update_tier(session: WriteSession, tier_id: int, values: Mapping[str, Any]) -> None:
    """Change columns of a tier."""
    await session.run(update(CapacityTier).where(CapacityTier.id == tier_id).values(**values))


async def insert_default_tiers(owner: AsyncConnection, tenant_id: UUID) -> None:
    """The four tiers that a new tenant begins with."""
    tiers = [
        {
            "tenant_id": tenant_id,
            "name": name,
            "name_key": name.casefold(),
            "percentage": share,
            "description": description,
            "display_order": place,
        }
        for place, (name, share, description) in enumerate(DEFAULT_TIERS, start=1)
    ]
    await owner.execute(insert(CapacityTier), tiers)
