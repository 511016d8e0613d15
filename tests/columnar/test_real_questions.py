"""Both executors answer alike, byte for byte: every example, and random questions over real schema and data."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import orjson
import pytest
from hypothesis import HealthCheck, given, settings

from server.app import create_app
from server.commands.postgres import Addresses
from server.graphql.schema import schema
from tests.rules.test_examples import OperationType, beside, is_changing, named, of_kind
from tests.support.api import settings_for, token
from tests.support.both import same
from tests.support.questions import VARIABLES, questions

FILTER = 'filter: { mainLob: ["Amisys Medicaid DOMESTIC"], state: ["FL", "N/A"] }'
REPORT = ('(value: "2025-04")', '(value: "2025-03")', '(value: "1999-01")')
WEEKS = "weeks: { from: { year: 2025, week: 23 }, to: { year: 2025, week: 25 } }"
ARGUMENTS = {
    ("Query", "report"): REPORT,
    ("Query", "resources"): ("(first: 2)", "(first: 0)", '(first: 3, filter: { search: "1" })', "(first: -1)"),
    ("Query", "resource"): ('(cn: "CN10002")', '(cn: "cn10011")', '(cn: "nobody")'),
    ("Query", "assignments"): ("(first: 3)", '(first: 2, filter: { report: "2025-04" })', "(first: 0)"),
    ("Query", "monthConfigurations"): ("(year: 2025)", "(year: 1999)"),
    ("Query", "weekConfigurations"): ("(year: 2025, month: 6)", "(year: 2025, month: 6, workType: GLOBAL)"),
    ("Query", "node"): ('(id: "UmVzb3VyY2U6MQ")', '(id: "RGVtYW5kOjE")', '(id: "UmVwb3J0OjE")', '(id: "nothing")'),
    ("Report", "records"): (f"({FILTER})", '(filter: { state: ["XX"] })'),
    ("Report", "tree"): tuple(f"({by} {FILTER})" for by in ("", "by: [STATE]", "by: []", "by: [STATE, STATE]")),
    ("Report", "capacityByTier"): (f"({FILTER})",),
    ("Report", "comparison"): (f"({FILTER})", f'(against: "2025-03", {FILTER})', '(against: "nothing")'),
    ("Resource", "assignments"): (f"({WEEKS})", "", "(includeInactive: $on)", f"({WEEKS.replace('25 }', '99 }')})"),
}  # fmt: skip
ROOTS = ("report", "reports", "resource", "resources", "assignments", "capacityTiers", "monthConfigurations",
         "weekConfigurations", "historyLog", "node", "viewer")  # fmt: skip


class Both:
    """Two applications over the same data: one answers by columns, the other leaves all to graphql-core."""

    def __init__(self, addresses: Addresses) -> None:
        self.loop = asyncio.Runner()
        chosen = settings_for(addresses.service).model_copy(update={"kept_answer_bytes": 0})
        self.apps = [create_app(chosen.model_copy(update={"columnar": columnar})) for columnar in (True, False)]

    def ask(self, query: str, variables: dict[str, Any]) -> list[bytes]:
        """What each answers."""
        return self.loop.run(self._ask({"query": query, "variables": variables}))

    async def _ask(self, body: dict[str, Any]) -> list[bytes]:
        answers = []
        for app in (self.apps[0], *self.apps):  # by columns twice: the second time everything was prepared before
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            headers = {"Authorization": f"Bearer {token('VIEWER')}", "X-Request-Id": "same"}
            async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test", headers=headers) as http:
                answers.append((await http.post("/graphql", json=body)).content)
        assert answers[0] == answers[1]
        return answers[1:]

    def close(self) -> None:
        """Give the connections back."""
        for app in self.apps:
            self.loop.run(app.state.database.close())
        self.loop.close()


@pytest.fixture(scope="module")
def both(sample: Addresses) -> Iterator[Both]:
    applications = Both(sample)
    yield applications
    applications.close()


@pytest.mark.parametrize("path", [path for path in of_kind(OperationType.QUERY) if not is_changing(path)], ids=named)
def test_every_example_gets_the_same_bytes(both: Both, path: Any) -> None:
    columnar, stock = both.ask(path.read_text("utf-8"), beside(path, "variables"))
    assert columnar == stock


@pytest.mark.parametrize(
    "operation",
    [
        '($v: String = "2025-04") { report(value: $v) { value } capacityTiers { name } }',
        '($v: Boolean = true) { resource(cn: "CN10002") { cn ... @skip(if: $v) { platform } } }',
        '($v: Boolean = true) { resource(cn: "CN10002") { cn assignments { week @include(if: $v) } } }',
    ],
)
def test_null_instead_of_a_default_is_refused_where_it_is(both: Both, operation: str) -> None:
    columnar, stock = both.ask(f"query Q{operation}", {"v": None})
    assert same(columnar, stock)
    assert {error["extensions"]["code"] for error in orjson.loads(columnar)["errors"]} == {"BAD_REQUEST"}


def test_random_questions_get_the_same_bytes(both: Both, inputs: int) -> None:
    answered = nothing = 0

    @settings(max_examples=inputs, deadline=None, suppress_health_check=list(HealthCheck))
    @given(questions(schema._schema, ROOTS, ARGUMENTS, deepest=5))
    def compare(text: str) -> None:
        nonlocal answered, nothing
        columnar, stock = both.ask(text, VARIABLES)
        answered += columnar.startswith(b'{"data":')
        nothing += columnar == b'{"data":{}}'
        assert same(columnar, stock)

    compare()
    assert answered > inputs // 10
    assert nothing > inputs // 100  # some leave out all of their root fields
