"""Finding a tier: by its id, one that new assignments may use, and that of somebody fully productive."""

from collections.abc import Collection, Iterable

from db.workforce.rows import TierRow
from services.shared.errors import NotAllowedInState, NotFound
from services.shared.text import some

FULL_PRODUCTION = "full production"
INACTIVE = "INACTIVE"


def tier_of_id(tiers: Collection[TierRow], tier_id: int | None, path: tuple[str, ...]) -> TierRow:
    """The tier of an id, active or not; raises NotFound."""
    for tier in tiers:
        if tier.id == tier_id:
            return tier
    names = some([tier.name for tier in tiers if tier.is_active])
    raise NotFound("there is no tier of this id", path, f"the id of a tier that capacityTiers lists: {names}")


def usable_tier(tiers: Collection[TierRow], tier_id: int | None, path: tuple[str, ...]) -> TierRow:
    """A tier that new assignments may use; raises NotFound, NotAllowedInState."""
    tier = tier_of_id(tiers, tier_id, path)
    if not tier.is_active:
        message = f"the tier {tier.name} is inactive; updateCapacityTier with isActive: true takes it back into use"
        raise NotAllowedInState(message, path, state=INACTIVE)
    return tier


def full_production(tiers: Iterable[TierRow]) -> TierRow:
    """The active tier named Full Production, else the first active one of 100 %; raises NotFound."""
    active = sorted((tier for tier in tiers if tier.is_active), key=lambda tier: (tier.display_order, tier.id))
    named = [tier for tier in active if tier.name_key == FULL_PRODUCTION]
    for tier in named + [tier for tier in active if tier.percentage == 1]:
        return tier
    raise NotFound("no active tier is at 100 %; create one, or set Full Production to 1.0")
