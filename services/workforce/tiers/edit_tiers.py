"""Creating, changing and retiring capacity tiers; assignments and summaries follow."""

from collections.abc import Iterable, Mapping
from typing import Any

from db.engine import WriteSession
from db.shared.bounds import PERCENTAGE, Bound
from db.workforce.rows import TierRow
from db.workforce.tiers import insert_tier, list_tiers, update_tier
from services.shared.errors import AlreadyExists, NoChanges, NotAllowedInState
from services.shared.inputs import Inputs
from services.shared.locks import PLAN
from services.shared.text import key
from services.workforce.refresh_capacity import apply_tier_percentage, refresh_all_summaries
from services.workforce.tiers.find_tier import INACTIVE, tier_of_id

ORDERS = Bound(least=0, most=10_000, places=0)
SHOWN = {"name", "percentage", "display_order", "is_active"}
"""What trees and summaries show of a tier."""


async def create_tier(
    session: WriteSession, *, name: str, percentage: float, description: str, display_order: int | None
) -> int:
    """Create a tier, last in order unless a place is given; returns its id. Raises Refusals, AlreadyExists."""
    await session.lock(PLAN)
    tiers = await list_tiers(session, include_inactive=True)
    last = max((tier.display_order for tier in tiers), default=0)
    order = last + 1 if display_order is None else display_order
    named = {"name": name, "percentage": percentage, "description": description, "display_order": order}
    values = _checked(Inputs("input"), named)
    _require_free_name(tiers, values, ("input", "name"))
    tier_id = await insert_tier(session, values)
    await refresh_all_summaries(session)
    return tier_id


async def change_tier(session: WriteSession, *, tier_id: int | None, patch: Mapping[str, Any]) -> tuple[int, int]:
    """Change what the patch names; returns the id and how many assignments were recalculated.

    Raises NotFound, NoChanges, AlreadyExists for a name in use, and Refusals of InvalidInput for bad values.
    """
    await session.lock(PLAN)
    tiers = await list_tiers(session, include_inactive=True)
    tier = tier_of_id(tiers, tier_id, ("id",))
    values = _checked(Inputs("patch"), patch)
    changed = {name: value for name, value in values.items() if getattr(tier, name) != value}
    if not changed:
        raise NoChanges("the patch changes nothing", ("patch",))
    _require_free_name([other for other in tiers if other.id != tier.id], changed, ("patch", "name"))
    await update_tier(session, tier.id, changed)
    if not SHOWN & changed.keys():
        return tier.id, 0
    now = changed.get("percentage", tier.percentage)
    return tier.id, await apply_tier_percentage(session, tier.id, was=tier.percentage, now=now)


async def deactivate_tier(session: WriteSession, *, tier_id: int | None) -> int:
    """Take a tier out of use; what stands at it stays. Returns its id; raises NotFound, NotAllowedInState."""
    await session.lock(PLAN)
    tier = tier_of_id(await list_tiers(session, include_inactive=True), tier_id, ("id",))
    if not tier.is_active:
        raise NotAllowedInState(f"the tier {tier.name} is inactive already", ("id",), state=INACTIVE)
    await update_tier(session, tier.id, {"is_active": False})
    await refresh_all_summaries(session)
    return tier.id


def _checked(inputs: Inputs, values: Mapping[str, Any]) -> dict[str, Any]:
    checked = dict(values)
    if "name" in checked:
        checked["name"] = inputs.text("name", checked["name"])
        checked["name_key"] = key(checked["name"])
    if "description" in checked:
        checked["description"] = inputs.optional_text("description", checked["description"]) or ""
    for name, shown in (("percentage", "percentage"), ("display_order", "displayOrder"), ("is_active", "isActive")):
        if name in checked and checked[name] is None:
            inputs.note(f"{shown} is null", shown, accepted="a value, or no such field")
            del checked[name]
    if "percentage" in checked:
        checked["percentage"] = inputs.number("percentage", checked["percentage"], PERCENTAGE)
    if "display_order" in checked:
        checked["display_order"] = inputs.whole("displayOrder", checked["display_order"], ORDERS)
    inputs.refuse()
    return checked


def _require_free_name(tiers: Iterable[TierRow], values: Mapping[str, Any], path: tuple[str, ...]) -> None:
    for tier in tiers:
        if tier.name_key == values.get("name_key"):
            message = f"a tier {tier.name} exists already"
            raise AlreadyExists(message, path, kind="CapacityTier", existing_key=tier.id)
