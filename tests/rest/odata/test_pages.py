"""Pages of sets: links lead through every entity once, in any order, whatever comes or goes meanwhile."""

import base64
from itertools import product
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import orjson
import pytest

from server.app import create_app
from server.commands.postgres import Addresses
from server.odata.skip_tokens import Place, token_of
from tests.rest.odata.conftest import Feeds
from tests.rest.odata.feed import Feed
from tests.support.api import settings_for, token
from tests.support.clocks import today

ORDERS = [
    ("InventoryMovements", None),
    ("InventoryMovements", "kind"),
    ("InventoryMovements", "reference desc,quantity"),
    ("InventoryMovements", "occurred_on desc, kind asc , number desc"),
    ("Alerts", "closed_at desc,threshold"),
    ("Alerts", "closed_at"),
    ("Alerts", "is_active desc,opened_at,figure desc"),
    ("DemandHistory", "is_no_data,quantity"),
    ("WorkOrders", "plan_number,planned_start desc"),
    ("MonthlySummary", "fte_gap desc"),
]


def by(orderby: str, entity: dict[str, Any]) -> list[Any]:
    """What an entity is ordered by: what is unknown comes first."""
    return [Reversed(one) if down else one for one, down in _parts(orderby, entity)]


def _parts(orderby: str, entity: dict[str, Any]) -> list[tuple[Any, bool]]:
    words = [part.split() for part in orderby.split(",")]
    return [
        ((entity[name] is not None, 0 if entity[name] is None else entity[name]), rest == ["desc"])
        for name, *rest in words
    ]


class Reversed:
    """The other way round."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: "Reversed") -> bool:
        return bool(other.value < self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reversed) and bool(other.value == self.value)


@pytest.mark.parametrize(("name", "orderby"), ORDERS)
async def test_links_lead_through_every_entity_once_in_order(feed: Feed, name: str, orderby: str | None) -> None:
    options = {"orderby": orderby} if orderby else {}
    whole = await feed.read(f"/{name}", **options, top=400)
    paged = await feed.pages(f"/{name}", page=37, **options, top=400)
    entities = [entity for page in paged for entity in page["value"]]
    assert entities == whole["value"]
    assert len(paged) == max(1, -(-len(entities) // 37))
    assert all(len(page["value"]) == 37 for page in paged[:-1])
    if orderby:
        assert [by(orderby, one) for one in entities] == sorted(by(orderby, one) for one in entities)


async def test_a_page_is_as_large_as_is_preferred(feed: Feed) -> None:
    answer = await feed.get("/MonthlySummary", headers={"Prefer": "return=minimal, odata.maxpagesize=5"})
    assert len(answer.json()["value"]) == 5
    assert answer.headers["preference-applied"] == "odata.maxpagesize=5"
    assert answer.headers["vary"].startswith("Accept, Prefer")
    larger = await feed.get("/MonthlySummary", headers={"Prefer": "maxpagesize=100000"})
    assert "@odata.nextLink" not in larger.json()
    assert "preference-applied" not in (await feed.get("/MonthlySummary", top=1)).headers


@pytest.mark.parametrize(("top", "skip"), [(10, 0), (10, 5), (9, 2), (3, 0), (0, 0), (5, 99_999)])
async def test_top_and_skip_count_over_all_pages(feed: Feed, top: int, skip: int) -> None:
    every = (await feed.read("/InventoryDaily", top=40))["value"]
    found = await feed.pages("/InventoryDaily", page=3, top=top, skip=skip)
    assert [entity for one in found for entity in one["value"]] == every[skip : skip + top]
    assert len(found) == max(1, -(-len(every[skip : skip + top]) // 3))


async def test_the_count_is_that_of_all_pages_and_told_once(feed: Feed) -> None:
    first, second, *_ = await feed.pages("/InventoryDaily", page=20, count="true", top=70, skip=50)
    assert first["@odata.count"] == int((await feed.get("/InventoryDaily/$count")).text) > 100
    assert "@odata.count" not in second


async def test_a_link_keeps_what_was_asked_but_no_key(feed: Feed) -> None:
    options = {"filter": "state ne 'it''s & more'", "select": "state,month", "orderby": "month desc"}
    answer = await feed.read("/Comparison", **options, count="true", skip=3, top=100)
    assert "@odata.nextLink" not in answer
    address = "/odata/Comparison?api_key=hrk_none&state=FL&$top=9&$filter=forecast_current ge 0&count=true"
    paged = await feed.api.http.get(address, headers={**feed.api.headers, "Prefer": "odata.maxpagesize=2"})
    link = urlsplit(paged.json()["@odata.nextLink"])
    assert (link.scheme, link.netloc, link.path) == ("http", "headroom.test", "/odata/Comparison")
    asked = parse_qs(link.query)
    assert asked.pop("$skiptoken")
    assert asked == {
        "state": ["FL"], "$top": ["9"], "$filter": ["forecast_current ge 0"],
        "report": ["2025-04"], "against": ["2025-03"],
    }  # fmt: skip


@pytest.mark.parametrize("public_url", ["https://plan.example.org", "https://example.org/headroom"])
async def test_addresses_begin_with_the_public_one(sample: Addresses, public_url: str) -> None:
    app = create_app(settings_for(sample.service).model_copy(update={"public_url": public_url}))
    headers = {"Authorization": f"Bearer {token('REPORTING')}", "Host": "attacker.example", "Prefer": "maxpagesize=2"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://inside:8000") as http:
        answer = (await http.get("/odata/MonthlySummary", headers=headers)).json()
    await app.state.database.close()
    assert answer["@odata.context"] == f"{public_url}/odata/$metadata#MonthlySummary"
    assert answer["@odata.nextLink"].startswith(f"{public_url}/odata/MonthlySummary?")


RECORD = """mutation { recordInventoryMovement(input: {kind: ADJUSTMENT, sku: "TOY-BEAR-S", location: "MAIN",
    quantity: "%s", occurredOn: "%s", reason: "counted"}) { problems { message } } }"""


async def test_what_comes_meanwhile_shifts_no_page(changed_feed: Feed) -> None:
    for orderby in ("quantity desc", "occurred_on", None):
        options = {} if orderby is None else {"orderby": orderby}
        before = [one["number"] for one in await changed_feed.all("/InventoryMovements", **options)]
        headers = {**changed_feed.api.headers, "Prefer": "odata.maxpagesize=40"}
        page = (await changed_feed.get("/InventoryMovements", headers=headers, **options)).json()
        seen = [one["number"] for one in page["value"]]
        while (link := page.get("@odata.nextLink")) is not None:
            for quantity in ("1", "5000"):
                written = await changed_feed.api.ask(RECORD % (quantity, today()))
                assert written["recordInventoryMovement"]["problems"] == []
            page = (await changed_feed.api.http.get(link, headers=headers)).json()
            seen += [one["number"] for one in page["value"]]
        assert len(before) > 150
        assert len(seen) == len(set(seen))
        assert set(before) <= set(seen)


DAMAGED = ["", "x", "é", "=" * 9, "WyJhIl0", "bnVsbA", "A" * 5_000]


@pytest.mark.parametrize("text", DAMAGED)
async def test_no_token_of_ours_is_refused(feed: Feed, text: str) -> None:
    error = await feed.refused("/WorkOrders", skiptoken=text)
    assert error["target"] == "$skiptoken"


async def test_a_token_belongs_to_its_question_and_its_tenant(feeds: Feeds) -> None:
    feed = feeds()
    pages = await feed.get("/InventoryMovements", headers={"Prefer": "odata.maxpagesize=2"}, filter="quantity gt 1")
    text = parse_qs(urlsplit(pages.json()["@odata.nextLink"]).query)["$skiptoken"][0]
    again = await feed.read("/InventoryMovements", filter="quantity gt 1", skiptoken=text, select="number")
    assert again["value"]
    for path, options in (
        ("/InventoryMovements", {"filter": "quantity gt 2"}),
        ("/InventoryMovements", {}),
        ("/InventoryMovements", {"filter": "quantity gt 1", "orderby": "number"}),
        ("/InventoryMovements", {"filter": "quantity gt 1", "top": 5}),
        ("/InventoryDaily", {"filter": "closing gt 1"}),
    ):
        await feed.refused(path, **options, skiptoken=text)
    await feeds(tenant="other").refused("/InventoryMovements", filter="quantity gt 1", skiptoken=text)
    damaged = ("A" if text[0] != "A" else "B") + text[1:]
    await feed.refused("/InventoryMovements", filter="quantity gt 1", skiptoken=damaged)


ODD = {
    "WeeklyDetail?year": [10**30, -(10**30), 2**63, 2**31],
    "MonthlySummary?fte_gap": ["NaN", "sNaN", "Infinity", "1E+999999", "1E-999999", 10**200, "\u0663"],
    "Alerts?opened_at": ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00"],
    "InventoryMovements?occurred_on": ["0001-01-01", "9999-12-31", "2025-W01-1", "\u0663"],
}


@pytest.mark.parametrize("question", ODD)
async def test_a_token_with_values_that_no_row_has_finds_a_page_or_is_refused(feed: Feed, question: str) -> None:
    name, _, orderby = question.partition("?")
    headers = {"Prefer": "odata.maxpagesize=1"}
    link = (await feed.get(f"/{name}", headers=headers, orderby=orderby)).json()["@odata.nextLink"]
    text = parse_qs(urlsplit(link).query)["$skiptoken"][0]
    _, asked, _, *told = orjson.loads(base64.urlsafe_b64decode(text + "=="))
    after = [part.removeprefix("=") if part else None for part in told]
    again = await feed.get(f"/{name}", headers=headers, orderby=orderby, skiptoken=token_of(asked, Place(1, after)))
    assert again.status_code == 200
    for value, at in product(ODD[question], range(len(after))):
        forged = token_of(asked, Place(1, [*after[:at], value, *after[at + 1 :]]))
        answer = await feed.get(f"/{name}", headers=headers, orderby=orderby, skiptoken=forged)
        assert answer.status_code in (200, 400), (value, at, answer.text)
