"""Subscriptions over graphql-transport-ws, with the real JavaScript client, across two server processes."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from server.commands.postgres import Addresses
from tests.support import loopback
from tests.support.clocks import PATIENCE
from tests.support.cluster import Cluster
from tests.support.javascript import Listening, installed, listening
from tests.support.live import LiveServer

CHANGED = """subscription Changed($report: String!) {
  capacityChanged(report: $report) { report { value } months { label } } }"""
WEEK = """mutation Week($week: Int!, $days: Int!) { setWeekConfiguration(input: {year: 2025, week: $week,
  workType: DOMESTIC, workingDays: $days, workHours: 9, occupancy: 0.95, shrinkage: 0.1}) { problems { message } } }"""


@pytest.fixture(scope="module")
def client(cluster: Cluster) -> Path:
    return installed(cluster.home / "javascript")


def change(server: LiveServer, days: int, *, week: int = 27, tenant: str = "demo") -> None:
    headers = {"Authorization": f"Bearer {server.token('PLANNER', tenant=tenant)}"}
    body = {"query": WEEK, "variables": {"week": week, "days": days}}
    assert loopback.post(f"{server.url}/graphql", json=body, headers=headers, timeout=PATIENCE).json()["data"]


def until_heard(listener: Listening, server: LiveServer) -> dict[str, Any]:
    """Change something until it is heard: when the client's first question has arrived, only the server knows."""
    assert listener.next() == {"connected": True}
    for attempt in range(20):
        change(server, 1 + attempt % 5)
        if (heard := listener.next(seconds=1)) is not None:
            return heard
    raise AssertionError("nothing was heard")


def test_a_commit_in_one_process_is_heard_in_the_other(client: Path, two: tuple[LiveServer, LiveServer]) -> None:
    one, other = two
    with listening(client, one.url, one.token("VIEWER"), CHANGED, report="2025-04") as listener:
        heard = until_heard(listener, other)
    assert heard == {"data": {"capacityChanged": {"report": {"value": "2025-04"}, "months": [{"label": "Jul-25"}]}}}


def test_another_tenants_commits_are_not_heard(client: Path, two: tuple[LiveServer, LiveServer]) -> None:
    one, other = two
    with listening(client, one.url, one.token("VIEWER"), CHANGED, report="2025-04") as listener:
        until_heard(listener, other)
        change(other, 3, week=36, tenant="other")  # in September
        change(other, 1, week=32)  # in August: what comes before it was told before it
        heard = set()
        while "Aug-25" not in heard:
            told = listener.next()
            assert told is not None
            heard |= {month["label"] for month in told["data"]["capacityChanged"]["months"]}
    assert heard <= {"Jul-25", "Aug-25"}


def test_an_unknown_report_is_an_error_with_a_code(client: Path, two: tuple[LiveServer, LiveServer]) -> None:
    with listening(client, two[0].url, two[0].token("VIEWER"), CHANGED, report="1999-01") as listener:
        assert listener.next() == {"connected": True}
        errors = (listener.next() or {})["errors"]
    assert errors[0]["extensions"]["code"] == "BAD_REQUEST"


def test_a_missing_permission_is_forbidden(client: Path, two: tuple[LiveServer, LiveServer]) -> None:
    with listening(client, two[0].url, two[0].token("PRODUCTION_STAFF"), CHANGED, report="2025-04") as listener:
        assert listener.next() == {"connected": True}
        errors = (listener.next() or {})["errors"]
    assert errors[0]["extensions"] == {"code": "FORBIDDEN", "permission": "WORKFORCE.VIEW"}


def test_a_client_without_a_token_is_turned_away(client: Path, two: tuple[LiveServer, LiveServer]) -> None:
    with listening(client, two[0].url, "", CHANGED, report="2025-04") as listener:
        assert listener.next() == {"closed": 4403, "reason": "Forbidden"}


def test_progress_is_told_until_the_work_is_over(client: Path, two: tuple[LiveServer, LiveServer]) -> None:
    one, other = two
    query = "subscription Progress($id: UUID!) { progress(id: $id) { step done total isFinished } }"
    progress_id = str(uuid4())
    with listening(client, one.url, one.token("PLANNER"), query, id=progress_id) as listener:
        assert listener.next() == {"connected": True}
        steps: list[Any] = []
        for _ in range(20):
            send_roster(other, progress_id)
            if (told := listener.next(seconds=1)) is not None:
                break
        while told is not None:
            steps.append(told)
            told = None if told == {"completed": True} else listener.next()
    assert steps[-1] == {"completed": True}
    assert steps[-2]["data"]["progress"]["isFinished"] is True


def send_roster(server: LiveServer, progress_id: str) -> None:
    query = """mutation Send($file: Upload!, $id: UUID!) { previewRosterImport(file: $file, progressId: $id) {
      preview { created } problems { message } } }"""
    form = {
        "operations": json.dumps({"query": query, "variables": {"file": None, "id": progress_id}}),
        "map": '{"0": ["variables.file"]}',
    }
    rows = "".join(f"CN9{number},A,B,Amisys,Domestic,FL,Claims\n" for number in range(2000))
    content = "CN,First Name,Last Name,Platform,Location,State,Skills\n" + rows
    headers = {"Authorization": f"Bearer {server.token('PLANNER')}", "GraphQL-Preflight": "1"}
    answer = loopback.post(
        f"{server.url}/graphql", data=form, files={"0": ("r.csv", content.encode())}, headers=headers, timeout=PATIENCE
    ).json()
    assert answer["data"]["previewRosterImport"]["preview"] == {"created": 2000}


def opened(server: LiveServer, **options: Any) -> ClientConnection:
    address = server.url.replace("http", "ws", 1) + "/graphql"
    return connect(
        address, subprotocols=options.pop("protocols", ["graphql-transport-ws"]), open_timeout=PATIENCE, **options
    )


def test_a_page_of_another_site_cannot_connect(two: tuple[LiveServer, LiveServer]) -> None:
    with pytest.raises(InvalidStatus):
        opened(two[0], origin="https://elsewhere.example")


PLAN = "https://plan.example.org"
PROXY = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "plan.example.org"}
NONSENSE = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "[::::]"}


@pytest.mark.parametrize("told", [PROXY, {"Forwarded": "for=192.0.2.1;proto=https;host=plan.example.org"}])
def test_a_page_of_where_a_trusted_proxy_was_asked_can_connect(
    two: tuple[LiveServer, LiveServer], told: dict[str, str]
) -> None:
    with opened(two[0], origin=PLAN, additional_headers=told) as socket:
        assert socket.subprotocol == "graphql-transport-ws"


@pytest.mark.parametrize(
    ("origin", "told"),
    [(PLAN, {}), (PLAN, NONSENSE), ("https://[::::]", NONSENSE), ("https://elsewhere.example", PROXY), ("null", PROXY),
     (PLAN.replace("https", "http"), PROXY), (f"{PLAN}:8443", PROXY), (f"{PLAN}.", PROXY), (f"{PLAN}/", PROXY)],
)  # fmt: skip
def test_a_page_of_anywhere_else_cannot(two: tuple[LiveServer, LiveServer], origin: str, told: dict[str, str]) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        opened(two[0], origin=origin, additional_headers=told)


def test_the_older_protocol_is_not_spoken(two: tuple[LiveServer, LiveServer]) -> None:
    with opened(two[0], protocols=["graphql-ws"]) as socket, pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=PATIENCE)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4406


def test_who_does_not_sign_in_is_cut_off_after_five_seconds(two: tuple[LiveServer, LiveServer]) -> None:
    with opened(two[0]) as socket, pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=PATIENCE)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4408


@pytest.mark.quick
def test_a_question_over_the_socket_is_answered_too(two: tuple[LiveServer, LiveServer]) -> None:
    with opened(two[0]) as socket:
        socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {two[0].token()}"}}))
        assert json.loads(socket.recv(timeout=PATIENCE))["type"] == "connection_ack"
        payload = {"query": "query Q { viewer { subject } }"}
        socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        assert json.loads(socket.recv(timeout=PATIENCE))["payload"]["data"] == {"viewer": {"subject": "tester"}}


def test_who_listens_is_told_to_look_again_when_the_connection_was_lost(
    client: Path, cluster: Cluster, data: Addresses, two: tuple[LiveServer, LiveServer]
) -> None:
    one, other = two
    database = data.owner.split("?")[0].rsplit("/", 1)[1]
    with listening(client, one.url, one.token("VIEWER"), CHANGED, report="2025-04") as listener:
        until_heard(listener, other)
        cluster.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{database}' AND query LIKE 'LISTEN%'"
        )
        heard = listener.next()
        while heard is not None and len(heard["data"]["capacityChanged"]["months"]) == 1:
            heard = listener.next()  # a change of before
    assert heard is not None
    assert len(heard["data"]["capacityChanged"]["months"]) == 6
