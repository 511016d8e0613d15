"""By whatever path another tenant's things are named, the answer is that of things which do not exist, to the byte.

The paths are read from the schema: a new argument, input, type or mutation is tried, or fails here until it can be.
"""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from graphql import GraphQLObjectType, OperationType, get_named_type

from server.commands.postgres import Addresses
from server.rooms import HOUSE
from tests.support.api import Api, token
from tests.support.crossing import FREE, NAMED, REPORT, Pair, crossed, has_case, pairs, seen, was_carried_out
from tests.support.neighbour import IDEMPOTENCY_KEY, NAMED_REQUEST, SUBJECT, YEAR
from tests.support.slots import ROOTS, SCHEMA, Slot, document, example_arguments, slots
from tests.support.twins import Street, Twins, twins_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASKED = [slot for slot in slots(OperationType.QUERY, OperationType.MUTATION) if slot.name not in FREE]
# Names of what is made, or of what a caller has anyway: taken by a neighbour, they are free all the same.
MAKING = {
    "mutation.createProduct.input.sku", "mutation.createProduct.input.name", "mutation.updateProduct.patch.name",
    "mutation.createSupplyForecast.input.name", "mutation.createSupplyForecast.input.location",
    "mutation.updateSupplyForecast.patch.name", "mutation.createSupplyForecastVersion.name",
    "mutation.createProductionPlan.input.name", "mutation.createProductionPlan.input.location",
    "mutation.updateProductionPlan.patch.name",
    "mutation.createWorkOrder.input.number", "mutation.createWorkOrder.input.department",
    "mutation.createWorkOrder.input.location",
    "mutation.generateSupplyForecast.input.location", "mutation.generateSupplyForecast.input.name",
    "mutation.generateSupplyForecasts.location", "mutation.generateSupplyForecasts.name",
    "mutation.createSafetyStock.input.location", "mutation.countInventory.input.location",
    "mutation.submitRecommendation.input.location", "mutation.submitRecommendation.input.suggestionId",
    "mutation.recordInventoryMovement.input.location", "mutation.recordInventoryMovement.input.toLocation",
    "mutation.recordInventoryMovements.items.location", "mutation.recordInventoryMovements.items.toLocation",
    "mutation.recordInventoryMovement.input.clientKey", "mutation.recordInventoryMovements.items.clientKey",
    "mutation.recordInventoryMovement.input.reference", "mutation.recordInventoryMovements.items.reference",
    "mutation.countInventory.input.clientKey",
    "mutation.createResource.input.cn", "mutation.createResource.input.platform",
    "mutation.createResource.input.states", "mutation.createResource.input.skills",
    "mutation.updateResource.patch.platform", "mutation.updateResource.patch.states",
    "mutation.updateResource.patch.skills", "mutation.createPlaceholders.input.platform",
    "mutation.createPlaceholders.input.states", "mutation.createPlaceholders.input.skills",
    "mutation.convertPlaceholder.input.actualCn",
    "mutation.createCapacityTier.input.name", "mutation.updateCapacityTier.patch.name",
    "mutation.setMonthConfiguration.input.year", "mutation.setWeekConfiguration.input.year",
    "mutation.generateWeekConfigurations.input.year", "mutation.createApiKey.input.name",
    "mutation.previewForecastImport.month", "mutation.previewForecastImport.year",
    "mutation.createSafetyStock.input.suggestionId", "mutation.createSupplyForecast.input.suggestionId",
}  # fmt: skip
NAMING = [slot for slot in ASKED if str(slot) not in MAKING]
# What an id of this kind is called in answers, and whether a neighbour's is tried.
UUIDS = {
    "AllocationExecution.executionId": "execution", "AllocationPreview.id": "ALLOCATION",
    "AlreadyCompleted.executionId": "execution", "ApiKey.id": "API key", "AuditEntry.keyId": "API key",
    "CommitPayload.executionId": "execution", "CommitPayload.historyLogId": "history log",
    "ForecastPreview.id": "MANUAL_UPDATE", "HistoryLogEntry.historyLogId": "history log",
    "HistoryLogEntry.reverts": "history log", "ImportPayload.historyLogId": "history log",
    "ImportPreview.id": "ROSTER_IMPORT", "Progress.id": None,  # callers choose it: see test_streams.py
}  # fmt: skip


def of_field(naming: list[Slot]) -> dict[str, list[Slot]]:
    """Slots by the field they belong to."""
    found: dict[str, list[Slot]] = {}
    for slot in naming:
        found.setdefault(f"{slot.within or slot.operation.value}.{slot.field}", []).append(slot)
    return found


FIELDS = of_field(NAMING)


async def told_apart(twins: Twins, slot: Slot) -> AsyncIterator[str]:
    """The names in a slot by which answers can be told apart, or which change something."""
    for pair in pairs(slot, twins.has):
        theirs = await crossed(twins.asks_for_theirs, slot, pair.theirs, twins.own)
        unknown = await crossed(twins.asks_for_unknown, slot, pair.unknown, twins.own)
        if seen(theirs, pair) != seen(unknown, pair):
            yield f"{slot} = {pair.theirs}: {theirs.text[:300]} instead of {unknown.text[:300]}"
        if '"QUERY_TOO_COMPLEX"' in theirs.text or '"INTERNAL"' in theirs.text:
            yield f"{slot} was not tried: {theirs.text[:300]}"
        if was_carried_out(theirs, slot) and str(slot) not in MAKING:
            yield f"{slot} = {pair.theirs}: was carried out; if it only makes things, it belongs to MAKING"


async def test_whatever_can_be_named_has_a_case() -> None:
    everywhere = slots(*ROOTS)
    assert [str(slot) for slot in everywhere if not has_case(slot)] == []
    used = {slot.name for slot in everywhere}
    assert used >= FREE
    assert used >= set(NAMED)
    assert {str(slot) for slot in ASKED} >= MAKING


async def test_the_neighbour_has_one_of_everything_that_has_an_id(street: Street) -> None:
    nodes = {type_.name for type_ in SCHEMA.get_possible_types(SCHEMA.type_map["Node"])}  # type: ignore[arg-type]
    assert set(street.has.nodes) == nodes
    kept = {kind.name for kind in HOUSE.kinds.values() if kind.committed_by}
    previews = kept - {"FORECAST_UPDATE"}  # a file's, kept as FORECAST_IMPORT
    assert previews <= set(street.has.uuids)
    found = {
        f"{type_.name}.{name}"
        for type_ in SCHEMA.type_map.values()
        if isinstance(type_, GraphQLObjectType)
        for name, field in type_.fields.items()
        if get_named_type(field.type).name == "UUID"
    }
    assert found == set(UUIDS)
    assert {kind for kind in UUIDS.values() if kind} <= set(street.has.uuids)


@pytest.mark.parametrize("field", FIELDS)
async def test_theirs_is_answered_like_nobodys(twins: Twins, field: str) -> None:
    for slot in FIELDS[field]:
        assert [told async for told in told_apart(twins, slot)] == []


async def test_what_is_made_under_their_names_is_made(street: Street, own_copies: tuple[Addresses, Addresses]) -> None:
    async with twins_of(street, *own_copies) as twins:
        for slot in [slot for slot in ASKED if str(slot) in MAKING]:
            assert [told async for told in told_apart(twins, slot)] == []


@pytest.mark.parametrize("root", sorted(ROOTS[OperationType.QUERY]))
async def test_lists_name_nothing_of_theirs(twins: Twins, root: str) -> None:
    asked = document(OperationType.QUERY, root, example_arguments(OperationType.QUERY, root))
    client = twins.asks_for_theirs
    text = (await client.http.post("/graphql", json=asked, headers=client.headers)).text
    theirs = {*twins.has.nodes.values(), *twins.has.uuids.values(), "Zeta", "zelda", REPORT.theirs, "CN7700"}
    assert [name for name in theirs if name in text] == []
    assert not has_number(json.loads(text), YEAR)  # as a value: digits of a time of day may be the same


def has_number(answer: Any, number: int) -> bool:
    """Whether a number stands anywhere in an answer."""
    if isinstance(answer, dict | list):
        return any(has_number(one, number) for one in (answer.values() if isinstance(answer, dict) else answer))
    return type(answer) is int and answer == number


async def test_a_key_that_names_their_request_is_free(twins: Twins) -> None:
    answers = []
    for client, key in ((twins.asks_for_theirs, IDEMPOTENCY_KEY), (twins.asks_for_unknown, "key-of-yelda")):
        headers = {**Api(client.http, token("ADMIN", subject=SUBJECT)).headers, "Idempotency-Key": key}
        answers.append(await client.http.post("/graphql", json={"query": NAMED_REQUEST}, headers=headers))
    theirs, unknown = (seen(one, Pair(IDEMPOTENCY_KEY, "key-of-yelda")) for one in answers)
    assert theirs == unknown
    assert "idempotency-replayed" not in answers[0].headers
