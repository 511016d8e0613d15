"""The database is asked as often for a hundred people as for one: relations are loaded in batches."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.conftest import Client
from tests.support.api import Api

Count = Callable[[Api, Awaitable[object]], Awaitable[int]]
NESTED = """query($first: Int!) { resources(first: $first) { nodes { cn assignments { week
    tier { name } demand { mainLob } report { value } resource { cn replacedBy { cn } } } } } }"""
LISTED = """query($first: Int!) { assignments(first: $first) { nodes { week
    tier { name } demand { category } report { value months { label } } resource { cn assignments { week } } } } }"""
RECORDS = """query($filter: DemandFilter) { report(value: "2025-04") { records(filter: $filter) {
    demand { category } months { forecast } } } }"""


@pytest.mark.parametrize(("asked", "most"), [(NESTED, 6), (LISTED, 6)], ids=["people", "assignments"])
async def test_a_hundred_take_the_statements_of_one(
    sample_client: Client, count_statements: Count, asked: str, most: int
) -> None:
    one, few, many = [
        await count_statements(sample_client("VIEWER"), sample_client("VIEWER").ask(asked, first=first))
        for first in (2, 10, 100)
    ]
    assert one == few == many <= most


async def test_all_records_of_a_report_take_the_statements_of_one(
    sample_client: Client, count_statements: Count
) -> None:
    client = sample_client("VIEWER")
    chosen = {"mainLob": ["Amisys Medicaid DOMESTIC"], "state": ["N/A"]}
    one = await count_statements(client, client.ask(RECORDS, filter=chosen))
    every = await count_statements(client, client.ask(RECORDS))
    assert one == every == 4  # the report; its lines; their demands; their cells


async def test_a_tree_takes_more_statements_only_for_what_drift_is_made_of(
    sample_client: Client, count_statements: Count
) -> None:
    client = sample_client("VIEWER")

    async def counted(metrics: str, chosen: str = "") -> int:
        tree = f"tree{chosen} {{ total {{ months {{ metrics {{ {metrics} }} }} }} categories {{ name }} }}"
        return await count_statements(client, client.ask(f"query Counted {{ reports {{ {tree} }} }}"))

    usual = await counted("gap drift")
    assert usual == await counted("fteGap fteWeeks") == await counted("gap", "(by: [STATE, CASE_TYPE])")
    parts = await counted("driftParts { people rounding }")
    assert parts == await counted("driftParts { people }", '(filter: {state: ["FL"]})') == usual + 3


async def test_graphql_core_reads_no_more_for_a_tree_than_is_selected(
    sample_client: Client, count_statements: Count
) -> None:
    """An object of any type is answered by graphql-core alone, field by field."""
    client = sample_client("VIEWER")
    id = (await client.ask('{ report(value: "2025-04") { id } }'))["report"]["id"]

    async def counted(metrics: str) -> int:
        tree = f"fragment Tree on Report {{ tree {{ total {{ metrics {{ {metrics} }} }} }} }}"
        return await count_statements(
            client, client.ask(f"query Q($id: ID!) {{ node(id: $id) {{ ...Tree }} }} {tree}", id=id)
        )

    assert await counted("gap drift") == await counted("fteGap fteWeeks")
    assert await counted("driftParts { people }") == await counted("gap drift") + 3


async def test_everything_of_both_reports_takes_the_statements_of_one(
    sample_client: Client, count_statements: Count
) -> None:
    asked = """value months { label } filterOptions { states } targetCph { id } executions { kind }
        tree { total { metrics { capacity } } } capacityByTier { totals { totalCapacity } }
        comparison { rows { demand { state } } }"""
    client = sample_client("VIEWER")
    one = await count_statements(client, client.ask(f'{{ report(value: "2025-03") {{ {asked} }} }}'))
    both = await count_statements(client, client.ask(f"{{ reports {{ {asked} }} }}"))
    assert both - one <= 3  # a comparison is made for each report by itself


@pytest.mark.parametrize("root", ["resources", "assignments"])
async def test_a_list_is_counted_only_when_asked(sample_client: Client, count_statements: Count, root: str) -> None:
    client = sample_client("VIEWER")
    uncounted = await count_statements(client, client.ask(f"{{ {root}(first: 3) {{ nodes {{ id }} }} }}"))
    counted = await count_statements(client, client.ask(f"{{ {root}(first: 3) {{ nodes {{ id }} totalCount }} }}"))
    assert (uncounted, counted) == (1, 2)


async def test_nothing_is_asked_twice_in_one_request(sample_client: Client, count_statements: Count) -> None:
    client = sample_client("VIEWER")
    same: Any = "{ " + " ".join(f'r{n}: resource(cn: "CN10002") {{ cn }}' for n in range(20)) + " }"
    assert await count_statements(client, client.ask(same)) == 1
