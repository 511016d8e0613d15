"""Tokens of an issuer whose keys are fetched: three algorithms, one fixed address, and no confusion of keys."""

import asyncio
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.app import create_app
from server.commands.postgres import Addresses
from server.errors import Misconfigured
from server.settings import Settings
from server.signin import jwks
from server.signin.sign_in import configured_sign_in
from tests.support.api import SECRET, settings_for, token
from tests.support.clocks import PATIENCE, beside_a_sleep, until
from tests.support.issuer import PRIVATE, Issuer, public, serving, signed

VIEWER = {"query": "{ viewer { subject roles } }"}


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with serving() as started:
        yield started


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """An issuer on a busy machine may be slow."""
    monkeypatch.setattr(jwks, "FETCH_SECONDS", PATIENCE)


def at(issuer: Issuer) -> dict[str, object]:
    """The settings by which a server asks an issuer of this machine, which has no certificate."""
    return {"jwks_url": issuer.address, "jwks_over_http": True}


@pytest.fixture
async def http(issuer: Issuer, sample: Addresses) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings_for(sample.service).model_copy(update={**at(issuer), "jwt_secret": None}))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test") as client:
        yield client
        await app.state.database.close()


async def ask(http: httpx.AsyncClient, bearer: str) -> httpx.Response:
    return await http.post("/graphql", json=VIEWER, headers={"Authorization": f"Bearer {bearer}"})


@pytest.mark.parametrize("algorithm", list(PRIVATE))
async def test_a_token_of_the_issuer_signs_in(http: httpx.AsyncClient, issuer: Issuer, algorithm: str) -> None:
    for _ in range(3):
        assert (await ask(http, signed(algorithm))).json()["data"]["viewer"]["subject"] == "ada"
    assert issuer.asked == 1


def confused(secret: bytes, kid: str | None = "RS256") -> str:
    """A token whose every claim is right, signed with what everybody knows; the library itself refuses to make one."""
    head = {"alg": "HS256", "typ": "JWT", **({"kid": kid} if kid else {})}
    _, claims, _ = signed("RS256").split(".")
    said = f"{urlsafe_b64encode(json.dumps(head).encode()).decode().rstrip('=')}.{claims}"
    signature = hmac.digest(secret, said.encode(), "sha256")
    return f"{said}.{urlsafe_b64encode(signature).decode().rstrip('=')}"


def bad_tokens() -> dict[str, str]:
    pem = PRIVATE["RS256"].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    now = datetime.now(UTC)
    return {
        "another key": signed("RS256", key=rsa.generate_private_key(public_exponent=65537, key_size=2048)),
        "an unknown key id": signed("RS256", kid="nobody"),
        "the key of another algorithm": signed("ES256", kid="RS256"),
        "another algorithm of the same key": signed("RS512", key=PRIVATE["RS256"], kid="RS256"),
        "the public key as a secret": confused(pem),
        "the public key as a secret, unnamed": confused(pem, kid=None),
        "the published key as a secret": confused(json.dumps(public("RS256")).encode()),
        "our own kind of secret": signed("HS256", key=SECRET, kid="RS256"),
        "expired": signed("RS256", iat=now - timedelta(hours=3), exp=now - timedelta(hours=2)),
        "too long a life": signed("RS256", exp=now + timedelta(hours=25)),
        "another audience": signed("RS256", aud="another"),
        "another issuer": signed("RS256", iss="another"),
    }


async def test_keys_are_not_mixed_up_where_there_is_a_secret_too(issuer: Issuer, sample: Addresses) -> None:
    app = create_app(settings_for(sample.service).model_copy(update=at(issuer)))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test") as both:
        for good in (signed("RS256"), signed("HS256", key=SECRET, kid="RS256"), token("VIEWER")):
            assert (await ask(both, good)).status_code == 200
        names = set(bad_tokens()) - {"our own kind of secret"}
        assert {name: (await ask(both, bad_tokens()[name])).status_code for name in names} == dict.fromkeys(names, 401)
        await app.state.database.close()


@pytest.mark.parametrize("name", list(bad_tokens()))
async def test_whatever_else_is_refused(http: httpx.AsyncClient, name: str) -> None:
    response = await ask(http, bad_tokens()[name])
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")


async def test_a_new_key_is_fetched_once_it_is_named(
    http: httpx.AsyncClient, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwks, "PAUSE_SECONDS", 0)
    held, issuer.keys = issuer.keys, issuer.keys[:1]
    assert (await ask(http, signed("RS256"))).status_code == 200
    assert (await ask(http, signed("ES256"))).status_code == 401
    issuer.keys = held
    assert (await ask(http, signed("ES256"))).status_code == 200


async def test_unknown_keys_are_not_asked_for_again_and_again(http: httpx.AsyncClient, issuer: Issuer) -> None:
    await ask(http, signed("RS256"))
    for number in range(20):
        assert (await ask(http, signed("RS256", kid=f"k{number}"))).status_code == 401
    assert issuer.asked == 1


async def test_an_issuer_that_is_away_does_not_end_known_keys(
    http: httpx.AsyncClient, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await ask(http, signed("RS256"))).status_code == 200
    monkeypatch.setattr(jwks, "KEPT_SECONDS", 0)
    monkeypatch.setattr(jwks, "PAUSE_SECONDS", 0)
    issuer.shutdown()
    issuer.server_close()
    assert (await ask(http, signed("RS256"))).status_code == 200


async def test_an_issuer_that_never_answered_is_unavailable(http: httpx.AsyncClient, issuer: Issuer) -> None:
    issuer.shutdown()
    issuer.server_close()
    response = await ask(http, signed("RS256"))
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (503, "UNAVAILABLE")


async def test_a_slow_issuer_keeps_nobody_else_waiting(http: httpx.AsyncClient, issuer: Issuer) -> None:
    issuer.answers.clear()
    waiting = asyncio.create_task(ask(http, signed("RS256")))
    await until(lambda: asyncio.sleep(0, issuer.asked))
    assert (await http.get("/healthz")).status_code == 200
    assert not waiting.done()
    issuer.answers.set()
    assert (await waiting).status_code == 200


async def test_an_issuer_that_is_too_slow_is_unavailable(
    http: httpx.AsyncClient, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwks, "FETCH_SECONDS", 1)
    issuer.answers.clear()
    response, took, slept = await beside_a_sleep(ask(http, signed("RS256")), 1)
    assert response.status_code == 503
    assert took < slept + 1


async def test_redirects_are_not_followed(http: httpx.AsyncClient, issuer: Issuer) -> None:
    issuer.redirects = True
    assert (await ask(http, signed("RS256"))).status_code == 503
    assert issuer.asked == 1


@pytest.mark.parametrize("host", ["issuer.example", "127.0.0.1:8001", "localhost", "[::1]"])
def test_the_address_must_be_https_unless_a_setting_says_otherwise(host: str) -> None:
    for scheme, allowed in (("http", False), ("ftp", False), ("ftp", True), ("file", True)):
        with pytest.raises(Misconfigured, match="https"):
            configured_sign_in(Settings(jwks_url=f"{scheme}://{host}/keys", jwks_over_http=allowed, _env_file=None))
    for scheme, allowed in (("http", True), ("https", False)):
        assert configured_sign_in(Settings(jwks_url=f"{scheme}://{host}/keys", jwks_over_http=allowed, _env_file=None))


@pytest.mark.parametrize("algorithm", PRIVATE)
async def test_an_issuer_may_name_a_tenant_that_is_not_here(http: httpx.AsyncClient, algorithm: str) -> None:
    response = await ask(http, signed(algorithm, tenant="nosuch"))
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]) == (401, {"code": "UNAUTHENTICATED"})
    assert error["message"] == "the token is of the tenant 'nosuch', which does not exist here"
