"""Addresses in answers: the configured one, what a trusted proxy tells whole, or the request's own; never a mixture."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from server.app import create_app
from server.commands.postgres import Addresses
from server.errors import Misconfigured
from server.settings import Settings
from tests.rest.summaries import SUMMARY
from tests.support.api import settings_for, token

INSIDE = "http://inside:8000"
PUBLIC = "https://plan.example.org"
PAIR = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "plan.example.org"}
Asked = Callable[..., Any]

TOLD: list[tuple[dict[str, str], str]] = [
    (PAIR, PUBLIC),
    ({"X-Forwarded-Proto": "http", "X-Forwarded-Host": "plan.example.org:8080"}, "http://plan.example.org:8080"),
    ({**PAIR, "X-Forwarded-Proto": "HTTPS"}, PUBLIC),
    ({"X-Forwarded-Proto": "https, http", "X-Forwarded-Host": "plan.example.org, middle.internal"}, PUBLIC),
    ({**PAIR, "X-Forwarded-Port": "443"}, PUBLIC),
    ({**PAIR, "X-Forwarded-Port": "8443"}, f"{PUBLIC}:8443"),
    ({**PAIR, "X-Forwarded-Host": "plan.example.org:8443", "X-Forwarded-Port": "443"}, f"{PUBLIC}:8443"),
    ({**PAIR, "X-Forwarded-Prefix": "/headroom"}, f"{PUBLIC}/headroom"),
    ({**PAIR, "X-Forwarded-Prefix": "/a/headroom/"}, f"{PUBLIC}/a/headroom"),
    ({**PAIR, "X-Forwarded-Prefix": "/"}, PUBLIC),
    ({**PAIR, "X-Forwarded-Host": "[2001:db8::1]:8443"}, "https://[2001:db8::1]:8443"),
    ({**PAIR, "X-Forwarded-Host": "[2001:db8::1]", "X-Forwarded-Port": "8443"}, "https://[2001:db8::1]:8443"),
    ({"Forwarded": "for=192.0.2.1;proto=https;host=plan.example.org"}, PUBLIC),
    ({"Forwarded": 'host="plan.example.org:8443";proto=https'}, f"{PUBLIC}:8443"),
    ({"Forwarded": "Proto=https; Host=plan.example.org, for=10.0.0.1;proto=http;host=inner"}, PUBLIC),
    ({"Forwarded": "for=192.0.2.1", **PAIR}, PUBLIC),
    ({"Forwarded": 'for="_a,b";proto=https;host=plan.example.org, for=10.0.0.1;proto=http;host=inner'}, PUBLIC),
]
MEANS_NOTHING: list[dict[str, str]] = [
    {"X-Forwarded-Proto": "https"},
    {"X-Forwarded-Host": "plan.example.org"},
    {"X-Forwarded-Port": "443"},
    {"X-Forwarded-Prefix": "/headroom"},
    {"Forwarded": "proto=https"},
    {"Forwarded": "host=plan.example.org"},
    {"Forwarded": "nonsense"},
    {**PAIR, "X-Forwarded-Proto": "ftp"},
    {**PAIR, "X-Forwarded-Proto": ""},
    {**PAIR, "X-Forwarded-Host": ""},
    {**PAIR, "X-Forwarded-Host": "plan.example.org/path"},
    {**PAIR, "X-Forwarded-Host": "user@plan.example.org"},
    {**PAIR, "X-Forwarded-Host": 'plan"example'},
    {**PAIR, "X-Forwarded-Host": "plan example"},
    {**PAIR, "X-Forwarded-Host": "plan.example.org:65536"},
    {**PAIR, "X-Forwarded-Host": "[2001:db8::1]:0"},
    {**PAIR, "X-Forwarded-Port": "70000"},
    {**PAIR, "X-Forwarded-Port": "0"},
    {"Forwarded": 'for="a;proto=https;host=plan.example.org'},
    {**PAIR, "X-Forwarded-Prefix": "headroom"},
    {**PAIR, "X-Forwarded-Prefix": "//evil.example"},
    {**PAIR, "X-Forwarded-Prefix": "/a?b"},
]


@asynccontextmanager
async def asking(sample: Addresses, peer: str = "127.0.0.1", **settings: Any) -> AsyncIterator[Asked]:
    """Asks a server, as a peer of this address, for what holds addresses."""
    app = create_app(settings_for(sample.service).model_copy(update=settings))
    transport = httpx.ASGITransport(app=app, client=(peer, 40_000))
    bearer = {"Authorization": f"Bearer {token('REPORTING')}"}
    async with httpx.AsyncClient(transport=transport, base_url=INSIDE) as http:

        async def bases(headers: dict[str, str]) -> dict[str, str]:
            page = await http.get(SUMMARY, params={"limit": 1}, headers={**bearer, **headers})
            described = await http.get("/api/openapi.json", headers={**bearer, **headers})
            moved = await http.get("/graphql", headers={"Accept": "text/html", **headers})
            link = page.json()["next"]
            assert page.links["next"]["url"] == link
            return {
                "link": link.split(SUMMARY)[0],
                "servers": described.json()["servers"][0]["url"],
                "redirect": moved.headers["location"].removesuffix("/graphiql"),
            }

        yield bases
        await app.state.database.close()


@pytest.mark.parametrize(("headers", "public"), TOLD, ids=str)
async def test_a_trusted_proxy_is_believed_whole(sample: Addresses, headers: dict[str, str], public: str) -> None:
    async with asking(sample) as bases:
        assert await bases(headers) == {"link": public, "servers": public, "redirect": public}


@pytest.mark.parametrize("headers", MEANS_NOTHING, ids=str)
async def test_what_is_half_or_makes_no_sense_is_as_if_it_were_not_there(
    sample: Addresses, headers: dict[str, str]
) -> None:
    async with asking(sample) as bases:
        assert await bases(headers) == {"link": INSIDE, "servers": "/", "redirect": ""}


@pytest.mark.parametrize("headers", [headers for headers, _ in TOLD], ids=str)
async def test_a_peer_that_is_not_trusted_is_not_believed(sample: Addresses, headers: dict[str, str]) -> None:
    async with asking(sample, peer="192.0.2.7") as bases:
        assert await bases(headers) == {"link": INSIDE, "servers": "/", "redirect": ""}


@pytest.mark.parametrize(
    ("peer", "proxies", "is_trusted"),
    [
        ("127.0.0.1", "127.0.0.1,::1", True),
        ("::1", "127.0.0.1,::1", True),
        ("10.1.2.3", "10.0.0.0/8", True),
        ("10.1.2.3", "192.0.2.1, 10.1.2.3", True),
        ("::ffff:10.1.2.3", "10.0.0.0/8", True),
        ("2001:db8::7", "2001:db8::/32", True),
        ("11.1.2.3", "10.0.0.0/8", False),
        ("127.0.0.1", "", False),
        ("127.0.0.1", "10.0.0.0/8", False),
        ("192.0.2.7", "*", True),
        ("/run/headroom.sock", "127.0.0.1", False),
    ],
)
async def test_who_is_trusted_is_configured(sample: Addresses, peer: str, proxies: str, is_trusted: bool) -> None:
    async with asking(sample, peer=peer, trusted_proxies=proxies) as bases:
        assert (await bases(PAIR))["link"] == (PUBLIC if is_trusted else INSIDE)


@pytest.mark.parametrize("headers", [{}, PAIR, MEANS_NOTHING[0], {"Host": "evil.example"}], ids=str)
async def test_the_configured_address_wins(sample: Addresses, headers: dict[str, str]) -> None:
    configured = "https://public.example/headroom"
    async with asking(sample, public_url=f"{configured}/") as bases:
        assert await bases(headers) == dict.fromkeys(("link", "servers", "redirect"), configured)


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"trusted_proxies": "localhost"}, ["localhost", "10.0.0.5"]),
        ({"trusted_proxies": "10.0.0.0/33"}, ["10.0.0.0/33"]),
        ({"public_url": "plan.example.org"}, ["plan.example.org", "https://"]),
        ({"public_url": "https://plan.example.org?x=1"}, ["x=1"]),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_at_the_start(chosen: dict[str, str], words: list[str]) -> None:
    with pytest.raises(Misconfigured) as refused:
        Settings(_env_file=None, **chosen)
    assert all(word in str(refused.value) for word in words)
