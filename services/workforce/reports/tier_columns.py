"""The columns of tables that count people by tier: two for each tier that is in use."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from db.engine import ReadSession
from db.workforce.tiers import list_tiers
from services.shared.table import Column, ColumnType
from services.shared.text import slug
from services.workforce.reports.tiers import Tier


@dataclass(frozen=True, slots=True)
class TierColumn(Column):
    """How many people stand at a tier: actual people, or placeholders."""

    tier_id: int
    is_placeholder: bool


async def tier_columns(session: ReadSession) -> list[TierColumn]:
    """Two columns for each active tier, in display order."""
    active = [tier for tier in await list_tiers(session, include_inactive=True) if tier.is_active]
    return [
        TierColumn(f"tier_{name}_{kind}", ColumnType.INTEGER, tier.id, kind == "placeholder")
        for tier, name in zip(active, _names(active), strict=True)
        for kind in ("actual", "placeholder")
    ]


def tier_keys(columns: Sequence[Column]) -> list[tuple[int, bool]]:
    """(tier id, whether of placeholders) of those columns that count people by tier, in order."""
    return [(column.tier_id, column.is_placeholder) for column in columns if isinstance(column, TierColumn)]


def tier_sources(columns: Sequence[Column]) -> dict[str, str]:
    """What those columns are called in SQL, where a name may be any word: tier_0, tier_1 …"""
    names = [column.name for column in columns if isinstance(column, TierColumn)]
    return {name: f"tier_{place}" for place, name in enumerate(names)}


def _names(tiers: Sequence[Tier]) -> list[str]:
    """A tier is named by its percentage, or by its name where two tiers share one; with its id where that is shared."""
    shown = [_percentage(tier) for tier in tiers]
    percentages = Counter(shown)
    names = [
        _word(tier.name) if percentages[percentage] > 1 else percentage
        for tier, percentage in zip(tiers, shown, strict=True)
    ]
    counted = Counter(names)
    return [
        # No word has two underscores in a row, so that this is nobody else's name.
        name if counted[name] == 1 else f"{name}__{tier.id}"
        for tier, name in zip(tiers, names, strict=True)
    ]


def _percentage(tier: Tier) -> str:
    return f"{round(tier.percentage * 100, 4):g}".replace(".", "_")


def _word(name: str) -> str:
    """A tier's name as part of a column's: whatever programs take for a name has neither signs nor superscripts."""
    kept = "".join(character for character in slug(name).replace("-", "_") if f"a{character}".isidentifier())
    return "_".join(kept.replace("_", " ").split()) or "tier"
