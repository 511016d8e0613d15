"""The capacity tree of reports: stored summaries, rolled up in one snapshot."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from db.engine import ReadSession
from db.forecast.filters import DemandFilter
from db.workforce.rollup_rows import stored_summaries
from db.workforce.rows import TierRow
from db.workforce.tiers import list_tiers
from services.shared.errors import BadRequest
from services.workforce.reports.levels import Level
from services.workforce.reports.rollup import Node, roll_up


class CapacityTree(NamedTuple):
    """A report's tree: the root is its total; the tiers are all there are, in display order."""

    root: Node
    tiers: Sequence[TierRow]


async def capacity_trees(
    session: ReadSession,
    *,
    report_ids: Collection[int],
    levels: Sequence[Level],
    chosen: DemandFilter,
    with_tiers: bool = True,
) -> dict[int, CapacityTree]:
    """The trees of some reports by report id, in four statements; raises BadRequest for a level named twice.

    Without tiers nobody can be counted by tier, and a third of the data is read.
    """
    if len(set(levels)) < len(levels):
        raise BadRequest(f"by names a level twice; accepted: each of {', '.join(Level)} at most once")
    stored = await stored_summaries(session, report_ids, chosen, with_tiers=with_tiers)
    all_tiers = await list_tiers(session, include_inactive=True)
    return {report_id: CapacityTree(roll_up(one, levels), all_tiers) for report_id, one in stored.items()}
