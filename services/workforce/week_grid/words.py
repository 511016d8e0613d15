"""An assignment as a cell says it: a demand, and its tier unless that is full production.

"Amisys Medicaid DOMESTIC / FL / Claims", "Amisys Medicaid DOMESTIC / FL / Claims @ 75% Ramp", and where the percentage
is not the tier's "… @ 75% Ramp at 60%".
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from db.forecast.rows import DemandRow
from db.shared.bounds import PERCENTAGE
from db.workforce.rows import TierRow
from services.shared.bounds import share_cell
from services.shared.errors import NotFound
from services.shared.near_words import NearWords
from services.shared.text import key, some
from services.workforce.assigning.placement_context import DemandKey
from services.workforce.reports.tiers import percent_label
from services.workforce.tiers.find_tier import full_production
from sheets.cells import label
from sheets.sheet import CellValue

TIER, PERCENT = " @ ", " at "
SIGNS = re.compile(r"\s*([/@])\s*")
MOST_MEANT = 50  # cells of a file that are told what they may have meant: to look costs the number of demands


class WeekWork(NamedTuple):
    """What somebody does in a week: a demand at a tier, at a percentage of a whole week as a fraction."""

    demand_id: int
    tier_id: int
    percentage: float


class WeekWords:
    """Assignments in words, and what words mean, by the demands and the tiers of a tenant."""

    def __init__(self, demands: Iterable[DemandRow], tiers: Sequence[TierRow]) -> None:
        self._demands = {row.id: DemandKey(row.main_lob, row.state, row.case_type) for row in demands}
        self._tiers = {row.id: row for row in tiers}
        self._full = _full_production(tiers)
        self._meant = 0

    def demand(self, demand_id: int) -> DemandKey:
        """A demand as a request names it."""
        return self._demands[demand_id]

    def tier(self, tier_id: int) -> TierRow:
        """A tier, in use or not."""
        return self._tiers[tier_id]

    def told(self, work: WeekWork | None) -> str:
        """What a cell says; an empty text for nothing."""
        if work is None:
            return ""
        tier = self._tiers[work.tier_id]
        demand, percentage = demand_text(self._demands[work.demand_id]), percent_label(work.percentage)
        if percentage != percent_label(tier.percentage):
            return f"{demand}{TIER}{tier.name}{PERCENT}{percentage}"
        return demand if self._full is not None and tier.id == self._full.id else f"{demand}{TIER}{tier.name}"

    def offered(self, demand_ids: Iterable[int], *, most: int) -> list[str]:
        """What a cell offers: some demands at every tier in use, or alone where that would be too much."""
        ids = list(demand_ids)
        tiers = [tier for tier in self._tiers.values() if tier.is_active]
        if len(ids) * len(tiers) > most:
            return [demand_text(self._demands[id]) for id in ids[:most]]
        return [self.told(WeekWork(id, tier.id, tier.percentage)) for id in ids for tier in tiers]

    def read(self, cell: CellValue) -> WeekWork:
        """What a cell means; raises ValueError, saying what would be accepted."""
        text = folded(label(cell) or "")
        if text in self._ids:
            if self._full is None:
                raise ValueError(f"names no tier, and none is at 100 %; {self._accepted_tiers} is accepted")
            return WeekWork(self._id(text), self._full.id, self._full.percentage)
        for demand, tier in _parts(text):
            if demand in self._ids:
                return self._at(self._id(demand), tier)
        raise ValueError(self._unknown(text))

    def _at(self, demand_id: int, text: str) -> WeekWork:
        if (tier := self._by_name.get(text)) is not None:
            return WeekWork(demand_id, tier.id, tier.percentage)
        name, _, percent = text.rpartition(PERCENT)
        if (tier := self._by_name.get(name)) is None:
            raise ValueError(f"{text[:40]!r} is no tier; {self._accepted_tiers} is accepted")
        return WeekWork(demand_id, tier.id, share_cell(PERCENTAGE)(percent))

    def _id(self, text: str) -> int:
        ids = self._ids[text]
        if len(ids) > 1:
            raise ValueError("names several demands that read alike; createAssignment can tell them apart")
        return ids[0]

    @cached_property
    def _ids(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for id, demand in self._demands.items():
            found.setdefault(folded(demand_text(demand)), []).append(id)
        return found

    @cached_property
    def _by_name(self) -> dict[str, TierRow]:
        return {folded(tier.name): tier for tier in self._tiers.values()}

    @property
    def _accepted_tiers(self) -> str:
        return some([f"@ {tier.name}" for tier in self._tiers.values() if tier.is_active])

    @cached_property
    def _near(self) -> NearWords:
        return NearWords(self._ids)

    def _unknown(self, text: str) -> str:
        self._meant += 1
        near = self._near.nearest(text.partition("@")[0]) if self._meant <= MOST_MEANT else None
        meant = f"; did you mean {demand_text(self._demands[self._ids[near][0]])}?" if near else ""
        example = next(map(demand_text, self._demands.values()), "a demand")
        return f"is no demand as cells name them; such as {example}, alone or with @ and a tier, is accepted{meant}"


def demand_text(demand: DemandKey) -> str:
    """A demand as a cell says it, whole."""
    return " / ".join(demand)


def folded(text: str) -> str:
    """What a cell is matched by: without regard to letter case, and to spaces around its signs."""
    return SIGNS.sub(r"\1", key(text))


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """A text at each of its signs: what stands before and after it."""
    return ((text[: sign.start()], text[sign.end() :]) for sign in re.finditer("@", text))


def _full_production(tiers: Sequence[TierRow]) -> TierRow | None:
    try:
        return full_production(tiers)
    except NotFound:
        return None
