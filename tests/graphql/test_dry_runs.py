"""A dry run answers what the same mutation answers that is carried out, however deep one asks, and leaves nothing."""

from typing import Any

import pytest
from graphql import OperationType

from db.shared.tenants import tenant_id
from server.rooms import HOUSE
from tests.conftest import Client
from tests.support.cluster import SAMPLE_TENANT
from tests.support.slots import ROOTS, everything, example_arguments

DRY = sorted(name for name, field in ROOTS[OperationType.MUTATION].items() if "dryRun" in field.args)
DRAWN = {"id", "number", "clientKey"}  # anew each time, as moments are
STATE = """query State { inventoryMovements { totalCount } supplyForecasts { totalCount } assignments { totalCount }
    resources { totalCount } planningOverview { lowStockItems inventoryValue { amount } forecastsMeasured } }"""


def said(answer: Any) -> Any:
    """An answer without what is drawn anew each time."""
    if isinstance(answer, dict):
        return {name: said(value) for name, value in answer.items() if name not in DRAWN and not name.endswith("At")}
    return [said(value) for value in answer] if isinstance(answer, list) else answer


async def sent(client: Any, name: str, arguments: dict[str, Any], **headers: str) -> Any:
    field = ROOTS[OperationType.MUTATION][name]
    declared = ", ".join(f"${one}: {field.args[one].type}" for one in arguments)
    passed = ", ".join(f"{one}: ${one}" for one in arguments)
    query = f"mutation Dry({declared}) {{ {name}({passed}) {everything(field.type, 2)} }}"
    request = {"query": query, "variables": arguments}
    answer = (await client.http.post("/graphql", json=request, headers={**client.headers, **headers})).json()
    assert "errors" not in answer, answer["errors"]
    return answer["data"][name]


@pytest.mark.parametrize("is_kept", [False, True])
@pytest.mark.parametrize("name", DRY)
async def test_a_dry_run_answers_as_if_it_were_carried_out(changed_client: Client, name: str, is_kept: bool) -> None:
    admin = changed_client("ADMIN")
    arguments = {**example_arguments(OperationType.MUTATION, name), "dryRun": True}
    arguments.pop("progressId", None)
    before = await admin.ask(STATE)
    dry = await sent(admin, name, arguments, **({"Idempotency-Key": f"dry-{name}"} if is_kept else {}))
    assert await admin.ask(STATE) == before
    done = await sent(admin, name, {**arguments, "dryRun": False})
    assert said(dry) == said(done)
    async with admin.app.state.database.read(tenant_id(SAMPLE_TENANT)) as session:
        assert await HOUSE.verify(session) == []
