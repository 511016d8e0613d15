"""What a flat report refuses, in JSON that says what would be accepted."""

import re
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from server.app import create_app
from server.commands.postgres import Addresses
from server.http.errors import BASIC
from server.rest.arguments import accepted_of
from server.rest.reports import PREFIX
from server.rooms import HOUSE
from services.shared.report import Report
from tests.conftest import Client
from tests.rest.summaries import SUMMARY, table
from tests.support.api import settings_for, token

ARGUMENTS = [
    "report", "platform", "locality", "main_lob", "state", "case_type", "limit", "cursor", "offset", "updated_since",
    "format",
]  # fmt: skip
MOVEMENTS = "/api/v2/reports/powerbi/inventory-movements"
REFUSED: list[tuple[dict[str, Any], list[str]]] = [
    ({"sate": "FL"}, ["sate", *ARGUMENTS]),
    ({"Report": "2025-04"}, ["Report", *ARGUMENTS]),
    ({"report": "2025-05"}, ["2025-05", "2025-04"]),
    ({"report": "nonsense"}, ["nonsense", "2025-04"]),
    ({"report": ""}, ["2025-04"]),
    ({"report": "2025-04; DROP"}, ["2025-04"]),
    ({"report": "\x00"}, ["2025-04"]),
    ({"format": "xml"}, ["xml", "json", "csv", "ndjson", "records"]),
    ({"format": ""}, ["json", "csv", "ndjson", "records"]),
    ({"locality": "Mars"}, ["Mars", "Domestic", "Global"]),
    ({"limit": "0"}, ["limit", "from 1"]),
    ({"limit": "-1"}, ["limit", "from 1"]),
    ({"limit": "x"}, ["limit", "whole number"]),
    ({"limit": "1.5"}, ["limit", "whole number"]),
    ({"limit": "٣"}, ["limit", "whole number"]),
    ({"limit": "9" * 5_000}, ["limit", "whole number"]),
    ({"limit": ""}, ["limit", "whole number"]),
    ({"offset": "-1"}, ["offset", "from 0"]),
    ({"offset": "1e3"}, ["offset", "from 0"]),
    ({"updated_since": "yesterday"}, ["yesterday", "2025-06-01T00:00:00Z"]),
    ({"updated_since": ""}, ["updated_since"]),
    ({"updated_since": "2025-13-01"}, ["2025-13-01"]),
]


@pytest.mark.parametrize(("arguments", "words"), REFUSED, ids=[str(arguments)[:40] for arguments, _ in REFUSED])
async def test_a_bad_argument_is_refused(sample_client: Client, arguments: dict[str, Any], words: list[str]) -> None:
    response = await sample_client("REPORTING").get(SUMMARY, **arguments)
    assert response.status_code == 400, response.text
    assert response.headers["content-type"] == "application/json"
    assert set(response.json()) == {"code", "message"}
    assert response.json()["code"] == "BAD_REQUEST"
    assert len(response.json()["message"]) < 300
    for word in words:
        assert word in response.json()["message"]


def takes_nothing(schema: Mapping[str, Any]) -> bool:
    """Whether a text of no length is what a schema accepts."""
    return "" in schema.get("enum", [""]) and re.search(schema.get("pattern", ""), "") is not None


@pytest.mark.parametrize("report", HOUSE.reports, ids=lambda report: report.path)
async def test_what_has_to_look_like_something_may_not_be_empty(sample_client: Client, report: Report) -> None:
    client = sample_client("REPORTING")
    for argument in accepted_of(report):
        if not takes_nothing(argument.schema):
            response = await client.get(PREFIX + report.path, **{argument.name: ""})
            assert response.status_code == 400, argument.name


@pytest.mark.parametrize("name", ["report", "format", "limit", "offset", "updated_since"])
async def test_what_may_stand_once_may_not_stand_twice(sample_client: Client, name: str) -> None:
    values = {"report": ["2025-03", "2025-04"], "format": ["csv", "json"]}
    given = values.get(name, ["1", "2"] if name != "updated_since" else ["2025-01-01", "2025-02-01"])
    response = await sample_client("REPORTING").get(SUMMARY, **{name: given})
    assert response.status_code == 400
    assert name in response.json()["message"]


IDLE = [
    ("powerbi/inventory-movements", "month_from", "2025-06"),
    ("powerbi/work-orders", "report", "2025-04"),
    ("powerbi/monthly-summary", "sku", "TOY-BEAR-S"),
    ("powerbi/alerts", "location", "MAIN"),
    ("powerbi/monthly-summary", "against", "2025-03"),
    ("monthly-summary.xlsx", "limit", "5"),
    ("monthly-summary.xlsx", "updated_since", "2025-06-01"),
    ("powerbi/inventory-movements.xlsx", "format", "csv"),
    ("dashboard/hierarchy", "month_from", "2025-06"),
    ("comparison?format=nested", "limit", "5"),
    ("capacity-by-tier?format=nested", "updated_until", "2025-06-01"),
]


@pytest.mark.parametrize(("path", "name", "value"), IDLE)
async def test_an_argument_that_does_nothing_is_named(sample_client: Client, path: str, name: str, value: str) -> None:
    client = sample_client("ADMIN")
    address = f"/api/v2/reports/{path}{'&' if '?' in path else '?'}{name}={value}"
    response = await client.http.get(address, headers=client.headers)
    assert (response.status_code, response.headers["ignored-arguments"]) == (200, name)


async def test_all_that_do_nothing_are_named_and_no_other(sample_client: Client) -> None:
    client = sample_client("ADMIN")
    address = "/api/v2/reports/powerbi/inventory-movements?sku=TOY-BEAR-S&state=OH&limit=5&report=2025-04"
    answers = [await client.http.get(one, headers=client.headers) for one in (address, address.partition("&state")[0])]
    assert [answer.headers.get("ignored-arguments") for answer in answers] == ["report, state", None]


@pytest.mark.parametrize("name", ["platform", "main_lob", "state", "case_type"])
@pytest.mark.parametrize("value", ["\x00", "%", "'; --", "😀", "x" * 5_000, "=1+1"])
async def test_strange_values_find_nothing(sample_client: Client, name: str, value: str) -> None:
    response = await sample_client("REPORTING").get(SUMMARY, **{name: value})
    assert response.status_code == 200
    assert response.json()["rows"] == []


@pytest.mark.parametrize("query", ["state=%ff", "state=%ED%A0%80", "state=%", "&&&", "state=FL&state=%00"])
async def test_an_address_that_is_no_utf_8_is_no_error_of_ours(sample_client: Client, query: str) -> None:
    client = sample_client("REPORTING")
    response = await client.http.get(f"{SUMMARY}?{query}", headers=client.headers)
    assert response.status_code == 200


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "9999-12-31", "0001-01-01"]
)
async def test_a_moment_at_the_end_of_time_is_no_error_of_ours(sample_client: Client, moment: str) -> None:
    response = await sample_client("REPORTING").get(SUMMARY, updated_since=moment, limit=1)
    assert response.status_code in (200, 400)
    assert response.status_code == 200 or moment[:20] in response.json()["message"]


@pytest.mark.parametrize(
    "day", ["20250601", "2025-W23-1", "2025-152", "2025-6-1", "+2025-06-01", "２０２５-06-01", "2025-02-30"]
)
@pytest.mark.parametrize("time", ["", "T080000Z", "T08", "T08:00Z"])
async def test_a_day_has_the_form_that_the_document_says(sample_client: Client, day: str, time: str) -> None:
    asked = {"updated_since": day + time, **({} if time else {"from": day, "to": day})}
    for name, given in asked.items():
        response = await sample_client("REPORTING").get(MOVEMENTS, **{name: given})
        assert (response.status_code, name in response.json()["message"]) == (400, True), (name, given)


@pytest.mark.parametrize("form", ["json", "xlsx"])
async def test_an_empty_day_is_none(sample_client: Client, form: str) -> None:
    response = await sample_client("REPORTING").get(MOVEMENTS, **{"from": "", "to": "", "limit": 1, "format": form})
    assert response.status_code == 200


@pytest.mark.parametrize("moment", ["2025-06-01T08:00:00.123456789Z", "2025-06-01T08:00", "2025-06-01T08:00:00 02:00"])
async def test_a_moment_may_be_without_seconds_or_offset(sample_client: Client, moment: str) -> None:
    response = await sample_client("REPORTING").get(MOVEMENTS, updated_since=moment, limit=1)
    assert response.status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_another_method_is_refused(sample_client: Client, method: str) -> None:
    client = sample_client("REPORTING")
    response = await client.http.request(method, SUMMARY, headers=client.headers)
    assert response.status_code == 405
    assert set(response.headers["allow"].replace(" ", "").split(",")) == {"GET", "HEAD"}
    assert set(response.json()) == {"code", "message"}


async def test_another_path_is_not_found(sample_client: Client) -> None:
    response = await sample_client("REPORTING").get("/api/v2/reports/powerbi/nothing")
    assert response.status_code == 404
    assert response.json() == {"code": "NOT_FOUND", "message": "there is nothing at this path"}


async def test_nobody_signed_in_and_somebody_without_permission_are_told_apart(sample_client: Client) -> None:
    nobody = await sample_client(anonymous=True).get(SUMMARY)
    assert (nobody.status_code, nobody.json()["code"]) == (401, "UNAUTHENTICATED")
    # A browser and Excel then ask for a key.
    assert nobody.headers.get_list("www-authenticate") == ["Bearer", BASIC]
    somebody = await sample_client("PRODUCTION_STAFF").get(SUMMARY)
    assert (somebody.status_code, somebody.json()["code"]) == (403, "FORBIDDEN")
    assert somebody.json()["permission"] == "WORKFORCE.VIEW"


async def test_arguments_are_not_looked_at_before_sign_in(sample_client: Client) -> None:
    assert (await sample_client(anonymous=True).get(SUMMARY, sate="FL")).status_code == 401
    assert (await sample_client("PRODUCTION_STAFF").get(SUMMARY, sate="FL")).status_code == 403


async def test_a_report_that_is_named_where_there_is_none_is_refused(sample_client: Client) -> None:
    response = await sample_client("REPORTING", tenant="other").get(SUMMARY, report="2025-04")
    assert response.status_code == 400
    assert "import a forecast" in response.json()["message"]


@pytest.mark.parametrize("name", ["platform", "locality", "main_lob", "state", "case_type"])
@pytest.mark.parametrize("blank", ["", " ", ["", "\t"]])
async def test_a_blank_filter_leaves_the_field_open(sample_client: Client, name: str, blank: Any) -> None:
    rows = (await table(sample_client, state="FL"))["rows"]
    assert (await table(sample_client, **{"state": "FL", name: blank} if name != "state" else {name: ["FL", *blank]}))[
        "rows"
    ] == rows


@pytest.mark.parametrize(
    ("given", "meant"),
    [("sate", "state"), ("Report", "report"), ("updated_sinse", "updated_since"), ("caseType", "case_type"),
     ("lokality", "locality")],
)  # fmt: skip
async def test_a_misspelt_argument_is_told_its_neighbour(sample_client: Client, given: str, meant: str) -> None:
    message = (await sample_client("REPORTING").get(SUMMARY, **{given: "1"})).json()["message"]
    assert f"did you mean {meant}?" in message


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 401), ({"Authorization": f"Bearer {token('PRODUCTION_STAFF')}"}, 403),
     ({"Authorization": f"Bearer {token('VIEWER')}"}, 400)],
)  # fmt: skip
async def test_a_refusal_is_no_accident_to_the_server(sample: Addresses, headers: dict[str, str], status: int) -> None:
    app = create_app(settings_for(sample.service))
    # This transport raises what the server would log with a traceback.
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test") as http:
        assert (await http.get(SUMMARY, params={"sate": "FL"}, headers=headers)).status_code == status
        await app.state.database.close()


async def test_an_internal_error_is_masked(
    sample_client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("SELECT secret FROM internals")

    monkeypatch.setattr("db.shared.keyed_pages.Written.copy", fail)
    response = await sample_client("REPORTING").get(SUMMARY)
    assert response.status_code == 500
    assert set(response.json()) == {"code", "message", "requestId"}
    assert response.json()["code"] == "INTERNAL"
    assert response.json()["requestId"] in caplog.text
    assert "secret" not in response.text
