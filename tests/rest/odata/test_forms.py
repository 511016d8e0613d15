"""How answers are written: as much beside the values as is asked for, and told once to whoever has them."""

import json
from typing import Any

import pytest

from server.odata.sets import entity_sets
from tests.rest.odata.conftest import Feeds
from tests.rest.odata.feed import Feed

JSON = "application/json"
EXCEL = (
    "application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9,"
    "application/atomsvc+xml;q=0.8,application/atom+xml;q=0.8,application/xml;q=0.7,text/plain;q=0.7"
)
ACCEPTED = [
    (None, "minimal"),
    ("*/*", "minimal"),
    ("application/*", "minimal"),
    (EXCEL, "minimal"),
    ("application/json;odata.metadata=none", "none"),
    ("application/json; odata.metadata=full; odata.streaming=true", "full"),
    ("application/json;metadata=full", "full"),
    ("text/html,application/json;q=0.1,application/json;odata.metadata=none;q=0.5", "none"),
    ("application/json;odata.metadata=nonsense, */*;q=0.1", "minimal"),
    ("application/json;q=0, application/json;odata.metadata=full;q=0.2", "full"),
]


@pytest.mark.parametrize(("accept", "metadata"), ACCEPTED)
async def test_as_much_is_said_as_is_accepted(feed: Feed, accept: str | None, metadata: str) -> None:
    answer = await feed.get("/WorkOrders", headers={"Accept": accept} if accept else {}, top=2, select="number,status")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{JSON};odata.metadata={metadata}"
    said = answer.json()
    assert ("@odata.context" in said) is (metadata != "none")
    assert ("@odata.id" in said["value"][0]) is (metadata == "full")
    assert {"number", "status"} <= set(said["value"][0])


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "application/json;q=0", "application/atom+xml"])
async def test_what_cannot_be_written_is_not_acceptable(feed: Feed, accept: str) -> None:
    answer = await feed.get("/WorkOrders", headers={"Accept": accept})
    assert answer.status_code == 406
    assert "odata.metadata=minimal" in answer.json()["error"]["message"]


@pytest.mark.parametrize("accept", ["text/plain", "text/plain;charset=utf-8", "text/*;q=0.5, image/png", "*/*", JSON])
@pytest.mark.parametrize("path", ["/WorkOrders/$count", "/WorkOrders('{number}')/status/$value"])
async def test_what_is_a_text_may_be_asked_for_as_text(feed: Feed, path: str, accept: str) -> None:
    number = (await feed.read("/WorkOrders", top=1))["value"][0]["number"]
    answer = await feed.get(path.format(number=number), headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    refused = await feed.get(path.format(number=number), headers={"Accept": "text/html, text/plain;q=0"})
    assert refused.status_code == 406
    assert "text/plain" in refused.json()["error"]["message"]


async def test_the_option_outranks_what_is_accepted(feed: Feed) -> None:
    for text, metadata in (("json", "minimal"), ("application/json;odata.metadata=full", "full")):
        answer = await feed.get("/WorkOrders", headers={"Accept": "text/html"}, top=1, format=text)
        assert answer.headers["content-type"] == f"{JSON};odata.metadata={metadata}"


async def test_full_metadata_say_types_and_where_each_entity_is(feed: Feed) -> None:
    headers = {"Accept": f"{JSON};odata.metadata=full"}
    answer = (await feed.get("/InventoryDaily", headers=headers, top=1, select="closing,updated_at")).json()
    assert answer["@odata.context"] == "http://headroom.test/odata/$metadata#InventoryDaily(closing,updated_at)"
    (entity,) = answer["value"]
    assert entity.pop("@odata.type") == "#Headroom.InventoryDaily"
    assert entity.pop("closing@odata.type") == "#Decimal"
    assert entity.pop("updated_at@odata.type") == "#DateTimeOffset"
    found = await feed.read(f"/{entity.pop('@odata.id')}", select="closing,updated_at")
    assert {name: found[name] for name in entity} == entity
    assert set(entity) == {"closing", "updated_at"}


async def test_exact_numbers_are_texts_where_programs_would_lose_digits(feed: Feed) -> None:
    headers = {"Accept": f"{JSON};IEEE754Compatible=true"}
    exact = await feed.get("/InventoryMovements", headers=headers, top=3)
    assert exact.headers["content-type"] == f"{JSON};odata.metadata=minimal;IEEE754Compatible=true"
    plain = json.loads((await feed.get("/InventoryMovements", top=3)).text, parse_float=str, parse_int=str)
    assert exact.json()["value"] == plain["value"]


async def test_a_program_that_reads_older_versions_alone_is_told_so(feed: Feed) -> None:
    for newest, status in (("4.0", 200), ("4.01", 200), ("5.0", 200), ("3.0", 400), ("x", 400)):
        answer = await feed.get("/WorkOrders", headers={"OData-MaxVersion": newest}, top=1)
        assert (answer.status_code, answer.headers["odata-version"]) == (status, "4.0"), newest


async def test_whoever_has_an_answer_is_told_so(feed: Feed) -> None:
    for path in ("", "/$metadata", "/WorkOrders", "/WorkOrders/$count", "/WorkOrders?$filter=true"):
        first = await feed.get(path)
        assert first.headers["cache-control"] == "private, no-cache"
        again = await feed.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), path
        assert again.headers["odata-version"] == "4.0"
    other = await feed.get("/WorkOrders", headers={"If-None-Match": (await feed.get("/WorkOrders")).headers["etag"],
                                                   "Accept": f"{JSON};odata.metadata=none"})  # fmt: skip
    assert other.status_code == 200


async def test_a_head_has_no_body(feed: Feed) -> None:
    for path in ("", "/$metadata", "/WorkOrders", "/WorkOrders/$count", "/Comparison", "/Alerts('none')"):
        answer, head = await feed.get(path), await feed.get(path, method="HEAD")
        assert (head.status_code, head.content) == (answer.status_code, b""), path
        assert head.headers["content-type"] == answer.headers["content-type"]
        assert head.headers["odata-version"] == "4.0"


async def test_answers_are_zipped_where_asked(feed: Feed) -> None:
    answer = await feed.get("/InventoryMovements", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.json()["value"]) > 100


async def test_a_property_and_its_bare_value(feed: Feed) -> None:
    told = (await feed.read("/WorkOrders", top=1))["value"][0]
    path = f"/WorkOrders('{told['number']}')"
    for name, text in (
        ("target_qty", f"{told['target_qty']:g}"),
        ("deadline", told["deadline"]),
        ("is_active", "true"),
    ):
        answer = await feed.read(f"{path}/{name}")
        assert answer == {
            "@odata.context": f"http://headroom.test/odata/$metadata#WorkOrders('{told['number']}')/{name}",
            "value": told[name],
        }
        bare = await feed.get(f"{path}/{name}/$value")
        assert (bare.headers["content-type"], bare.text) == ("text/plain; charset=utf-8", text)
    for below in ("deallocated_at", "deallocated_at/$value"):
        assert (await feed.get(f"{path}/{below}")).status_code == 204


async def test_what_is_selected_is_all_there_is(feed: Feed) -> None:
    answer = await feed.read("/WorkOrders", select="status, number,status", top=1)
    assert list(answer["value"][0]) == ["status", "number"]
    assert answer["@odata.context"].endswith("#WorkOrders(status,number)")
    assert "@odata.context" in await feed.read("/WorkOrders", select="*,status", top=1)
    entity = await feed.read(f"/WorkOrders('{answer['value'][0]['number']}')", select="status")
    assert entity["status"] == answer["value"][0]["status"]
    assert entity["@odata.context"].endswith("#WorkOrders(status)/$entity")


@pytest.mark.parametrize("role", ["REPORTING", "MANAGER", "PLANNER", "PRODUCTION_STAFF", "PPIC_MANAGER", "VIEWER"])
async def test_a_role_reads_what_it_may(feeds: Feeds, role: str) -> None:
    feed = feeds(role)
    permissions = (await feed.api.ask("{ viewer { permissions } }"))["viewer"]["permissions"]
    listed = {one["name"] for one in (await feed.read(""))["value"]}
    metadata = (await feed.get("/$metadata")).text
    for one in entity_sets().values():
        for path in (f"/{one.name}", f"/{one.name}/$count"):
            answer = await feed.get(path, method="HEAD")
            assert answer.status_code == (200 if one.report.permission in permissions else 403), path
        assert (one.name in listed) is (one.report.permission in permissions)
        assert (f'EntityType Name="{one.name}"' in metadata) is (one.name in listed)
        if one.name not in listed:
            error = await feed.refused(f"/{one.name}('x')", 403)
            assert (error["code"], error["innererror"]) == ("FORBIDDEN", {"permission": one.report.permission})


@pytest.mark.parametrize(
    "path", ["", "/", "/$metadata", "/WorkOrders", "/WorkOrders/$count", "/WorkOrders('x')", "/no"]
)
async def test_nobody_reads_anything_who_is_not_signed_in(feeds: Feeds, path: str) -> None:
    answer = await feeds(anonymous=True).get(path)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "UNAUTHENTICATED"
    challenges: list[Any] = answer.headers.get_list("www-authenticate")
    assert challenges[0] == "Bearer"
    assert challenges[1].startswith("Basic realm=")


async def test_another_tenant_reads_nothing_of_this_one(feeds: Feeds) -> None:
    mine, others = feeds(), feeds(tenant="other")
    for name in ("InventoryMovements", "MonthlySummary", "WorkOrders", "TierBreakdown"):
        assert (await others.read(f"/{name}", count="true"))["@odata.count"] == 0
    number = (await mine.read("/WorkOrders", top=1))["value"][0]["number"]
    theirs = await others.refused(f"/WorkOrders('{number}')", 404)
    nobodys = await others.refused("/WorkOrders('SPK-99999')", 404)
    assert {**theirs, "message": theirs["message"].replace(number, "SPK-99999")} == nobodys
