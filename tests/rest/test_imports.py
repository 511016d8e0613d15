"""Workbooks that are sent back over REST: the same preview, and what a request is refused for before it is read."""

from typing import Any

import httpx
import pytest

from server.graphql.multipart import LARGEST_UPLOAD
from server.rest.uploads import SUFFIXES
from server.rooms import HOUSE
from tests.conftest import Client, clients
from tests.graphql.access.matrix import ROLES, UPLOADS, allowed
from tests.rest.test_openapi import expect_as_described
from tests.support.api import Api
from tests.support.cluster import Addresses
from tests.support.returned import IMPORTS, WORKBOOK, edited, put, sent_back, workbook

RECORDS, WEEKS = "/api/v2/reports/records.xlsx", "/api/v2/reports/week-assignments.xlsx"
KINDS = [kind.label for kind in HOUSE.returned]
CSV, TEXT = {"Content-Type": "text/csv"}, {"Content-Type": "text/plain"}
COMMIT = """mutation Commit($id: UUID!) {
    commitImport(previewId: $id, userNotes: "Why.") { updated problems { message } } }"""


def test_both_workbooks_come_back() -> None:
    assert {f"{IMPORTS}/{label}" for label in KINDS} == set(UPLOADS)
    assert {kind.workbook for kind in HOUSE.returned} <= {report.path for report in HOUSE.reports}
    assert all(kind.template is None and kind.committed_by == "commitImport" for kind in HOUSE.returned)


async def planner(addresses: Addresses) -> Any:
    async for client in clients(addresses):
        yield client("PLANNER")


async def test_records_are_previewed_and_committed_by_graphql(changeable_sample: Addresses) -> None:
    async for client in planner(changeable_sample):
        content = await workbook(client, RECORDS, state="FL")
        unedited = await sent_back(client, "records", edited(content))
        expect_as_described(unedited, f"{IMPORTS}/records", method="post")
        assert (unedited.status_code, unedited.json()["updated"], unedited.json()["changed_cells"]) == (200, 0, [])
        sheet_edits = [put("Target CPH", 33, 3), put("Target CPH", "many", 4)]
        answer = await sent_back(client, "records", edited(content, *sheet_edits), filename="back.xlsx")
        expect_as_described(answer, f"{IMPORTS}/records", method="post")
        preview = answer.json()
        (change,), (bad,) = preview["changed_cells"], preview["rejected"]
        assert (change["cell"], change["column"], change["after"]) == ("E3", "Target CPH", "33.00")
        assert (bad["row"], bad["column"], bad["value"]) == (4, "Target CPH", "many")
        done = await client.ask(COMMIT, id=preview["id"])
        assert done["commitImport"] == {"updated": 1, "problems": []}
        entry = await client.ask("{ historyLog(limit: 1) { data { sourceFile } } }")
        assert entry["historyLog"]["data"] == [{"sourceFile": "back.xlsx"}]


async def test_week_assignments_are_previewed_and_committed_by_graphql(changeable_sample: Addresses) -> None:
    async for client in planner(changeable_sample):
        content = await workbook(client, WEEKS, month_to="2025-06")
        answer = await sent_back(client, "week-assignments", edited(content))
        expect_as_described(answer, f"{IMPORTS}/week-assignments", method="post")
        assert (answer.json()["updated"], answer.json()["rejected"]) == (0, [])
        emptied = await sent_back(client, "week-assignments", edited(content, put("2025-W24", "Tea", 4)))
        assert [bad["column"] for bad in emptied.json()["rejected"]] == ["2025-W24"]


async def test_a_repeated_request_gets_the_first_answer(changeable_sample: Addresses) -> None:
    async for client in planner(changeable_sample):
        content = edited(await workbook(client, RECORDS, state="FL"))
        named = {"Idempotency-Key": "records-1"}
        first, again = [await sent_back(client, "records", content, headers=named) for _ in range(2)]
        assert (first.status_code, again.status_code, first.content) == (200, 200, again.content)
        assert ("idempotency-replayed" in first.headers, again.headers["idempotency-replayed"]) == (False, "true")
        other = await sent_back(client, "records", edited(content, put("Target CPH", 33, 3)), headers=named)
        assert (other.status_code, other.json()["code"]) == (422, "BAD_REQUEST")
        bad = [await sent_back(client, "records", b"PK", headers={"Idempotency-Key": "bad-1"}) for _ in range(2)]
        assert [one.status_code for one in bad] == [400, 400]
        assert bad[0].content == bad[1].content
        spaced = await sent_back(client, "records", content, headers={"Idempotency-Key": "a b"})
        assert spaced.status_code == 400


async def test_what_was_refused_is_in_the_audit_log(changeable_sample: Addresses) -> None:
    async for client in clients(changeable_sample):
        assert (await sent_back(client("PLANNER"), "records", b"nothing")).status_code == 400
        assert (await sent_back(client("VIEWER"), "records", b"nothing")).status_code == 403
        log = await client("ADMIN").ask(
            "query L($by: String) { auditLog(filter: {operation: $by}, first: 9) { nodes { action new } } }",
            by=f"POST {IMPORTS}/records",
        )
        nodes = log["auditLog"]["nodes"]
        assert [node["action"] for node in nodes] == ["REFUSED", "REFUSED"]
        assert "FORBIDDEN" in str(nodes[0]["new"])
        assert "INVALID_INPUT" in str(nodes[1]["new"])


@pytest.mark.parametrize("label", KINDS)
async def test_the_matrix_says_who_may_send_one_back(sample_client: Client, label: str) -> None:
    path = f"{IMPORTS}/{label}"
    for role in ROLES:
        answer = await sent_back(sample_client(role), label, b"no workbook")
        assert answer.status_code == (400 if allowed(role, UPLOADS[path]) else 403), role
        expect_as_described(answer, path, method="post")
    nobody = await sent_back(sample_client(anonymous=True), label, b"")
    assert nobody.status_code == 401
    expect_as_described(nobody, path, method="post")


async def sent(client: Api, **how: Any) -> httpx.Response:
    headers = {**client.headers, **how.pop("headers", {})}
    return await client.http.request(how.pop("method", "POST"), f"{IMPORTS}/records", headers=headers, **how)


async def test_a_request_of_another_form_is_refused_and_told_what_is_taken(sample_client: Client) -> None:
    client = sample_client("PLANNER")
    form = await sent(client, files={"file": ("records.xlsx", b"PK", WORKBOOK)})
    assert (form.status_code, form.json()["code"]) == (415, "BAD_REQUEST")
    assert all(media_type in form.json()["message"] for media_type in SUFFIXES)
    expect_as_described(form, f"{IMPORTS}/records", method="post")
    assert (await sent(client, content=b"x")).status_code == 415
    assert (await sent(client, content=b"x", headers=TEXT)).status_code == 415
    seen = await sent(client, method="GET")
    assert (seen.status_code, seen.headers["allow"]) == (405, "POST")
    large = await sent(client, content=b"x" * (LARGEST_UPLOAD + 1), headers={"Content-Type": WORKBOOK})
    assert (large.status_code, large.json()["message"]) == (413, f"the file is larger than {LARGEST_UPLOAD:,} bytes")
    expect_as_described(large, f"{IMPORTS}/records", method="post")


WRONG: list[tuple[dict[str, str], bytes, dict[str, str], str]] = [
    (CSV, b"", {}, "the file is empty; accepted: an .xlsx workbook or a .csv file"),
    (CSV, b"a,b\n1,2\n", {}, "missing columns: Main LOB"),
    (CSV, b"a", {"filename": "a.xlsx"}, "the file is named .xlsx but is not a workbook"),
    (CSV, b"a", {"decimal": ";"}, "accepted"),
    (CSV, b"a", {"encoding": "klingon"}, "accepted"),
    (CSV, b"a", {"file_name": "a.csv"}, "there is no argument file_name; did you mean filename?"),
    ({}, b"PK\x03\x04", {}, "accepted"),
]


@pytest.mark.parametrize(("headers", "content", "asked", "message"), WRONG)
async def test_a_file_that_cannot_be_read_is_refused_with_what_would_be(
    sample_client: Client, headers: dict[str, str], content: bytes, asked: dict[str, str], message: str
) -> None:
    answer = await sent_back(sample_client("PLANNER"), "records", content, headers=headers, **asked)
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_REQUEST")
    assert message in answer.json()["message"]
