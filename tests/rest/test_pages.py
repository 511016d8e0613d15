"""Pages of a flat report: next links that lead through every row once, absolute and with all that was asked."""

import base64
from datetime import datetime
from itertools import product
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import orjson
import pytest

from server.app import create_app
from server.commands.postgres import Addresses
from server.rest.cursors import Continuation, cursor_of
from server.rest.reports import PREFIX
from server.rooms import HOUSE
from services.shared.report import FlatReport
from tests.conftest import Client
from tests.rest.summaries import COLUMNS, SUMMARY, table, without_moment
from tests.support.api import settings_for, token


async def walk(client: Any, **arguments: Any) -> list[dict[str, Any]]:
    """Every page, by its next link."""
    pages = [(await client.get(SUMMARY, **arguments)).json()]
    while pages[-1]["next"]:
        pages.append((await client.http.get(pages[-1]["next"], headers=client.headers)).json())
    return pages


@pytest.mark.parametrize(
    ("limit", "arguments"),
    [
        (999, {}),
        (1_000, {}),
        (1_001, {}),
        (3_000, {}),
        (7, {"state": "N/A"}),
        (10, {"state": ["N/A", "WA"], "platform": "amisys"}),
    ],
)
async def test_next_links_lead_through_every_row_once(sample_client: Client, limit: int, arguments: Any) -> None:
    every = (await table(sample_client, **arguments))["rows"]
    pages = await walk(sample_client("REPORTING"), limit=limit, **arguments)
    assert [row for page in pages for row in page["rows"]] == every
    assert len(pages) == -(-len(every) // limit)
    assert {len(page["rows"]) for page in pages[:-1]} <= {limit}
    assert all(page["columns"] == COLUMNS for page in pages)


async def test_a_link_names_the_report_so_that_a_newer_one_does_not_mix_in(sample_client: Client) -> None:
    link = urlsplit((await table(sample_client, limit=2, state=["FL", "WA"], format="json"))["next"])
    assert (link.scheme, link.netloc, link.path) == ("http", "headroom.test", SUMMARY)
    asked = parse_qs(link.query)
    assert asked.pop("cursor")
    assert asked == {"limit": ["2"], "state": ["FL", "WA"], "format": ["json"], "report": ["2025-04"]}


@pytest.mark.parametrize("form", ["json", "records", "ndjson", "csv"])
async def test_the_link_stands_in_the_header_of_every_form(sample_client: Client, form: str) -> None:
    response = await sample_client("REPORTING").get(SUMMARY, limit=5, format=form)
    link = response.links["next"]["url"]
    assert parse_qs(urlsplit(link).query)["cursor"]
    if form == "json":
        assert response.json()["next"] == link
    last = await sample_client("REPORTING").get(SUMMARY, limit=5, offset=2_995, format=form)
    assert "link" not in last.headers


@pytest.mark.parametrize(
    "public_url", ["https://plan.example.org", "https://plan.example.org/", "https://example.org/headroom"]
)
async def test_links_begin_with_the_public_address(sample: Addresses, public_url: str) -> None:
    app = create_app(settings_for(sample.service).model_copy(update={"public_url": public_url}))
    transport = httpx.ASGITransport(app=app)
    headers = {"Authorization": f"Bearer {token('REPORTING')}", "Host": "attacker.example"}
    async with httpx.AsyncClient(transport=transport, base_url="http://inside:8000") as http:
        answer = (await http.get(SUMMARY, params={"limit": 5, "state": "FL"}, headers=headers)).json()
    await app.state.database.close()
    assert answer["next"].startswith(f"{public_url.rstrip('/')}{SUMMARY}?")
    assert parse_qs(urlsplit(answer["next"]).query)["state"] == ["FL"]


async def test_an_offset_beyond_the_end_finds_nothing(sample_client: Client) -> None:
    nothing = {"columns": COLUMNS, "next": None, "rows": []}
    assert await without_moment(sample_client, offset=3_000) == nothing
    assert await without_moment(sample_client, offset=99_999_999, limit=5) == nothing
    assert len((await table(sample_client, offset=2_999))["rows"]) == 1


BEYOND = (2**31, 2**40, 2**62, -(2**31) - 1, -(2**63) + 1)  # numbers that no column of a key holds


@pytest.mark.parametrize(
    "path", [one.path for one in HOUSE.reports if isinstance(one, FlatReport) and int in one.place]
)
async def test_a_cursor_with_numbers_that_no_row_has_finds_a_page_or_is_refused(
    sample_client: Client, path: str
) -> None:
    client = sample_client("ADMIN")
    first = (await client.get(f"{PREFIX}{path}", limit=1, format="json")).json()
    if not first["next"]:
        pytest.skip("the sample has no second page of it")
    link = urlsplit(first["next"])
    asked = {name: values for name, values in parse_qs(link.query).items() if name != "cursor"}
    place = next(one.place for one in HOUSE.reports if one.path == path and isinstance(one, FlatReport))
    _, table, moment, _, *key = orjson.loads(base64.urlsafe_b64decode(parse_qs(link.query)["cursor"][0] + "=="))
    for number, at in product(BEYOND, [at for at, kind in enumerate(place) if kind is int]):
        forged = Continuation((*key[:at], number, *key[at + 1 :]), datetime.fromisoformat(moment), frozenset())
        answer = await client.get(f"{PREFIX}{path}", **asked, cursor=cursor_of(table, forged))
        assert answer.status_code in (200, 400), (number, at, answer.text)
