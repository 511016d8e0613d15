"""Who may listen to what: each role by the matrix, and nobody to what happens in another tenant."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import pytest
from graphql import OperationType
from websockets.sync.client import ClientConnection, connect

from server.commands.postgres import Addresses
from tests.graphql.access.matrix import FIELDS, ROLES, allowed
from tests.support import loopback
from tests.support.api import token
from tests.support.clocks import PATIENCE
from tests.support.crossing import LOCATION, OWN, REPORT, SKU, UNKNOWN_UUID, Pair
from tests.support.live import LiveServer, serving
from tests.support.slots import ROOTS, document, slots
from tests.support.twins import Street

STREAMS = sorted(ROOTS[OperationType.SUBSCRIPTION])
WEEK = """mutation W($days: Int!) { setWeekConfiguration(input: {year: 2041, week: 20, workType: DOMESTIC,
    workingDays: $days, workHours: 1, occupancy: 1, shrinkage: 0}) { problems { code } } }"""
STOCK = """mutation M($input: MovementInput!) { recordInventoryMovement(input: $input) { problems { code } } }"""
PLAN = """mutation P($input: ProductionPlanInput!) { createProductionPlan(input: $input) { problems { code } } }"""
SAFETY = """mutation S($input: SafetyStockInput!) { createSafetyStock(input: $input) { problems { code } } }"""
WORK = """mutation A($report: String!, $id: UUID) { previewAllocation(report: $report, progressId: $id) {
    problems { code } } }"""
ORDER = """mutation O($input: WorkOrderInput!) { createWorkOrder(input: $input) { problems { code } } }"""
ORDERED = {"stage": "Z", "plannedStart": "2041-02-04", "deadline": "2041-03-01"}
DAYS = {"plannedStart": "2041-02-04", "plannedEnd": "2041-03-01"}
BASIS = {"leadTimeDays": 3, "meanDailyDemand": 1, "demandDeviation": 1}
VIEWER = "{ viewer { subject } }"


@contextmanager
def opened(server: LiveServer, bearer: str) -> Iterator[ClientConnection]:
    """A connection that somebody signed in on."""
    address = server.url.replace("http", "ws", 1) + "/graphql"
    with connect(address, subprotocols=["graphql-transport-ws"], open_timeout=PATIENCE) as socket:  # type: ignore[list-item]
        opening = {"type": "connection_init", "payload": {"Authorization": f"Bearer {bearer}"}}
        socket.send(json.dumps(opening))
        assert json.loads(socket.recv(timeout=PATIENCE))["type"] == "connection_ack"
        yield socket


def subscribe(socket: ClientConnection, field: str, **given: Any) -> None:
    payload = document(OperationType.SUBSCRIPTION, field, given)
    socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))


def until_answered(socket: ClientConnection) -> list[str]:
    """What is said until a question that is asked now is answered, and a little longer; without its answer."""
    socket.send(json.dumps({"id": "2", "type": "subscribe", "payload": {"query": VIEWER}}))
    said: list[str] = []
    while not said or json.loads(said[-1]) != {"id": "2", "type": "complete"}:
        said.append(str(socket.recv(timeout=PATIENCE)))
    with suppress(TimeoutError):
        said.append(str(socket.recv(timeout=0.2)))
    return [message for message in said if json.loads(message)["id"] == "1"]


PLACE = Pair(*({"sku": [SKU[n]], "location": LOCATION[n]} for n in (0, 1)))
DEPARTMENT = Pair(*({"departments": [name]} for name in ("Zetapacking", "Yetapacking")))
NOBODYS: dict[str, dict[str, Any]] = {
    "capacityChanged": {"report": "1999-01"},
    "progress": {"id": UNKNOWN_UUID},
    "inventoryChanged": PLACE.unknown,
    "productionPlanChanged": {},  # names nothing
    "workOrderChanged": DEPARTMENT.unknown,
    "alertChanged": {},  # nor does it
}


@pytest.mark.parametrize("field", STREAMS)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_listen_or_is_told_what_it_lacks(live_server: LiveServer, role: str, field: str) -> None:
    needed = FIELDS["subscription"][field]
    with opened(live_server, token(role)) as socket:
        subscribe(socket, field, **NOBODYS[field])
        said = until_answered(socket)
        if not said and not allowed(role, needed):
            said.append(str(socket.recv(timeout=PATIENCE)))
    if allowed(role, needed):
        assert not any("FORBIDDEN" in message for message in said)
        return
    (message,) = said
    (error,) = json.loads(message)["payload"]
    assert error["extensions"] == {"code": "FORBIDDEN", "permission": needed}


@pytest.fixture(scope="module")
def server(copies: tuple[Addresses, Addresses], tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(copies[0].service, tmp_path_factory.mktemp("street")) as running:
        yield running


def work(server: LiveServer, days: int, progress_id: str) -> None:
    """What the neighbour does: capacity changes, an allocation tells how far it is, stock moves, alerts, a plan."""
    headers = {"Authorization": f"Bearer {token('ADMIN', tenant='other')}"}
    moved = {"sku": SKU.theirs, "location": LOCATION.theirs, "kind": "RECEIPT", "quantity": days}
    kept = {"sku": SKU.theirs, "location": LOCATION.theirs, "policy": "FIXED_QUANTITY", **BASIS}
    planned = {"name": "Zetaplan", "sku": SKU.theirs, "quantity": days, **DAYS}
    ordered = {"sku": SKU.theirs, "targetQty": days, **ORDERED, "department": "Zetapacking"}
    for query, given in (
        (WEEK, {"days": days}),
        (WORK, {"report": REPORT.theirs, "id": progress_id}),
        (STOCK, {"input": moved}),
        (PLAN, {"input": planned}),
        (ORDER, {"input": ordered}),
        (SAFETY, {"input": {**kept, "fixedQuantity": 9000 if days % 2 else 1}}),
    ):
        body = {"query": query, "variables": given}
        answer = loopback.post(f"{server.url}/graphql", json=body, headers=headers, timeout=PATIENCE).json()
        assert [payload["problems"] for payload in answer["data"].values()] == [[]], answer


def test_every_argument_of_a_subscription_has_a_case(street: Street) -> None:
    assert {str(slot) for slot in slots(OperationType.SUBSCRIPTION)} == {
        "subscription.capacityChanged.report",
        "subscription.capacityChanged.since",
        "subscription.inventoryChanged.sku",
        "subscription.inventoryChanged.location",
        "subscription.progress.id",
        "subscription.workOrderChanged.departments",
        "subscription.workOrderChanged.workOrderId",
    }
    assert set(NOBODYS) == set(STREAMS)


@pytest.mark.parametrize("field", STREAMS)
def test_nobody_hears_what_happens_next_door(server: LiveServer, street: Street, field: str) -> None:
    progress = Pair(street.has.uuids["execution"], UNKNOWN_UUID)
    asked = {
        "capacityChanged": Pair(*({"report": report} for report in REPORT)),
        "progress": Pair(*({"id": id} for id in progress)),
        "inventoryChanged": PLACE,
        "productionPlanChanged": Pair({}, {}),
        "workOrderChanged": DEPARTMENT,
        "alertChanged": Pair({}, {}),
    }[field]
    with ExitStack() as stack:
        zelda = stack.enter_context(opened(server, token("ADMIN", tenant="other")))
        ours = [stack.enter_context(opened(server, token("ADMIN"))) for _ in asked]
        subscribe(zelda, field, **asked.theirs)
        for socket, given in zip(ours, asked, strict=True):
            subscribe(socket, field, **given)
        for attempt in range(20):  # when a subscription has begun, only the server knows
            work(server, 1 + attempt % 5, progress.theirs)
            if heard := until_answered(zelda):
                break
        assert '"next"' in heard[0]
        theirs, unknown = ([_unnamed(message, progress) for message in until_answered(socket)] for socket in ours)
    assert theirs == unknown
    payloads = [json.loads(message).get("payload") for message in theirs]
    assert not any(payload["data"] for payload in payloads if isinstance(payload, dict) and "data" in payload)


def _unnamed(message: str, progress: Pair) -> str:
    for name in (*progress, *REPORT, *SKU, *LOCATION):
        message = message.replace(name, "…")
    return OWN.sub("…", message)
