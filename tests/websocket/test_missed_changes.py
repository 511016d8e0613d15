"""What a dashboard hears that was away: everything that changed meanwhile, once, and nothing that did not change."""

import json
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from websockets.sync.client import connect
from websockets.typing import Subprotocol

from server.commands.postgres import Addresses
from server.graphql.schema import schema
from tests.support import loopback
from tests.support.clocks import PATIENCE
from tests.support.live import LiveServer, serving

CHANGED = """subscription Changed($report: String!, $since: String) {
  capacityChanged(report: $report, since: $since) { report { value } months { label } version everything } }"""
VERSION = '{ report(value: "2025-04") { tree { version } } }'
# The label of a month that the report forecasts, and a week that counts for it.
WEEKS = {"Jun-25": 25, "Jul-25": 27, "Aug-25": 32, "Sep-25": 36, "Oct-25": 42}
HIRES = {
    "count": 2, "platform": "Amisys", "location": "DOMESTIC", "states": ["FL"], "skills": ["Claims"],
    "displayNamePrefix": "Hire",
}  # fmt: skip


class Heard(NamedTuple):
    """An event as a dashboard takes it in."""

    months: set[str]
    version: str
    everything: bool


class Ear:
    """A dashboard that listens to a report; `since` is the version it heard last."""

    def __init__(self, server: LiveServer, since: str | None, report: str = "2025-04") -> None:
        self._opened = ExitStack()
        address = server.url.replace("http", "ws", 1) + "/graphql"
        protocols = [Subprotocol("graphql-transport-ws")]
        self._socket = self._opened.enter_context(connect(address, subprotocols=protocols, open_timeout=PATIENCE))
        self._send(type="connection_init", payload={"Authorization": f"Bearer {server.token('VIEWER')}"})
        assert self.next()["type"] == "connection_ack"
        variables = {"report": report, "since": since}
        self._send(id="1", type="subscribe", payload={"query": CHANGED, "variables": variables})

    def _send(self, **message: Any) -> None:
        self._socket.send(json.dumps(message))

    def next(self) -> Any:
        return json.loads(self._socket.recv(timeout=PATIENCE))

    def event(self) -> Heard:
        message = self.next()
        assert message["type"] == "next", message
        told = message["payload"]["data"]["capacityChanged"]
        return Heard({month["label"] for month in told["months"]}, told["version"], told["everything"])

    def close(self) -> None:
        self._opened.close()


def ask(server: LiveServer, query: str, **variables: Any) -> Any:
    headers = {"Authorization": f"Bearer {server.token('ADMIN')}"}
    body = {"query": query, "variables": variables}
    answer = loopback.post(f"{server.url}/graphql", json=body, headers=headers, timeout=PATIENCE).json()
    assert "errors" not in answer, answer
    return answer["data"]


def done(server: LiveServer, mutation: str, selection: str = "__typename", **given: Any) -> Any:
    """The payload of a mutation that is applied."""
    arguments = schema._schema.mutation_type.fields[mutation].args  # type: ignore[union-attr]
    declared = ", ".join(f"${name}: {arguments[name].type}" for name in given)
    passed = ", ".join(f"{name}: ${name}" for name in given)
    query = f"mutation Do({declared}) {{ {mutation}({passed}) {{ {selection} problems {{ message }} }} }}"
    payload = ask(server, query, **given)[mutation]
    assert payload["problems"] == []
    return payload


def version(server: LiveServer) -> str:
    return str(ask(server, VERSION)["report"]["tree"]["version"])


def configure(server: LiveServer, week: int, days: int, *, occupancy: float = 0.95) -> None:
    given = {"year": 2025, "week": week, "workType": "DOMESTIC", "workingDays": days, "workHours": 9}
    query = (
        "mutation W($input: WeekConfigurationInput!) { setWeekConfiguration(input: $input) { problems { message } } }"
    )
    done = ask(server, query, input={**given, "occupancy": occupancy, "shrinkage": 0.1})
    assert done["setWeekConfiguration"]["problems"] == []


def test_what_changes_no_capacity_is_not_told(two: tuple[LiveServer, LiveServer]) -> None:
    one, other = two
    configure(other, WEEKS["Jul-25"], 3)
    before = version(one)
    tier = ask(one, "{ capacityTiers { id } }")["capacityTiers"][0]["id"]
    person = ask(one, "{ resources(first: 1) { nodes { cn } } }")["resources"]["nodes"][0]["cn"]
    far = {"year": 2031, "month": 1, "workType": "GLOBAL", "workingDays": 20, "workHours": 8}
    configure(other, WEEKS["Jul-25"], 3)
    configure(other, WEEKS["Jul-25"], 3, occupancy=0.9)
    done(other, "updateCapacityTier", id=tier, patch={"description": "The same in other words."})
    done(other, "setMonthConfiguration", input={**far, "occupancy": 0.9, "shrinkage": 0.1})
    done(other, "updateResource", cn=person, patch={"displayName": "Somebody Else"})
    done(other, "createPlaceholders", input=HIRES)
    done(other, "previewAllocation", report="2025-04")
    assert version(one) == before
    ear = Ear(one, before)
    configure(other, WEEKS["Aug-25"], 4)
    configure(other, WEEKS["Aug-25"], 2)
    assert ear.event().months == {"Aug-25"}
    ear.close()


def test_planned_people_are_told_though_no_assignment_changes(two: tuple[LiveServer, LiveServer]) -> None:
    one, other = two
    record = ask(one, '{ report(value: "2025-04") { records { caseId mainLob state caseType months { fteAvail } } } }')
    first = record["report"]["records"][0]
    people = first.pop("months")[1]["fteAvail"]
    since = version(one)
    edits = [{**first, "months": [{"label": "Jun-25", "fteAvail": people + 1}]}]
    report = {"month": "April", "year": 2025}
    previewed = done(other, "previewManualUpdate", "preview { id }", **report, edits=edits)
    done(other, "commitPreview", previewId=previewed["preview"]["id"], userNotes="More.")
    ear = Ear(one, since)
    assert ear.event().months == {"Jun-25"}
    ear.close()


def test_what_was_missed_comes_first_and_once(two: tuple[LiveServer, LiveServer]) -> None:
    one, other = two
    for days in (2, 1):
        since = version(one)
        configure(other, WEEKS["Jun-25"], days)
        configure(other, WEEKS["Sep-25"], days)
    ear = Ear(other, since)
    missed = ear.event()
    assert (missed.months, missed.everything) == ({"Jun-25", "Sep-25"}, False)
    assert missed.version == version(one)
    configure(one, WEEKS["Aug-25"], 3)
    configure(one, WEEKS["Aug-25"], 1)
    assert ear.event().months == {"Aug-25"}
    ear.close()


def test_a_dashboard_that_comes_and_goes_loses_nothing(two: tuple[LiveServer, LiveServer]) -> None:
    random = Random(15)
    days = dict.fromkeys(WEEKS.values(), 5)
    for week in days:
        configure(two[0], week, 5)
    known = version(two[0])
    for _ in range(6):
        ear = Ear(random.choice(two), known)
        wanted = set()
        for label, week in random.sample(sorted(WEEKS.items()), random.randint(1, 3)):
            days[week] = days[week] % 5 + 1
            configure(random.choice(two), week, days[week])
            wanted.add(label)
        now, heard = version(two[0]), set()
        if random.random() < 0.5:  # it leaves before it hears, and comes back
            ear.close()
            ear = Ear(random.choice(two), known)
        while known != now:
            told = ear.event()
            heard |= told.months
            known = told.version
        assert heard == wanted
        ear.close()


def test_a_version_outlives_the_servers(data: Addresses, two: tuple[LiveServer, LiveServer], tmp_path: Path) -> None:
    configure(two[1], WEEKS["Jun-25"], 4)
    since = version(two[0])
    configure(two[1], WEEKS["Jun-25"], 2)
    with serving(data.service, tmp_path) as later:
        ear = Ear(later, since)
        assert ear.event().months == {"Jun-25"}
        ear.close()


def test_the_version_of_another_report_means_that_everything_may_have_changed(
    two: tuple[LiveServer, LiveServer],
) -> None:
    ear = Ear(two[0], version(two[0]), report="2025-03")
    told = ear.event()
    assert told.everything
    assert len(told.months) == 6
    ear.close()


def test_since_must_be_a_version(two: tuple[LiveServer, LiveServer]) -> None:
    ear = Ear(two[0], "yesterday")
    message = ear.next()
    assert message["payload"][0]["extensions"]["code"] == "BAD_REQUEST"
    assert message["payload"][0]["message"].startswith("since is not a version; accepted: ")
    ear.close()
