"""The tier of somebody fully productive, found by its name."""

from collections.abc import Iterable

from db.workforce.rows import TierRow
from services.shared.errors import NotFound

FULL_PRODUCTION = "full production"


def full_production(tiers: Iterable[TierRow]) -> TierRow:
    """The active tier named Full Production, else the first active one of 100 %; raises NotFound."""
    active = sorted((tier for tier in tiers if tier.is_active), key=lambda tier: (tier.display_order, tier.id))
    named = [tier for tier in active if tier.name_key == FULL_PRODUCTION]
    for tier in named + [tier for tier in active if tier.percentage == 1]:
        return tier
    raise NotFound("no active tier is at 100 %; create one, or set Full Production to 1.0")
