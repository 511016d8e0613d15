"""Every figure of the office, multiplied here in decimals from what was put in: cells, weeks and the tree's leaves."""

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from tests.graphql.editing.conftest import Editor

TIME = "workType workingDays workHours occupancy shrinkage"
METRICS = "metrics { forecast capacity headcount placeholderCount fteWeeks }"
ASKED = f"""query Own {{
    reports {{ value }}
    monthConfigurations(year: 2025) {{ month {{ number }} {TIME} }}
    weekConfigurations(year: 2025) {{ week {TIME} }}
    assignments(first: 500) {{ totalCount nodes {{ week productionPercentage weeklyCapacity forecastMonthIndex
        report {{ value }} resource {{ cn resourceType location }} demand {{ mainLob state caseType }} }} }} }}"""
REPORT = f"""query Report($value: String!) {{ report(value: $value) {{
    value months {{ year number }}
    records {{ mainLob state caseType targetCph months {{ forecast fteReq fteAvail capacity }} }}
    tree(by: [MAIN_LOB, STATE, CASE_TYPE]) {{ categories {{ children {{ children {{
        slug months {{ isStale {METRICS} }} }} }} }} }} }} }}"""
Demand = tuple[str, str, str]


class Figures(NamedTuple):
    """What differs from what was multiplied here, and the cells that do not follow the hours of now."""

    wrong: list[str]
    stale: list[str]


async def own_figures(office: Editor) -> Figures:
    """Compare everything."""
    found = await office.ask(ASKED)
    found["reports"] = [(await office.ask(REPORT, **named))["report"] for named in found["reports"]]
    assert found["assignments"]["totalCount"] == len(found["assignments"]["nodes"])
    stale = _cells(found)
    # A node says so itself, and only of these months.
    told = [month for report in found["reports"] for leaf in _leaves(report) for month in leaf["months"]]
    wrong = [] if sum(month["isStale"] for month in told) == len(stale) else [f"{len(stale)} cells are stale"]
    return Figures([*wrong, *_weeks(found), *_leaves_that_differ(found)], stale)


def _cells(found: Any) -> list[str]:
    hours = {}
    for one in found["monthConfigurations"]:
        hours[one["month"]["number"], one["workType"]] = _hours(one) * _exact(one["occupancy"])
    stale = []
    for report in found["reports"]:
        for record in report["records"]:
            cph = _exact(record["targetCph"])
            for month, cell in zip(report["months"], record["months"], strict=True):
                one = hours[month["number"], _locality(record)]
                computed = _whole(cell["forecast"] / (cph * one)), _whole(cell["fteAvail"] * cph * one)
                if (cell["fteReq"], cell["capacity"]) != computed:
                    stale.append(f"{report['value']} {_demand(record)} {month}: {cell}, not {computed}")
    return stale


def _weeks(found: Any) -> list[str]:
    """Assignments whose capacity or report is another than what follows from their week, demand and percentage."""
    hours = {(one["week"], one["workType"]): _hours(one) for one in found["weekConfigurations"]}
    wrong = []
    for one in found["assignments"]["nodes"]:
        report, index, cph = _owner(found, _demand(one["demand"]), _month_of(one["week"]))
        capacity = _exact(one["productionPercentage"]) * hours[one["week"], one["resource"]["location"]] * cph
        if abs(_exact(one["weeklyCapacity"]) - capacity) > Decimal("1e-7"):
            wrong.append(f"capacity {one}, not {capacity}")
        if (one["report"]["value"], one["forecastMonthIndex"]) != (report, index):
            wrong.append(f"report of {one}, not {report} {index}")
    return wrong


def _leaves_that_differ(found: Any) -> list[str]:
    """Leaves of the trees, for months that no newer report has: those may be frozen."""
    people: dict[tuple[Demand, int], list[Any]] = defaultdict(list)
    for one in found["assignments"]["nodes"]:
        people[_demand(one["demand"]), _month_of(one["week"])].append(one)
    wrong = []
    for report in found["reports"]:
        for record, leaf in zip(report["records"], _leaves(report), strict=True):
            assert leaf["slug"].endswith(record["caseType"].lower())
            for place, month in enumerate(report["months"]):
                theirs = people[_demand(record), month["number"]]
                if _owner(found, _demand(record), month["number"])[0] == report["value"]:
                    metrics = leaf["months"][place]["metrics"]
                    wrong += _differing(f"{leaf['slug']} {month}", metrics, record["months"][place], theirs)
    return wrong


def _differing(name: str, metrics: Any, cell: Any, people: list[Any]) -> list[str]:
    expected = {
        "forecast": cell["forecast"],
        "capacity": sum(one["weeklyCapacity"] for one in people),
        "headcount": len({one["resource"]["cn"] for one in people}),
        "placeholderCount": len(
            {one["resource"]["cn"] for one in people if one["resource"]["resourceType"] == "PLACEHOLDER"}
        ),
        "fteWeeks": sum(one["productionPercentage"] for one in people),
    }
    return [
        f"{name}: {field} {metrics[field]}, not {value}"
        for field, value in expected.items()
        if abs(metrics[field] - value) > 1e-6
    ]


def _owner(found: Any, demand: Demand, month: int) -> tuple[str, int, Decimal]:
    """The newest report that has a demand's month, with the month's place and the target CPH."""
    for report in sorted(found["reports"], key=lambda one: str(one["value"]), reverse=True):
        numbers = [one["number"] for one in report["months"]]
        for record in report["records"]:
            if _demand(record) == demand and month in numbers:
                return report["value"], numbers.index(month) + 1, _exact(record["targetCph"])
    raise AssertionError(f"no report has {demand} in {month}")


def _leaves(report: Any) -> list[Any]:
    lobs = report["tree"]["categories"]
    return [leaf for lob in lobs for state in lob["children"] for leaf in state["children"]]


def _demand(one: Any) -> Demand:
    return one["mainLob"], one["state"], one["caseType"]


def _locality(record: Any) -> str:
    return "DOMESTIC" if record["mainLob"].endswith("DOMESTIC") else "GLOBAL"


def _month_of(week: int) -> int:
    return date.fromisocalendar(2025, week, 4).month


def _hours(one: Any) -> Decimal:
    return _exact(one["workingDays"]) * _exact(one["workHours"]) * (1 - _exact(one["shrinkage"]))


def _exact(value: float) -> Decimal:
    return Decimal(str(value))


def _whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))
