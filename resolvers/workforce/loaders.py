"""Loaders of people, tiers, configured time, assignments and rollups, each named what_by_key."""

from collections.abc import Mapping, Sequence
from typing import Any

from columnar import Related, Wanted
from db.engine import ReadSession
from db.forecast.reports import reports_by_ids
from db.shared import working_time
from db.workforce import assignments, people
from db.workforce.tiers import TIERS_BY_IDS
from resolvers.forecast.arguments import FilterArguments, filter_of
from resolvers.loading import BoundReading, Loader, RowLoader
from resolvers.workforce import mapping
from resolvers.workforce.arguments import checked_range
from resolvers.workforce.comparison import comparison
from resolvers.workforce.tree import capacity_tree
from schema.shared.month import ReportMonth
from schema.workforce.capacity import CapacityTree, TierBreakdown
from schema.workforce.comparison import ReportComparison
from services.forecast.find_report import report_by_id, report_to_compare
from services.shared.calendar import Month, report_months
from services.workforce.reports.capacity_tree import capacity_trees
from services.workforce.reports.compare_reports import compare_reports
from services.workforce.reports.levels import Level
from services.workforce.reports.rollup import metrics_of_horizon


class ResourceById(RowLoader):
    shape, key = mapping.resource, "id"

    def reading(self, _: Any) -> BoundReading:
        return people.RESOURCES_BY_IDS, {}


class ResourceByCnKey(RowLoader):
    shape, key = mapping.resource, "cn_key"

    def reading(self, _: Any) -> BoundReading:
        return people.RESOURCES_BY_CN_KEYS, {}


class TierById(RowLoader):
    shape, key = mapping.tier, "id"

    def reading(self, _: Any) -> BoundReading:
        return TIERS_BY_IDS, {}


class WeekConfigurationById(RowLoader):
    shape, key = mapping.week_configuration, "id"

    def reading(self, _: Any) -> BoundReading:
        return working_time.WEEK_CONFIGURATIONS_BY_IDS, {}


class MonthConfigurationById(RowLoader):
    shape, key = mapping.month_configuration, "id"

    def reading(self, _: Any) -> BoundReading:
        return working_time.MONTH_CONFIGURATIONS_BY_IDS, {}


class AssignmentById(RowLoader):
    shape, key = mapping.assignment, "id"

    def reading(self, _: Any) -> BoundReading:
        return assignments.ASSIGNMENTS_BY_IDS, {}


class AssignmentsByResourceId(RowLoader):
    """Its arguments are (first and last week or None, whether inactive ones too)."""

    shape, key, many, missing = mapping.assignment, "resource_id", True, ()

    def reading(self, arguments: Any) -> BoundReading:
        weeks, include_inactive = arguments
        reading = assignments.assignments_of_resources(between=weeks is not None, include_inactive=include_inactive)
        if weeks is None:
            return reading, {}
        first, last = checked_range(weeks[:2], weeks[2:])
        return reading, {"from_year": first[0], "from_week": first[1], "to_year": last[0], "to_week": last[1]}


TreeKey = tuple[int, tuple[tuple[str, ...], FilterArguments]]
TiersKey = tuple[int, FilterArguments]
ComparisonKey = tuple[int, tuple[str | None, FilterArguments]]


class TreeByReportId(Loader[TreeKey, CapacityTree]):
    """Keys are (report id, (levels, filter)); reports with equal levels and filters share their statements."""

    async def fetch(self, session: ReadSession, keys: Sequence[TreeKey]) -> Mapping[TreeKey, CapacityTree]:
        by_key = {}
        for arguments in dict.fromkeys(key[1] for key in keys):
            trees = await _trees(session, [key[0] for key in keys if key[1] == arguments], arguments, with_tiers=True)
            by_key.update({(report_id, arguments): tree for report_id, tree in trees.items()})
        return by_key

    async def related(self, keys: Sequence[Any], arguments: Any, wanted: Wanted | None) -> Related:
        """The trees of a level; people's tiers, which take a read of their own, only where they are selected."""
        self._reader.count_batch(type(self).__name__, len(keys))
        async with self._reader.read() as session:
            with_tiers = wanted is None or "tierBreakdown" in wanted.names
            return await _trees(session, keys, arguments, with_tiers=with_tiers)


async def _trees(
    session: ReadSession, ids: Sequence[int], arguments: Any, *, with_tiers: bool
) -> dict[int, CapacityTree]:
    levels, chosen = arguments
    months = await _months_by_report_id(session, set(ids))
    trees = await capacity_trees(
        session,
        report_ids=ids,
        levels=[Level(level) for level in levels],
        chosen=filter_of(chosen),
        with_tiers=with_tiers,
    )
    return {report_id: capacity_tree(tree, months[report_id]) for report_id, tree in trees.items()}


class TiersByReportId(Loader[TiersKey, TierBreakdown]):
    """Keys are (report id, filter)."""

    async def fetch(self, session: ReadSession, keys: Sequence[TiersKey]) -> Mapping[TiersKey, TierBreakdown]:
        breakdowns = {}
        for arguments in dict.fromkeys(arguments for _, arguments in keys):
            ids = [report_id for report_id, own_arguments in keys if own_arguments == arguments]
            trees = await capacity_trees(session, report_ids=ids, levels=[], chosen=filter_of(arguments))
            for report_id, (root, tiers) in trees.items():
                horizon = metrics_of_horizon(root)
                breakdowns[report_id, arguments] = mapping.tier_breakdown(root.horizon, horizon, tiers)
        return breakdowns


class ComparisonByReportId(Loader[ComparisonKey, ReportComparison]):
    """Keys are (report id, (other report's value or None, filter))."""

    async def fetch(
        self, session: ReadSession, keys: Sequence[ComparisonKey]
    ) -> Mapping[ComparisonKey, ReportComparison]:
        comparisons = {}
        for key in keys:
            report_id, (against, arguments) = key
            current = await report_by_id(session, report_id)
            prior = await report_to_compare(session, current, against)
            compared = await compare_reports(session, current=current, prior=prior, chosen=filter_of(arguments))
            comparisons[key] = comparison(compared)
        return comparisons


async def _months_by_report_id(session: ReadSession, ids: set[int]) -> dict[int, list[ReportMonth]]:
    rows = await reports_by_ids(session, ids)
    firsts = {row.id: Month.of(row.first_month) for row in rows}
    return {report_id: ReportMonth.all_of(report_months(first)) for report_id, first in firsts.items()}


LOADERS: tuple[type[Loader[Any, Any]], ...] = (
    ResourceById,
    ResourceByCnKey,
    TierById,
    WeekConfigurationById,
    MonthConfigurationById,
    AssignmentById,
    AssignmentsByResourceId,
    TreeByReportId,
    TiersByReportId,
    ComparisonByReportId,
)
