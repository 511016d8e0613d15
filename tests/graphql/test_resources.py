"""The list of people: pages, filters, counts, and one person by cn."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from tests.conftest import Client
from tests.graphql.conftest import Change
from tests.graphql.sample_figures import Figures, Person, roster, work

PAGE = """query($filter: ResourceFilter, $first: Int, $after: String) {
    resources(filter: $filter, first: $first, after: $after) {
        totalCount nodes { cn } edges { cursor node { cn } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
Keeps = Callable[[Person], bool]
JULY = {"from": {"year": 2025, "week": 27}, "to": {"year": 2025, "week": 31}}
FILTERS: dict[str, tuple[Figures, Keeps]] = {
    "nothing": ({}, lambda _: True),
    "platform": ({"platform": ["amisys"]}, lambda person: person.platform == "Amisys"),
    "platforms": ({"platform": ["FACETS ", "Xcelys"]}, lambda person: person.platform in ("Facets", "Xcelys")),
    "location": ({"location": "GLOBAL"}, lambda person: person.location == "Global"),
    "state": ({"state": ["wa"]}, lambda person: "WA" in person.states),
    "states": ({"state": ["WA", "AZ"]}, lambda person: bool({"WA", "AZ"} & set(person.states))),
    "skill": ({"skill": ["claims  processing"]}, lambda person: "Claims Processing" in person.skills),
    "skills": ({"skill": ["FTC", "omni"]}, lambda person: bool({"FTC", "OMNI"} & set(person.skills))),
    "actual": ({"type": "ACTUAL"}, lambda _: True),
    "placeholders": ({"type": "PLACEHOLDER"}, lambda _: False),
    "active": ({"isActive": True}, lambda person: person.is_active),
    "inactive": ({"isActive": False}, lambda person: not person.is_active),
    "free": ({"freeIn": JULY}, lambda person: person.cn not in busy()),
    "cn": ({"search": "n1023"}, lambda person: "N1023" in person.cn),
    "name": ({"search": "vARGA"}, lambda person: "varga" in f"{person.first_name} {person.last_name}".lower()),
    "a sign that matches anything elsewhere": ({"search": "%"}, lambda _: False),
    "another": ({"search": "_"}, lambda _: False),
    "unknown": ({"platform": ["Unheard of"]}, lambda _: False),
    "no value": ({"skill": []}, lambda _: True),
    "everything together": (
        {"platform": ["Amisys"], "location": "DOMESTIC", "state": ["FL"], "skill": ["Appeals"], "isActive": True},
        lambda person: (
            (person.platform, person.location, person.is_active) == ("Amisys", "Domestic", True)
            and "FL" in person.states
            and "Appeals" in person.skills
        ),
    ),
}


@cache
def busy() -> set[str]:
    """Who has work in July."""
    return {one.cn for one in work() if 27 <= one.week[1] <= 31}


async def walk(client: Any, query: str, root: str, chosen: Figures | None, first: int) -> list[Figures]:
    """Every page of a list, by its cursors."""
    pages: list[Figures] = []
    after = None
    while True:
        answer = await client.ask(query, filter=chosen, first=first, after=after)
        pages.append(answer[root])
        after = pages[-1]["pageInfo"]["endCursor"]
        if not pages[-1]["pageInfo"]["hasNextPage"]:
            return pages


@pytest.mark.parametrize("first", [1, 7, 50, 499, 500])
async def test_walking_all_pages_meets_everybody_once(sample_client: Client, first: int) -> None:
    chosen = {"search": "CN1010"} if first == 1 else None
    expected = sorted(cn for cn in roster() if chosen is None or "CN1010" in cn)
    pages = await walk(sample_client("VIEWER"), PAGE, "resources", chosen, first)
    assert [node["cn"] for page in pages for node in page["nodes"]] == expected
    assert {page["totalCount"] for page in pages} == {len(expected)}
    assert [page["pageInfo"]["hasPreviousPage"] for page in pages] == [False] + [True] * (len(pages) - 1)
    for page in pages:
        assert [edge["node"] for edge in page["edges"]] == page["nodes"]
        cursors = [edge["cursor"] for edge in page["edges"]]
        assert (page["pageInfo"]["startCursor"], page["pageInfo"]["endCursor"]) == (cursors[0], cursors[-1])
        assert len(page["nodes"]) <= first


@pytest.mark.parametrize("name", FILTERS)
async def test_a_filter_keeps_whom_it_says(sample_client: Client, name: str) -> None:
    chosen, keeps = FILTERS[name]
    pages = await walk(sample_client("VIEWER"), PAGE, "resources", chosen, 500)
    expected = sorted(person.cn for person in roster().values() if keeps(person))
    assert [node["cn"] for page in pages for node in page["nodes"]] == expected
    assert pages[0]["totalCount"] == len(expected)


async def test_a_page_of_none_is_empty_and_says_whether_there_are_any(sample_client: Client) -> None:
    page = (await sample_client("VIEWER").ask(PAGE, first=0))["resources"]
    assert (page["nodes"], page["edges"], page["totalCount"]) == ([], [], 1150)
    assert page["pageInfo"] == {"hasNextPage": True, "hasPreviousPage": False, "startCursor": None, "endCursor": None}


@pytest.mark.quick
async def test_a_page_has_50_people_unless_asked(sample_client: Client) -> None:
    page = (await sample_client("VIEWER").ask(PAGE))["resources"]
    assert len(page["nodes"]) == 50


@pytest.mark.parametrize("root", ["resources", "assignments"])
@pytest.mark.parametrize("first", [-1, 501, 2**31 - 1, -(2**31)])
async def test_a_page_size_out_of_bounds_is_refused(sample_client: Client, root: str, first: int) -> None:
    (error,) = await sample_client("VIEWER").errors(
        f"query($first: Int) {{ {root}(first: $first) {{ nodes {{ id }} }} }}", first=first
    )
    assert error["extensions"] == {"code": "BAD_REQUEST"}
    assert "0 to 500" in error["message"]


# "WzEsMiwzXQ" is [1, 2, 3], "WyJjbiJd" is ["cn"]: each a cursor of the other list.
BAD = [
    "",
    "nonsense",
    "!",
    "W10",
    "bnVsbA",
    "eyJhIjoxfQ",
    "WzEuNV0",
    "W251bGxd",
    "WyJcdTAwMDAiXQ",
    "é",
    "A" * 5_000,
    "WzFd",
]


@pytest.mark.parametrize("root", ["resources", "assignments"])
@pytest.mark.parametrize("after", [*BAD, "other"], ids=lambda text: text[:20])
async def test_a_cursor_of_nowhere_is_refused(sample_client: Client, root: str, after: str) -> None:
    other = {"resources": "WzEsMiwzXQ", "assignments": "WyJjbiJd"}[root]
    (error,) = await sample_client("VIEWER").errors(
        f"query($after: String) {{ {root}(after: $after) {{ nodes {{ id }} }} }}",
        after=other if after == "other" else after,
    )
    assert error["extensions"] == {"code": "BAD_REQUEST"}
    assert "cursor" in error["message"]


@pytest.mark.parametrize(
    ("weeks", "message"),
    [
        ({"from": {"year": 2025, "week": 53}, "to": {"year": 2026, "week": 1}}, "no ISO week 53 in 2025"),
        ({"from": {"year": 2025, "week": 0}, "to": {"year": 2025, "week": 1}}, "no ISO week 0"),
        ({"from": {"year": 2025, "week": 9}, "to": {"year": 2025, "week": 8}}, "after"),
        ({"from": {"year": 0, "week": 1}, "to": {"year": 2025, "week": 8}}, "in 0"),
        ({"from": {"year": 2025, "week": 1}, "to": {"year": 99999, "week": 8}}, "in 99999"),
        ({"from": {"year": 2**31 - 1, "week": 1}, "to": {"year": 2**31 - 1, "week": 8}}, "no ISO week"),
    ],
)
async def test_weeks_that_do_not_exist_are_refused_everywhere(
    sample_client: Client, weeks: Figures, message: str
) -> None:
    for asked in (
        "query($w: WeekRangeInput) { resources(filter: { freeIn: $w }) { nodes { id } } }",
        "query($w: WeekRangeInput) { assignments(filter: { weeks: $w }) { nodes { id } } }",
        'query($w: WeekRangeInput) { resource(cn: "CN10002") { assignments(weeks: $w) { id } } }',
    ):
        (error,) = await sample_client("VIEWER").errors(asked, w=weeks)
        assert error["extensions"] == {"code": "BAD_REQUEST"}
        assert message in error["message"]


@pytest.mark.parametrize("cn", ["CN10002", "cn10002", " Cn10002 "])
async def test_one_person_is_found_by_cn_whatever_its_letter_case(sample_client: Client, cn: str) -> None:
    answer = await sample_client("VIEWER").ask(
        """query($cn: String!) { resource(cn: $cn) { cn resourceType displayName firstName lastName opid platform
            location states skills isActive hireDate createdForYear createdForWeek replacedBy { cn } replacedAt } }""",
        cn=cn,
    )
    person = roster()["CN10002"]
    assert answer["resource"] == {
        "cn": person.cn,
        "resourceType": "ACTUAL",
        "displayName": f"{person.first_name} {person.last_name}",
        "firstName": person.first_name,
        "lastName": person.last_name,
        "opid": person.opid,
        "platform": person.platform,
        "location": person.location.upper(),
        "states": person.states,
        "skills": person.skills,
        "isActive": person.is_active,
        "hireDate": person.hired.isoformat(),
        "createdForYear": None,
        "createdForWeek": None,
        "replacedBy": None,
        "replacedAt": None,
    }


@pytest.mark.parametrize("cn", ["CN99999", "", "%", "\x00", "CN10002x", "x" * 10_000])
async def test_nobody_has_another_cn(sample_client: Client, cn: str) -> None:
    assert await sample_client("VIEWER").ask("query($cn: String!) { resource(cn: $cn) { id } }", cn=cn) == {
        "resource": None
    }


async def test_a_converted_placeholder_names_who_it_became(changed_client: Client, change: Change) -> None:
    await change(
        """INSERT INTO resource (tenant_id, cn, cn_key, resource_type, display_name, platform, location, states,
            skills, is_active, created_for_year, created_for_week, replaced_by_id, replaced_at)
        SELECT tenant_id, 'TBH-001', 'tbh-001', 'PLACEHOLDER', 'Planned hire', platform, location, states, skills,
            false, 2025, 25, id, '2025-06-30T10:00Z' FROM resource WHERE cn = 'CN10002'"""
    )
    asked = """{ resource(cn: "TBH-001") { resourceType firstName hireDate createdForYear createdForWeek
        replacedAt replacedBy { cn } } resources(filter: { type: PLACEHOLDER }) { nodes { cn } } }"""
    assert await changed_client("VIEWER").ask(asked) == {
        "resource": {
            "resourceType": "PLACEHOLDER",
            "firstName": None,
            "hireDate": None,
            "createdForYear": 2025,
            "createdForWeek": 25,
            "replacedAt": "2025-06-30T10:00:00+00:00",
            "replacedBy": {"cn": "CN10002"},
        },
        "resources": {"nodes": [{"cn": "TBH-001"}]},
    }
