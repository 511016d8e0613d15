"""People and capacity by tier, pure: everybody at the tier of their last assigned week."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import fsum
from typing import NamedTuple, Protocol

from services.workforce.reports.figures import Metrics
from services.workforce.reports.rollup import Slice

_COLUMNS = ("person_ids", "person_last_weeks", "person_tier_ids", "tier_ids", "tier_capacities")


class Tier(Protocol):
    """A stored tier."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def percentage(self) -> float: ...
    @property
    def is_active(self) -> bool: ...


class TierFigures(NamedTuple):
    """One tier's people, and the cases produced at it."""

    name: str
    label: str
    percentage: float
    actual: int
    placeholder: int
    total: int
    capacity: float


class Breakdown(NamedTuple):
    """Tiers in display order, empty ones included, and the figures they add up to."""

    tiers: list[TierFigures]
    totals: Metrics


@lru_cache(maxsize=1_000)
def percent_label(percentage: float) -> str:
    """A fraction as planners read it: 0.75 → "75%"."""
    return f"{round(percentage * 100, 4):g}%"


def break_down(people: Slice, totals: Metrics, tiers: Sequence[Tier]) -> Breakdown:
    """Count a slice's people by tier; an inactive tier is shown where somebody still stands at it."""
    last: dict[int, tuple[int, int]] = {}
    produced: dict[int, list[float]] = {}
    stored = people.floor.stored
    ids, weeks, tier_ids, of_tier, capacities = map(stored.column, _COLUMNS)
    for row in people.rows():
        for person, week, tier_id in zip(ids[row], weeks[row], tier_ids[row], strict=True):
            if (week, tier_id) > last.get(person, (0, 0)):
                last[person] = (week, tier_id)
        for tier_id, capacity in zip(of_tier[row], capacities[row], strict=True):
            produced.setdefault(tier_id, []).append(capacity)
    placeholders = set(people.placeholder)
    actual = Counter(last[person][1] for person in people.everybody if person not in placeholders)
    placeholder = Counter(last[person][1] for person in placeholders)
    shown = [tier for tier in tiers if tier.is_active or actual[tier.id] or placeholder[tier.id] or tier.id in produced]
    figures = [
        TierFigures(
            name=tier.name,
            label=percent_label(tier.percentage),
            percentage=tier.percentage,
            actual=actual[tier.id],
            placeholder=placeholder[tier.id],
            total=actual[tier.id] + placeholder[tier.id],
            capacity=fsum(produced.get(tier.id, ())),
        )
        for tier in shown
    ]
    return Breakdown(figures, totals)
