"""Whoever asked for something that took too long is told what helps: to ask for less only where one can."""

from typing import Any

import pytest

from resolvers.context import Seconds
from tests.conftest import Client
from tests.support.api import Api

TOO_LONG = "this took too long and was cancelled; "
SMALLER = TOO_LONG + "ask for smaller pages, or for fewer fields"
AGAIN = TOO_LONG + "try again in a moment"
PAGE = TOO_LONG + "ask for a page at a time, by limit"
DONE = TOO_LONG + "see what of it was done; "
RETIRE = 'deactivateResource(cn: "CN1") { problems { code } }'
REPORTS = "/api/v2/reports"


async def hurried(sample_client: Client, **seconds: float) -> Api:
    """A client who has signed in, with no time left."""
    client = sample_client("ADMIN")
    await client.ask("{ viewer { tenant } }")
    client.app.state.seconds = Seconds(**seconds)  # type: ignore[attr-defined]
    return client


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ('{ resource(cn: "CN10002") { cn platform } }', AGAIN),
        ("{ resources(first: 1) { nodes { cn } } }", AGAIN),
        ("{ resources(first: 200) { nodes { cn platform } } }", SMALLER),
        ('{ report(value: "2025-04") { records { id state mainLob } } }', SMALLER),
        (f"mutation {{ {RETIRE} }}", DONE + "try again in a moment"),
        (f"mutation {{ a: {RETIRE} b: {RETIRE} }}", DONE + "send the other fields one at a time"),
    ],
)
async def test_an_operation_is_told_what_helps(sample_client: Client, query: str, told: str) -> None:
    client = await hurried(sample_client, query=0.0, mutation=0.0)
    (error,) = (await client.post(query)).json()["errors"]
    assert error == {"message": told, "extensions": {"code": "TIMEOUT"}}


@pytest.mark.parametrize(("count", "told"), [(1, "try again in a moment"), (2, "send fewer items at once")])
async def test_a_mutation_with_a_list_is_told_to_send_less_of_it(sample_client: Client, count: int, told: str) -> None:
    client = await hurried(sample_client, mutation=0.0)
    variables: dict[str, Any] = {"skills": ["Claims", "Billing"][:count]}
    query = 'mutation S($skills: [String!]!) { updateResource(cn: "x", patch: {skills: $skills}) { __typename } }'
    (error,) = (await client.post(query, variables)).json()["errors"]
    assert error == {"message": DONE + told, "extensions": {"code": "TIMEOUT"}}


@pytest.mark.parametrize(
    ("path", "arguments", "told"),
    [
        ("/powerbi/weekly-detail", {}, PAGE),
        ("/powerbi/weekly-detail", {"limit": 5_000}, PAGE),
        ("/powerbi/weekly-detail", {"format": "csv"}, PAGE),
        ("/powerbi/weekly-detail", {"format": "xlsx"}, PAGE),
        ("/powerbi/weekly-detail", {"limit": 100}, AGAIN),
        ("/monthly-summary.xlsx", {}, AGAIN),
        ("/dashboard/hierarchy", {}, AGAIN),
    ],
)
async def test_a_report_is_told_to_ask_for_a_page_where_it_has_some(
    sample_client: Client, path: str, arguments: dict[str, Any], told: str
) -> None:
    client = await hurried(sample_client, download=0.0)
    answer = await client.get(REPORTS + path, **arguments)
    assert (answer.status_code, answer.json()) == (504, {"code": "TIMEOUT", "message": told})
