"""Limits over HTTP: a code and what would be accepted, before anything is carried out; and time that runs out."""

from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import text

from db.admin.migrate import owner_connection
from resolvers.context import Seconds
from server.app import create_app
from server.commands.postgres import Addresses
from tests.conftest import Client
from tests.support.api import Api, settings_for, token
from tests.support.clocks import PATIENCE
from tests.support.database import until_at_rest


@pytest.mark.parametrize(
    "document",
    [
        "{ viewer { subject } }" + " " * 20_000,
        "{ " + " ".join(f"a{number}: viewer {{ subject }}" for number in range(31)) + " }",
        '{ resource(cn: "x") ' + "{ replacedBy " * 11 + "{ cn }" + " }" * 11 + " }",
        "{ resources(first: 500) { nodes { assignments { resource { assignments { week year } } } } } }",
        "query { " * 1 + "viewer { " + "subject " * 900 + "} }",
    ],
    ids=["bytes", "aliases", "depth", "cost", "repeats"],
)
async def test_a_document_that_weighs_too_much_is_refused_with_its_code(sample_client: Client, document: str) -> None:
    response = await sample_client("VIEWER").post(document)
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "QUERY_TOO_COMPLEX"}
    assert "data" not in response.json()


@pytest.mark.parametrize(
    "document",
    [
        "{" + "a{" * 900 + "b" + "}" * 901,
        "{" + "...{" * 600 + "b" + "}" * 601,
        "{ a(b: " + "[" * 900 + "]" * 900 + ") }",
        "{ " + "a " * 2_100 + "}",
        "query(" + "$a: Int " * 700 + ") { viewer { subject } }",
    ],
    ids=["fields", "fragments", "lists", "tokens", "variables"],
)  # fmt: skip
async def test_documents_made_to_overflow_are_refused_without_a_stumble(sample_client: Client, document: str) -> None:
    response = await sample_client("VIEWER").post(document)
    assert response.status_code in (200, 400)
    assert {error["extensions"]["code"] for error in response.json()["errors"]} <= {"BAD_REQUEST", "QUERY_TOO_COMPLEX"}
    assert len(response.json()["errors"]) <= 3


async def test_the_cost_is_told_when_asked(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    body = {"query": "{ resources(first: 3) { nodes { cn } } }", "extensions": {"cost": True}}
    answer = (await client.http.post("/graphql", json=body, headers=client.headers)).json()
    budget = {"limit": 16, "left": 15, "waiting": 0}
    assert answer["extensions"] == {"cost": {"cost": 7, "limit": 500_000}, "budget": budget}


async def test_a_page_size_costs_the_same_as_the_default_of_its_variable(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    query = "query Q($n: Int = 300) { resources(first: $n) { nodes { cn } } }"
    costs = []
    for variables in ({"n": None}, {}, {"n": 300}, {"n": None}, {}):
        body = {"query": query, "variables": variables, "extensions": {"cost": True}}
        answer = (await client.http.post("/graphql", json=body, headers=client.headers)).json()
        costs.append(answer["extensions"]["cost"]["cost"])
    assert costs == [101, 601, 601, 101, 601]


@pytest.fixture
async def hurried(changeable_sample: Addresses) -> AsyncIterator[Api]:
    """A server that gives a query half a second."""
    settings = settings_for(changeable_sample.service).model_copy(
        update={"query_seconds": 0.5, "mutation_seconds": 0.5}
    )
    app = create_app(settings)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test") as http:
        planner = Api(http, token("PLANNER"))
        planner.app = app  # type: ignore[attr-defined]
        yield planner
        await app.state.database.close()


RUNNING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' "
               "AND pid <> pg_backend_pid()")  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    ["{ resources(first: 1) { nodes { cn } } }",
     'mutation { deactivateResource(cn: "CN10002") { problems { message } } }'],
)  # fmt: skip
async def test_what_takes_too_long_is_cancelled_in_the_database_too(
    hurried: Api, changeable_sample: Addresses, asked: str
) -> None:
    async with owner_connection(changeable_sample.owner) as owner:
        await owner.execute(text("LOCK TABLE resource IN ACCESS EXCLUSIVE MODE"))
        answer = (await hurried.post(asked)).json()
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["TIMEOUT"]
        await until_at_rest(owner)
        assert (await owner.execute(RUNNING)).scalar() == 0
    hurried.app.state.seconds = Seconds(PATIENCE, PATIENCE, PATIENCE)  # type: ignore[attr-defined]
    assert "errors" not in (await hurried.post("{ resources(first: 1) { nodes { cn } } }")).json()
