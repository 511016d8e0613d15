"""What an issuer answers instead of keys ends no key that is known, takes no time, and is never an error of ours."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from server.signin import jwks
from server.signin.jwks import JsonWebKeys
from server.signin.key_set import LARGEST
from services.shared.errors import Unavailable
from tests.support.clocks import PATIENCE, beside_a_sleep, until
from tests.support.issuer import Handler, Issuer, public, serving, signed

Answer = Callable[[Handler], None]


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with serving() as started:
        yield started


@pytest.fixture(autouse=True)
def time_to_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jwks, "FETCH_SECONDS", PATIENCE)


@pytest.fixture
def always_due(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys are asked for at every token."""
    monkeypatch.setattr(jwks, "KEPT_SECONDS", -1)
    monkeypatch.setattr(jwks, "PAUSE_SECONDS", 0)


def keys_of(issuer: Issuer) -> JsonWebKeys:
    return JsonWebKeys(issuer.address, allows_http=True)


def says(body: bytes, *, status: int = 200, **heads: str) -> Answer:
    def answer(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in heads.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def trickles(handler: Handler) -> None:
    """A byte now and then, each before the time-out of a read is over."""
    handler.send_response(200)
    handler.end_headers()
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and not handler.server.is_over.wait(0.1):
        try:
            handler.wfile.write(b" ")
        except OSError:
            return


GOOD = json.dumps({"keys": [public("RS256")]}).encode()
ANSWERS: dict[str, Answer] = {
    "an error": says(b"", status=500),
    "none": says(b"", status=404),
    "keys under an error": says(GOOD, status=503),
    "a redirect": says(b"", status=302, Location="/elsewhere"),
    "a redirect for good": says(b"", status=308, Location="/elsewhere"),
    "a redirect to a file": says(b"", status=301, Location="file:///etc/passwd"),
    "too much": says(GOOD + b" " * LARGEST),
    "half of it": says(GOOD[:-9], Content_Length=str(len(GOOD))),
    "nothing": says(b""),
    "no JSON": says(b"<html>"),
    "no text": says(b"\xff\xfe\xfd"),
    "nesting without end": says(b"[" * LARGEST),
    "a list": says(b"[]"),
    "null": says(b"null"),
    "an object of something else": says(b'{"error": "try later"}'),
    "keys that are no list": says(b'{"keys": {"RS256": 1}}'),
    "no HTTP": lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n"),
    "a head without end": lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000),
    "nobody": lambda handler: handler.connection.close(),
}


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.usefixtures("always_due")
async def test_what_is_no_key_set_ends_no_known_key(issuer: Issuer, name: str) -> None:
    keys, found, unknown = keys_of(issuer), signed("RS256"), signed("RS256", kid="another")
    issuer.answer = ANSWERS[name]
    with pytest.raises(Unavailable):
        await keys.key(found)
    issuer.answer = None
    assert await keys.key(found)
    issuer.answer = ANSWERS[name]
    for _ in range(2):
        assert await keys.key(found)
        assert await keys.key(unknown) is None
    assert "/elsewhere" not in issuer.paths


@pytest.mark.usefixtures("always_due")
async def test_an_answer_that_trickles_is_cut_off(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = keys_of(issuer)
    assert await keys.key(signed("RS256"))
    issuer.answer = trickles
    monkeypatch.setattr(jwks, "FETCH_SECONDS", 1)
    found, took, slept = await beside_a_sleep(keys.key(signed("RS256")), 1)
    assert found
    assert took < slept + 1


async def test_a_crowd_waits_for_one_answer(issuer: Issuer) -> None:
    keys = keys_of(issuer)
    issuer.answers.clear()
    crowd = [asyncio.create_task(keys.key(signed("RS256"))) for _ in range(50)]
    await until(lambda: asyncio.sleep(0, issuer.asked))
    crowd.pop().cancel()
    issuer.answers.set()
    assert all(await asyncio.gather(*crowd))
    assert issuer.asked == 1


async def test_a_crowd_before_an_issuer_that_hangs_is_told_at_once(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwks, "FETCH_SECONDS", 1)
    keys = keys_of(issuer)
    issuer.answers.clear()
    crowd = asyncio.gather(*(keys.key(signed("RS256")) for _ in range(50)), return_exceptions=True)
    told, took, slept = await beside_a_sleep(crowd, 1)
    assert {type(one) for one in told} == {Unavailable}
    assert took < slept + 1
    assert issuer.asked == 1


async def test_nobody_whose_key_is_known_waits_for_an_issuer_that_is_away(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = keys_of(issuer)
    assert await keys.key(signed("RS256"))
    monkeypatch.setattr(jwks, "KEPT_SECONDS", -1)
    monkeypatch.setattr(jwks, "PAUSE_SECONDS", 0)
    issuer.answer = ANSWERS["an error"]
    assert await keys.key(signed("RS256"))
    issuer.answer = None
    issuer.answers.clear()
    assert await keys.key(signed("RS256"))  # though the answer to its question has not come
    assert await keys.key(signed("ES256"))
    issuer.answers.set()
    issuer.keys = []
    await until(lambda: asyncio.sleep(0, not keys.is_asking))
    assert await keys.key(signed("RS256")) is None


@pytest.mark.usefixtures("always_due")
async def test_keys_come_and_go_with_what_the_issuer_says(issuer: Issuer) -> None:
    keys = keys_of(issuer)
    for there in (["RS256"], ["ES256", "EdDSA"], ["RS256", "EdDSA"], []):
        issuer.keys = [public(name) for name in there]
        assert [name for name in ("RS256", "ES256", "EdDSA") if await keys.key(signed(name))] == there


def described(key: Any, algorithm: str, **more: Any) -> dict[str, Any]:
    return {**jwt.get_algorithm_by_name(algorithm).to_jwk(key, as_dict=True), "kid": "RS256", **more}


SMALL, LARGE = (rsa.generate_private_key(public_exponent=65537, key_size=size) for size in (1024, 2048))
UNUSABLE: dict[str, Any] = {
    "a small one": described(SMALL.public_key(), "RS256"),
    "one that takes long": public("RS256", n="_" * 2000),
    "a private one": described(LARGE, "RS256"),
    "one to encrypt with": public("RS256", use="enc"),
    "a secret": {"kty": "oct", "k": "A" * 64, "kid": "RS256", "alg": "HS256"},
    "another algorithm": public("RS256", alg="RS512"),
    "no algorithm that there is": public("RS256", alg="none"),
    "an algorithm that is a list": public("RS256", alg=["RS256"]),
    "a kind that is an object": public("RS256", kty={}),
    "another curve": described(ec.generate_private_key(ec.SECP384R1()).public_key(), "ES384"),
    "another curve than it says": described(ec.generate_private_key(ec.SECP384R1()).public_key(), "ES384", alg="ES256"),
    "no name": public("RS256", kid=None),
    "a name that is a list": public("RS256", kid=["RS256"]),
    "a number": 1,
    "no modulus": public("RS256", n=None),
    "a modulus that is none": public("RS256", n="é"),
}


@pytest.mark.parametrize("name", UNUSABLE)
async def test_a_key_that_is_not_to_be_used_is_left_out_alone(issuer: Issuer, name: str) -> None:
    issuer.keys = [UNUSABLE[name], public("ES256")]
    keys = keys_of(issuer)
    assert await keys.key(signed("RS256")) is None
    assert await keys.key(signed("ES256"))
