"""Pages of other origins: those that are allowed may ask and read, and nobody else's."""

import re
from pathlib import Path

import pytest

from server.commands.postgres import Addresses
from server.errors import Misconfigured
from server.http.origins import allowed_origins
from server.settings import Settings
from tests.support.api import token
from tests.support.served import served

OURS, PUBLIC, THEIRS = "https://dashboard.example.org", "https://plan.example.org", "https://elsewhere.example"
ASKED = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization, content-type"}
SUMMARY = "/api/v2/reports/powerbi/monthly-summary"


@pytest.mark.parametrize("path", ["/graphql", SUMMARY, "/api/history-log/1/download", "/nowhere"])
@pytest.mark.parametrize("origin", [OURS, PUBLIC])
async def test_a_page_of_an_allowed_origin_is_told_that_it_may_ask(sample: Addresses, path: str, origin: str) -> None:
    async with served(sample, allowed_origins=f" {OURS} ", public_url=f"{PUBLIC}/headroom") as client:
        answer = await client.options(path, headers={"Origin": origin, **ASKED})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == origin
    assert {"authorization", "content-type", "idempotency-key"} <= {
        name.strip().lower() for name in answer.headers["access-control-allow-headers"].split(",")
    }
    assert "access-control-allow-credentials" not in answer.headers
    assert "Origin" in answer.headers["vary"]


@pytest.mark.parametrize(
    "origin", [THEIRS, "null", f"{OURS}.evil.example", f"{OURS}:8443", OURS.replace("https", "http"), f"{OURS}/"]
)
async def test_a_page_of_any_other_origin_is_not(sample: Addresses, origin: str) -> None:
    async with served(sample, allowed_origins=OURS) as client:
        asked = await client.options("/graphql", headers={"Origin": origin, **ASKED})
        got = await client.get(SUMMARY, headers={"Origin": origin, "Authorization": f"Bearer {token('VIEWER')}"})
    assert asked.status_code == 400
    assert "access-control-allow-origin" not in asked.headers
    assert "access-control-allow-origin" not in got.headers
    assert "Origin" in got.headers["vary"]


async def test_answers_and_errors_can_be_read_with_their_headers(sample: Addresses) -> None:
    async with served(sample, allowed_origins=OURS) as client:
        signed = {"Origin": OURS, "Authorization": f"Bearer {token('VIEWER')}"}
        answers = [
            await client.get(SUMMARY, headers=signed),
            await client.get(SUMMARY, headers={"Origin": OURS}),
            await client.get(f"{SUMMARY}?nonsense=1", headers=signed),
            await client.post("/graphql", json={"query": "{ viewer { subject } }"}, headers=signed),
            await client.get("/nowhere", headers=signed),
        ]
    assert [answer.status_code for answer in answers] == [200, 401, 400, 200, 404]
    for answer in answers:
        assert answer.headers["access-control-allow-origin"] == OURS
        assert {"ETag", "Link", "X-Request-Id"} <= set(answer.headers["access-control-expose-headers"].split(", "))
    assert "Accept-Encoding" in answers[0].headers["vary"]


async def test_where_no_origin_is_allowed_nothing_is_said_of_them(sample: Addresses) -> None:
    async with served(sample) as client:
        asked = await client.options("/graphql", headers={"Origin": OURS, **ASKED})
        got = await client.get("/healthz", headers={"Origin": OURS})
    assert asked.status_code == 405
    assert not [name for name in (*asked.headers, *got.headers) if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("listed", "public", "expected"),
    [
        ("", None, []),
        (f"{OURS},{OURS}", None, [OURS]),
        ("HTTPS://Dashboard.Example.org:443, http://localhost:5173,", None, [OURS, "http://localhost:5173"]),
        ("http://localhost:80", "https://plan.example.org:443/headroom/", ["http://localhost", PUBLIC]),
        ("http://[::1]:3000", None, ["http://[::1]:3000"]),
        ("http://[0:0:0:0:0:0:0:1]:3000", "https://[FE80::A]:0443", ["http://[::1]:3000", "https://[fe80::a]"]),
        ("http://localhost:05173, https://dashboard.example.org.", None, ["http://localhost:5173", f"{OURS}."]),
    ],
)
def test_origins_are_written_as_browsers_write_them(listed: str, public: str | None, expected: list[str]) -> None:
    assert allowed_origins(Settings(_env_file=None, allowed_origins=listed, public_url=public)) == expected


UNKNOWN_TO_BROWSERS = [f"{OURS}:99999", f"{OURS}:0", "http://[::::]:3000", "http://[::1", "https://bücher.example"]


@pytest.mark.parametrize(
    "listed", ["*", "https://*.example.org", "dashboard.example.org", f"{OURS}/page", f"{OURS}/", "null",
               *UNKNOWN_TO_BROWSERS, "https://me:pass@dashboard.example.org"],
)  # fmt: skip
def test_what_is_no_origin_is_refused_at_the_start(listed: str) -> None:
    with pytest.raises(Misconfigured, match="origins such as"):
        Settings(_env_file=None, allowed_origins=listed)


@pytest.mark.parametrize("address", [*UNKNOWN_TO_BROWSERS, "https://me:pass@plan.example.org/headroom"])
def test_a_public_address_that_no_browser_can_ask_is_refused_at_the_start(address: str) -> None:
    with pytest.raises(Misconfigured, match="HEADROOM_PUBLIC_URL"):
        Settings(_env_file=None, public_url=address)


READ = re.compile(r'(?:headers|Headers\(scope=scope\))\.get(?:list)?\("([A-Za-z-]+)"')
NEVER_ASKED = {"accept", "content-type"}  # a page may always send these
# No page may send these, or none should.
OF_BROWSERS_AND_PROXIES = {"accept-encoding", "content-encoding", "forwarded", "origin"}
OF_PARTS = {"content-transfer-encoding"}  # of a form, within the body


async def test_a_page_may_send_every_header_that_is_read_here(sample: Addresses) -> None:
    texts = [file.read_text("utf-8") for file in (Path(__file__).parents[2] / "server").rglob("*.py")]
    read = {name.lower() for text in texts for name in READ.findall(text)}
    assert {"odata-maxversion", "prefer", "traceparent", "if-none-match"} <= read
    names = sorted(read - NEVER_ASKED - OF_BROWSERS_AND_PROXIES - OF_PARTS)
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": ",".join(names)}
    async with served(sample, allowed_origins=OURS) as client:
        answer = await client.options("/odata/MonthlySummary", headers={"Origin": OURS, **asked})
    assert (answer.status_code, answer.text) == (200, "OK")


async def test_a_page_may_read_what_odata_tells_in_headers(sample: Addresses) -> None:
    signed = {"Origin": OURS, "Authorization": f"Bearer {token('VIEWER')}", "Prefer": "odata.maxpagesize=1"}
    async with served(sample, allowed_origins=OURS) as client:
        answer = await client.get("/odata/MonthlySummary", headers=signed)
    readable = {name.strip().lower() for name in answer.headers["access-control-expose-headers"].split(",")}
    assert {"odata-version", "preference-applied"} <= readable & set(answer.headers)
