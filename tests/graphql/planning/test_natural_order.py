"""Numbers in identifiers sort as numbers, wherever people are listed, and pages follow one another in that order."""

import re
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from db.workforce.people import next_placeholder_number
from services.forecast.imports.forecast import preview_forecast
from services.shared.calendar import Month
from tests.graphql.planning.conftest import CLAIMS, FORECAST, MONTHS, Planner, sheet
from tests.support.cluster import SAMPLE_TENANT

PERSON = {
    "firstName": "Ada", "lastName": "L", "platform": "Amisys", "location": "DOMESTIC", "states": ["FL"],
    "skills": ["Claims"],
}  # fmt: skip
CNS = [
    "CN2000", "CN0200", "CN31-2", "CN31-10", "A9Z", "a10z", "A10", "7", "70", "8", "X1Y2", "X1Y10", "X01Y3", "É2",
    "É10", "B12345678901", "B2345678901", "N000", "N00", "N1",
]  # fmt: skip
HIRES = [1, 2, 10, 99, 100, 999, 1000, 1001, 10_000]


def place(cn: str) -> tuple[str, str]:
    """Where a cn stands: digits as numbers, letters without regard to case."""
    key = cn.casefold()
    return re.sub(r"[0-9]+", lambda number: number[0].zfill(20), key), key


async def listed(world: Planner, field: str, node: str, size: int, **filter: Any) -> list[Any]:
    """Every node of a list, page by page."""
    kind = {"resources": "ResourceFilter", "assignments": "AssignmentFilter"}[field]
    asked = f"""query L($first: Int, $after: String, $filter: {kind}) {{
        {field}(first: $first, after: $after, filter: $filter) {{
            nodes {{ {node} }} pageInfo {{ hasNextPage endCursor }} }}
    }}"""
    found, after = list[Any](), None
    while True:
        page = (await world.ask(asked, first=size, after=after, filter=filter or None))[field]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


async def mixed(world: Planner, seed: int) -> list[str]:
    """People and placeholders of all kinds of cns, created and put to work in any order; returns their cns."""
    cns = Random(seed).sample(CNS, len(CNS))
    for cn in cns:
        await world.done("createResource", "resource { id }", input={**PERSON, "cn": cn})
    hires = []
    for number in HIRES:
        await _numbers_up_to(world, number - 1)
        batch = {**PERSON, "count": 1, "displayNamePrefix": "Hire"}
        batch = {name: value for name, value in batch.items() if name not in ("firstName", "lastName")}
        hires += (await world.done("createPlaceholders", "created", input=batch))["created"]
    everybody = Random(seed).sample([*cns, *hires], len(cns) + len(hires))
    await world.done("bulkAssign", "created", items=[world.weeks(cn, CLAIMS, 23, 24) for cn in everybody])
    return everybody


async def _numbers_up_to(world: Planner, number: int) -> None:
    async with world.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="tester") as session:
        await next_placeholder_number(session, 0)
        await session.run(text("UPDATE placeholder_counter SET last_number = :number"), {"number": number})


@pytest.mark.parametrize("size", [3, 7, 500])
async def test_every_list_of_people_is_in_order_however_it_is_paged(world: Planner, size: int) -> None:
    cns = await mixed(world, size)
    world_cns = [f"CN{number}" for number in range(1, 26)] + ["CN99"]
    people = [node["cn"] for node in await listed(world, "resources", "cn", size)]
    assert people == sorted([*cns, *world_cns], key=place)
    work = [
        (node["week"], node["resource"]["cn"])
        for node in await listed(world, "assignments", "week resource { cn }", size)
    ]
    assert work == [(week, cn) for week in (23, 24) for cn in sorted(cns, key=place)]
    table = (await world.get("/api/v2/reports/powerbi/resource-assignments", report="2025-04", format="records")).json()
    assert [(row["week"], row["cn"]) for row in table] == work


async def test_a_person_who_takes_over_stands_where_their_cn_does(world: Planner) -> None:
    span = {"from": {"year": 2025, "week": 23}, "to": {"year": 2025, "week": 23}}
    asked = {"demand": CLAIMS, "weeks": span, "tierId": world.tiers[50], "count": 2}
    await world.done("bulkAssignPlaceholders", "created", input=asked)
    hire = {"actualCn": "ZZ9", "firstName": "Kim", "lastName": "Ito"}
    await world.done("convertPlaceholder", "transferredAssignments", placeholderCn="TBH-001", input=hire)
    await world.done("createAssignment", "assignment { id }", input=world.week("CN10", CLAIMS, 23))
    work = await listed(world, "assignments", "resource { cn }", 1)
    assert [node["resource"]["cn"] for node in work] == ["CN10", "TBH-002", "ZZ9"]


async def test_moves_of_a_preview_are_in_order(world: Planner) -> None:
    asked = "preview { moves { year week resource { cn } } }"
    moves = (await world.done("previewAllocation", asked, report="2025-04"))["preview"]["moves"]
    shown = [(move["year"], move["week"], move["resource"]["cn"]) for move in moves]
    assert shown == sorted(shown, key=lambda one: (*one[:2], place(one[2])))
    assert len({cn for *_, cn in shown}) == 10


async def test_names_of_work_with_numbers_are_in_their_order_in_dropdowns_and_trees(world: Planner) -> None:
    lobs = [f"Amisys Plan {number} DOMESTIC" for number in (10, 2, 100)]
    types = [f"Type {number}" for number in (20, 3, 100, 1)]
    lines = [[lob, "FL", kind, f"{lob[12:]}{kind}", 10, *[100] * 6] for lob in lobs for kind in types]
    async with world.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="tester") as session:
        given = sheet([*FORECAST, *MONTHS], *lines)
        await (await preview_forecast(session, given, report=Month(2025, 5))).commit(session)
    asked = """{ report(value: "2025-05") {
        filterOptions { mainLobs caseTypes } tree(by: [MAIN_LOB, CASE_TYPE]) { categories { name children { name } } }
    } }"""
    report = (await world.ask(asked))["report"]
    in_order = sorted(lobs, key=place), sorted(types, key=place)
    assert (report["filterOptions"]["mainLobs"], report["filterOptions"]["caseTypes"]) == in_order
    nodes = report["tree"]["categories"]
    assert [node["name"] for node in nodes] == in_order[0]
    assert all([child["name"] for child in node["children"]] == in_order[1] for node in nodes)
