"""Loaders of people, tiers, configured time, assignments and rollups, each named what_by_key."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from db.engine import ReadSession
from db.forecast.queries import reports_by_ids
from db.workforce import queries
from resolvers.forecast.arguments import Asked, filter_of
from resolvers.loading import Loader
from resolvers.workforce import words
from resolvers.workforce.arguments import checked_range
from schema.shared.month import ReportMonth
from schema.workforce.assignment import Assignment
from schema.workforce.capacity import CapacityTree, TierBreakdown
from schema.workforce.configuration import CapacityTier, MonthConfiguration, WeekConfiguration
from schema.workforce.resource import Resource
from services.shared.calendar import Month, report_months
from services.workforce.reports.capacity_tree import capacity_trees
from services.workforce.reports.levels import Level
from services.workforce.reports.rollup import metrics_of_horizon

AssignmentsKey = tuple[int, tuple[int, int, int, int] | None, bool]


class ResourceById(Loader[int, Resource]):
    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, Resource]:
        return {row.id: Resource.from_row(row) for row in await queries.resources_by_ids(session, keys)}


class ResourceByCnKey(Loader[str, Resource]):
    async def fetch(self, session: ReadSession, keys: Sequence[str]) -> Mapping[str, Resource]:
        return {row.cn_key: Resource.from_row(row) for row in await queries.resources_by_cn_keys(session, keys)}


class TierById(Loader[int, CapacityTier]):
    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, CapacityTier]:
        return {row.id: words.tier(row) for row in await queries.tiers_by_ids(session, keys)}


class WeekConfigurationById(Loader[int, WeekConfiguration]):
    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, WeekConfiguration]:
        rows = await queries.week_configurations_by_ids(session, keys)
        return {row.id: words.week_configuration(row) for row in rows}


class MonthConfigurationById(Loader[int, MonthConfiguration]):
    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, MonthConfiguration]:
        rows = await queries.month_configurations_by_ids(session, keys)
        return {row.id: words.month_configuration(row) for row in rows}


class AssignmentById(Loader[int, Assignment]):
    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, Assignment]:
        return {row.id: words.assignment(row) for row in await queries.assignments_by_ids(session, keys)}


class AssignmentsByResourceId(Loader[AssignmentsKey, list[Assignment]]):
    """Keys are (resource id, first and last week or None, inactive ones too); one statement for each way of asking."""

    missing = ()

    async def fetch(
        self, session: ReadSession, keys: Sequence[AssignmentsKey]
    ) -> Mapping[AssignmentsKey, list[Assignment]]:
        found: dict[AssignmentsKey, list[Assignment]] = defaultdict(list)
        for weeks, include_inactive in dict.fromkeys(key[1:] for key in keys):
            ids = [key[0] for key in keys if key[1:] == (weeks, include_inactive)]
            span = checked_range(weeks[:2], weeks[2:]) if weeks else None
            rows = await queries.assignments_by_resource_ids(
                session, ids, weeks=span, include_inactive=include_inactive
            )
            for row in rows:
                found[row.resource_id, weeks, include_inactive].append(words.assignment(row))
        return found


TreeKey = tuple[int, tuple[str, ...], Asked]
TiersKey = tuple[int, Asked]


class TreeByReportId(Loader[TreeKey, CapacityTree]):
    """Keys are (report id, levels, filter); reports asked alike share their statements."""

    async def fetch(self, session: ReadSession, keys: Sequence[TreeKey]) -> Mapping[TreeKey, CapacityTree]:
        months = await _months_by_report_id(session, {key[0] for key in keys})
        found = {}
        for levels, asked in dict.fromkeys(key[1:] for key in keys):
            ids = [key[0] for key in keys if key[1:] == (levels, asked)]
            trees = await capacity_trees(
                session, report_ids=ids, levels=[Level(level) for level in levels], chosen=filter_of(asked)
            )
            for report_id, tree in trees.items():
                found[report_id, levels, asked] = words.capacity_tree(tree, months[report_id])
        return found


class TiersByReportId(Loader[TiersKey, TierBreakdown]):
    """Keys are (report id, filter)."""

    async def fetch(self, session: ReadSession, keys: Sequence[TiersKey]) -> Mapping[TiersKey, TierBreakdown]:
        found = {}
        for asked in dict.fromkeys(asked for _, asked in keys):
            ids = [report_id for report_id, same in keys if same == asked]
            trees = await capacity_trees(session, report_ids=ids, levels=[], chosen=filter_of(asked))
            for report_id, (root, tiers) in trees.items():
                found[report_id, asked] = words.tier_breakdown(root.horizon, metrics_of_horizon(root), tiers)
        return found


async def _months_by_report_id(session: ReadSession, ids: set[int]) -> dict[int, list[ReportMonth]]:
    rows = await reports_by_ids(session, ids)
    firsts = {row.id: Month(row.first_month.year, row.first_month.month) for row in rows}
    return {report_id: ReportMonth.all_of(report_months(first)) for report_id, first in firsts.items()}


LOADERS: dict[str, type[Loader[Any, Any]]] = {
    "resource_by_id": ResourceById,
    "resource_by_cn_key": ResourceByCnKey,
    "tier_by_id": TierById,
    "week_configuration_by_id": WeekConfigurationById,
    "month_configuration_by_id": MonthConfigurationById,
    "assignment_by_id": AssignmentById,
    "assignments_by_resource_id": AssignmentsByResourceId,
    "tree_by_report_id": TreeByReportId,
    "tiers_by_report_id": TiersByReportId,
}
