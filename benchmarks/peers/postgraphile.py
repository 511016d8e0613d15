"""What PostGraphile is asked instead, and how its answers are laid beside the limit's."""

from typing import Any

import orjson

from benchmarks.data import TENANT
from benchmarks.questions import Ask, graphql_body
from db.shared.tenants import tenant_id
from services.shared.states import STATE_NAMES

GAP_DECIMALS = 6

TREE = """query Tree($tenant: UUID!, $year: Int!, $month: Int!) {
  report: reportByTenantIdAndYearAndMonth(tenantId: $tenant, year: $year, month: $month) {
    lines: reportDemandsByTenantIdAndReportId { nodes {
      demand: demandByTenantIdAndDemandId { platform locality state caseType }
      months: forecastCellsByTenantIdAndReportIdAndDemandId(orderBy: [MONTH_INDEX_ASC]) { nodes {
        plannedFte: fteAvail plannedCapacity: capacity
        summary: monthlyCapacitySummaryByTenantIdAndReportIdAndDemandIdAndForecastMonthIndex {
          forecast: totalForecast capacity: totalCapacity gap: capacityGap headcount: totalHeadcount
          actualCount: actualHeadcount placeholderCount: placeholderHeadcount fteEquivalent: totalFteEquivalent
          fteRequired } } } } } } }"""

PEOPLE_AND_WEEKS = """query PeopleAndWeeks($first: Int!) {
  resources: allResources(first: $first, orderBy: [CN_KEY_ASC]) { nodes { cn
    assignments: assignmentsByTenantIdAndResourceId(condition: {isActive: true}, orderBy: [YEAR_ASC, WEEK_ASC]) {
      nodes { year week productionPercentage weeklyCapacity
        tier: capacityTierByTenantIdAndTierId { name percentage }
        demand: demandByTenantIdAndDemandId { mainLob state caseType } } } } } }"""

NEXT_WEEKS_OF_ONE = """query NextWeeks($tenant: UUID!, $cn: String!, $year: Int!, $first: Int!, $last: Int!) {
  resource: resourceByTenantIdAndCnKey(tenantId: $tenant, cnKey: $cn) { cn displayName platform location
    assignments: assignmentsByTenantIdAndResourceId(
      condition: {isActive: true, year: $year}, orderBy: [YEAR_ASC, WEEK_ASC],
      filter: {week: {greaterThanOrEqualTo: $first, lessThanOrEqualTo: $last}}) {
      nodes { year week productionPercentage weeklyCapacity } } } }"""


def asked(ask: Ask) -> bytes:
    """The same question in the words of its schema."""
    wanted, tenant = orjson.loads(ask.body)["variables"], str(tenant_id(TENANT))
    if "report" in wanted:
        year, month = wanted["report"].split("-")
        return graphql_body(TREE, tenant=tenant, year=int(year), month=int(month))
    if "cn" in wanted:
        first, last = wanted["weeks"]["from"], wanted["weeks"]["to"]
        weeks = {"year": first["year"], "first": first["week"], "last": last["week"]}
        return graphql_body(NEXT_WEEKS_OF_ONE, tenant=tenant, cn=wanted["cn"].casefold(), **weeks)
    return graphql_body(PEOPLE_AND_WEEKS, **wanted)


def plain(answer: dict[str, Any]) -> Any:
    """What it says: lists without their connections; of the tree its leaves, by where they stand."""
    data = _without_connections(answer["data"])
    if "report" not in data:
        return data
    return {_place(line["demand"]): _months(line["months"]) for line in data["report"]["lines"]}


def comparable(limit: dict[str, Any]) -> Any:
    """The limit's answer in the same form: of the tree, the leaves alone."""
    if "report" not in limit["data"]:
        return _without_connections(limit["data"])
    return {
        (category["name"], state["name"], leaf["name"]): [_rounded(month["metrics"]) for month in leaf["months"]]
        for category in limit["data"]["report"]["tree"]["categories"]
        for state in category["children"]
        for leaf in state["children"]
    }


def _without_connections(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_connections(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"nodes"}:
        return _without_connections(value["nodes"])
    return {name: _without_connections(one) for name, one in value.items()}


def _place(demand: dict[str, str]) -> tuple[str, str, str]:
    where = "Onshore" if demand["locality"] == "DOMESTIC" else "Offshore"
    return f"{demand['platform']} {where}", STATE_NAMES[demand["state"]], demand["caseType"]


def _months(months: list[dict[str, Any]]) -> list[dict[str, Any]]:
    own = ("plannedFte", "plannedCapacity")
    return [_rounded(month["summary"] | {name: month[name] for name in own}) for month in months]


def _rounded(metrics: dict[str, Any]) -> dict[str, Any]:
    # The stored gap was subtracted exactly, the tree's is a difference of doubles: they differ in the last digits.
    return metrics | {"gap": round(metrics["gap"], GAP_DECIMALS)}
