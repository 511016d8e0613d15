"""The list of assignments: pages, filters, counts, and one assignment by id."""

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest

from tests.conftest import Client
from tests.graphql.conftest import Change
from tests.graphql.sample_figures import Figures, Work, label, months_of, work
from tests.graphql.test_resources import walk
from tests.graphql.trees import is_same

PAGE = """query($filter: AssignmentFilter, $first: Int, $after: String) {
    assignments(filter: $filter, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        nodes { id year week startDate month { label number } forecastMonthIndex productionPercentage
                weeklyCapacity assignmentType isActive deallocatedAt
                report { value } resource { cn } demand { mainLob state caseType } tier { name } } } }"""
SOME = """query($filter: AssignmentFilter, $first: Int, $after: String) {
    assignments(filter: $filter, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } nodes { year week resource { cn } } } }"""
Keeps = Callable[[Work], bool]
WEEKS = {"from": {"year": 2025, "week": 26}, "to": {"year": 2025, "week": 27}}
ONE = {"from": {"year": 2025, "week": 40}, "to": {"year": 2025, "week": 40}}
FILTERS: dict[str, tuple[Figures, Keeps]] = {
    "weeks": ({"weeks": WEEKS}, lambda one: one.week[1] in (26, 27)),
    "people": ({"resourceCn": ["cn10002", "CN10235", "CN99999"]}, lambda one: one.cn in ("CN10002", "CN10235")),
    "newest report": ({"report": "2025-04", "weeks": ONE}, lambda one: one.report == "2025-04" and one.week[1] == 40),
    "older report": ({"report": "2025-03"}, lambda one: one.report == "2025-03"),
    "a report that is not there": ({"report": "2025-05"}, lambda _: False),
    "main LOB": (
        {"mainLob": ["facets duals offshore"], "weeks": ONE},
        lambda one: one.demand.main_lob == "Facets Duals OFFSHORE" and one.week[1] == 40,
    ),
    "state": (
        {"state": ["ny", "WA"], "weeks": ONE},
        lambda one: one.demand.state in ("NY", "WA") and one.week[1] == 40,
    ),
    "case type": (
        {"caseType": ["Omni"], "weeks": WEEKS},
        lambda one: one.demand.case_type == "OMNI" and one.week[1] in (26, 27),
    ),
    "primary": ({"type": "PRIMARY", "weeks": ONE}, lambda one: one.week[1] == 40),
    "manual": ({"type": "MANUAL"}, lambda _: False),
    "actual": ({"resourceType": "ACTUAL", "weeks": ONE}, lambda one: one.week[1] == 40),
    "placeholders": ({"resourceType": "PLACEHOLDER"}, lambda _: False),
    "with those deallocated": ({"includeInactive": True, "weeks": ONE}, lambda one: one.week[1] == 40),
    "null": ({"includeInactive": None, "weeks": ONE}, lambda one: one.week[1] == 40),
    "no value": ({"state": []}, lambda _: True),
}


async def test_walking_all_pages_meets_every_assignment_of_the_file_once(sample_client: Client) -> None:
    pages = await walk(sample_client("VIEWER"), PAGE, "assignments", None, 500)
    nodes = [node for page in pages for node in page["nodes"]]
    assert len({node["id"] for node in nodes}) == len(nodes) == pages[0]["totalCount"] == len(work())
    weeks = [(node["year"], node["week"]) for node in nodes]
    assert weeks == sorted(weeks)
    expected = {(one.cn, one.week): one for one in work()}
    for node in nodes:
        one = expected.pop((node["resource"]["cn"], (node["year"], node["week"])))
        assert tuple(node["demand"].values()) == one.demand
        assert node["report"]["value"] == one.report
        assert node["startDate"] == date.fromisocalendar(*one.week, 1).isoformat()
        assert node["month"] == {"label": label(one.month), "number": one.month[1]}
        assert node["forecastMonthIndex"] == months_of(one.report).index(one.month) + 1
        assert (node["productionPercentage"], node["tier"]["name"]) == (1.0, "Full Production")
        assert is_same(node["weeklyCapacity"], one.capacity)
        assert (node["assignmentType"], node["isActive"], node["deallocatedAt"]) == ("PRIMARY", True, None)
    assert expected == {}


@pytest.mark.parametrize("first", [1, 3, 100])
async def test_pages_of_any_size_hold_the_same(sample_client: Client, first: int) -> None:
    chosen = {"resourceCn": ["CN10002", "CN10235"]}
    pages = await walk(sample_client("VIEWER"), SOME, "assignments", chosen, first)
    shown = [(node["resource"]["cn"], node["week"]) for page in pages for node in page["nodes"]]
    assert Counter(shown) == Counter((one.cn, one.week[1]) for one in work() if one.cn in chosen["resourceCn"])


@pytest.mark.parametrize("name", FILTERS)
async def test_a_filter_keeps_what_it_says(sample_client: Client, name: str) -> None:
    chosen, keeps = FILTERS[name]
    pages = await walk(sample_client("VIEWER"), SOME, "assignments", chosen, 500)
    shown = [(node["resource"]["cn"], (node["year"], node["week"])) for page in pages for node in page["nodes"]]
    expected = [(one.cn, one.week) for one in work() if keeps(one)]
    assert sorted(shown) == sorted(expected)
    assert pages[0]["totalCount"] == len(expected)


@pytest.mark.parametrize("report", ["nonsense", "", "2025-4", "2025-13"])
async def test_a_filter_by_what_is_no_report_value_is_refused(sample_client: Client, report: str) -> None:
    (error,) = await sample_client("VIEWER").errors(SOME, filter={"report": report})
    assert error["extensions"] == {"code": "BAD_REQUEST"}
    assert "2025-04" in error["message"]


async def test_deallocated_ones_are_shown_when_asked_for(changed_client: Client, change: Change) -> None:
    await change(
        """UPDATE assignment a SET is_active = false, deallocated_at = '2025-05-01T10:00Z', deallocated_by = 'ann'
        FROM resource p WHERE p.id = a.resource_id AND p.cn = 'CN10002' AND a.week <= 24"""
    )
    client = changed_client("VIEWER")
    chosen = {"resourceCn": ["CN10002"]}
    left = (await client.ask(SOME, filter=chosen))["assignments"]
    both = (await client.ask(SOME, filter=chosen | {"includeInactive": True}))["assignments"]
    assert (left["totalCount"], both["totalCount"]) == (both["totalCount"] - 2, len(both["nodes"]))
    answer = await client.ask(
        """query($weeks: WeekRangeInput) { resource(cn: "CN10002") { now: assignments { week }
            all: assignments(includeInactive: true, weeks: $weeks) { week isActive deallocatedAt deallocatedBy } } }""",
        weeks={"from": {"year": 2025, "week": 1}, "to": {"year": 2025, "week": 25}},
    )
    assert answer["resource"]["now"][0]["week"] == 25
    assert [(one["week"], one["isActive"], one["deallocatedBy"]) for one in answer["resource"]["all"]] == [
        (23, False, "ann"),
        (24, False, "ann"),
        (25, True, None),
    ]
    assert answer["resource"]["all"][0]["deallocatedAt"] == "2025-05-01T10:00:00+00:00"


async def test_one_assignment_is_found_by_its_id_and_by_no_other(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    node = (await client.ask("{ assignments(first: 1) { nodes { id report { id } } } }"))["assignments"]["nodes"][0]
    asked = "query($id: ID!) { assignment(id: $id) { id } }"
    assert await client.ask(asked, id=node["id"]) == {"assignment": {"id": node["id"]}}
    for other in (node["report"]["id"], "", "nonsense", "QXNzaWdubWVudDo5OTk5OTk5OTk", "\x00", "é"):
        assert await client.ask(asked, id=other) == {"assignment": None}
