"""Creating, changing and retiring capacity tiers; assignments and summaries follow."""

from collections.abc import Iterable, Mapping
from typing import Any

from db.engine import WriteSession
from db.workforce.rows import TierRow
from db.workforce.tiers import insert_tier, list_tiers, update_tier
from services.shared.errors import AlreadyExists, NoChanges, NotAllowedInState, NotFound
from services.shared.inputs import Inputs
from services.shared.locks import PLAN
from services.shared.text import key
from services.workforce.refresh import follow_tier

HIGHEST_ORDER = 10_000


async def create_tier(
    session: WriteSession, *, name: str, percentage: float, description: str, display_order: int | None
) -> int:
    """Create a tier, last in order unless a place is given; returns its id. Raises Refusals, AlreadyExists."""
    await session.lock(PLAN)
    tiers = await list_tiers(session, include_inactive=True)
    last = max((tier.display_order for tier in tiers), default=0)
    given = {"name": name, "percentage": percentage, "description": description}
    values = _checked(Inputs("input"), {**given, "display_order": last + 1 if display_order is None else display_order})
    _require_free_name(tiers, values, ("input", "name"))
    tier_id = await insert_tier(session, values)
    await follow_tier(session, tier_id, was=percentage, now=percentage)
    return tier_id


async def change_tier(session: WriteSession, *, tier_id: int | None, patch: Mapping[str, Any]) -> tuple[int, int]:
    """Change what the patch names; returns the id and how many assignments were recalculated.

    Raises NotFound, NoChanges, AlreadyExists for a name in use, and Refusals of InvalidInput for bad values.
    """
    await session.lock(PLAN)
    tiers = await list_tiers(session, include_inactive=True)
    stored = _found(tiers, tier_id)
    values = _checked(Inputs("patch"), patch)
    changed = {name: value for name, value in values.items() if getattr(stored, name) != value}
    if not changed:
        raise NoChanges("the patch changes nothing", ("patch",))
    _require_free_name([tier for tier in tiers if tier.id != stored.id], changed, ("patch", "name"))
    await update_tier(session, stored.id, changed)
    now = changed.get("percentage", stored.percentage)
    return stored.id, await follow_tier(session, stored.id, was=stored.percentage, now=now)


async def deactivate_tier(session: WriteSession, *, tier_id: int | None) -> int:
    """Take a tier out of use; what stands at it stays. Returns its id; raises NotFound, NotAllowedInState."""
    await session.lock(PLAN)
    stored = _found(await list_tiers(session, include_inactive=True), tier_id)
    if not stored.is_active:
        raise NotAllowedInState(f"the tier {stored.name} is inactive already", ("id",), state="INACTIVE")
    await update_tier(session, stored.id, {"is_active": False})
    await follow_tier(session, stored.id, was=stored.percentage, now=stored.percentage)
    return stored.id


def _found(tiers: Iterable[TierRow], tier_id: int | None) -> TierRow:
    for tier in tiers:
        if tier.id == tier_id:
            return tier
    raise NotFound("there is no tier of this id", ("id",))


def _checked(inputs: Inputs, values: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(values)
    if "name" in found:
        found["name"] = inputs.text("name", found["name"])
        found["name_key"] = key(found["name"])
    if "description" in found:
        found["description"] = inputs.optional_text("description", found["description"]) or ""
    for name, shown in (("percentage", "percentage"), ("display_order", "displayOrder"), ("is_active", "isActive")):
        if name in found and found[name] is None:
            inputs.note(f"{shown} is null", shown, accepted="a value, or no such field")
            del found[name]
    if "percentage" in found:
        found["percentage"] = inputs.number("percentage", found["percentage"], above=0, most=1)
    if "display_order" in found:
        found["display_order"] = inputs.whole("displayOrder", found["display_order"], least=0, most=HIGHEST_ORDER)
    inputs.refuse()
    return found


def _require_free_name(tiers: Iterable[TierRow], values: Mapping[str, Any], path: tuple[str, ...]) -> None:
    for tier in tiers:
        if tier.name_key == values.get("name_key"):
            message = f"a tier {tier.name} exists already"
            raise AlreadyExists(message, path, kind="CapacityTier", existing_key=tier.id)
