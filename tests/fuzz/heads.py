"""Heads of requests: headers by their grammar and around it, tokens with any claims, and lines that make no head."""

import json
import random
from datetime import UTC, datetime
from typing import Any

import jwt

from tests.fuzz import shapes
from tests.support.api import SECRET

Header = tuple[bytes, bytes]
WEIGHTS = ("0", "1", "0.5", "1.000", "0.1234", "2", "-1", "", ".", "1e400", "\u00b2", "\u0663", "9" * 400, "nan", "x")
VALUES: dict[str, tuple[str, ...]] = {
    "Accept": ("application/json", "*/*", "application/*", "text/html", "application/graphql-response+json", "a/b", ""),
    "Accept-Encoding": ("gzip", "identity", "*", "br", "gzip;q=0", ""),
    "Content-Type": ("application/json", "application/json; charset=utf-8", "application/json; charset=\u0130",
                     "text/xml", "multipart/form-data; boundary=b", "multipart/form-data", "application/json;;", ""),
    "If-None-Match": ('W/"x"', "*", '"', "W/", ","),
    "Idempotency-Key": ("a", "a b", "\u00b2", "x" * 300, ""),
    "X-Request-Id": ("a", "\u0663", "x" * 100, "a\tb", ""),
    "Forwarded": ("for=1;proto=https;host=a.b", 'host="a', "proto=\u0130;host=x", ";;;", "host=" + "x" * 300),
    "X-Forwarded-Port": ("443", "\u00b2", "\u0663", "9" * 400, "-1"),
    "X-Forwarded-Host": ("a.b", "[::1]:8", "[", "\u0130", "a,b"),
    "X-Forwarded-Proto": ("https", "HTTPS", "\u0130", "javascript"),
    "traceparent": ("00-" + "0" * 32 + "-" + "1" * 16 + "-01", "\u0663", "x" * 300),
    "Authorization": ("Bearer", "Bearer \u00b2", "Basic \u0663", "Basic eDp5", "bearer x", "", "Bearer  x y"),
    "Content-Length": ("\u00b2", "-1"), "Origin": ("null", "\u0130"), "Cookie": ("a=b", "=;=")
}  # fmt: skip
REQUESTED = (b"GET /healthz HTTP/1.1", b"GET /graphql HTTP/1.1", b"POST /graphql HTTP/1.1", b"GET /nowhere HTTP/1.0")
LINES = (
    b"Host: x", b"Host: y", b"Connection: close", b"Connection: Upgrade", b"Upgrade: websocket", b"Upgrade: h2c",
    b"Content-Length: 5", b"Content-Length: 99999999999999999999", b"Content-Length: \xb2", b"Expect: 100-continue",
    b"Transfer-Encoding: chunked", b"Transfer-Encoding: \xff", b": x", b"x", b" folded", b"X-A:" + b"y" * 9_000,
    b"X-\xff: \xff", b"Sec-WebSocket-Version: 13", b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", b"\x00: \x00",
    b"X-Long: " + b"z" * 70_000,
    b"Sec-WebSocket-Protocol: graphql-transport-ws", b"Accept: text/html", b"Authorization: Bearer x",
)  # fmt: skip


def headers(dice: random.Random, bearer: str) -> list[Header]:
    """Headers of a request, most of which sign in; some stand twice."""
    chosen = [dice.choice(sorted(set(VALUES) - {"Content-Length"})) for _ in range(dice.randrange(5))]
    given = [(name, _value(dice, name)) for name in chosen]
    if dice.random() < 0.9:
        given.append(("Authorization", bearer))
    encoding = dice.choice(("utf-8", "latin-1"))
    return [(name.encode(), value.encode(encoding, "replace")) for name, value in given]


def _value(dice: random.Random, name: str) -> str:
    parts = []
    for _ in range(dice.choice((1, 1, 1, 2, 5, 40))):
        weight = f"{dice.choice((';', '; ', ' ;', ';;'))}{dice.choice(('q', 'Q', 'v', ''))}={dice.choice(WEIGHTS)}"
        parts.append(dice.choice(VALUES[name]) + (weight if dice.random() < 0.5 else ""))
    return dice.choice((",", ", ", ";")).join(parts)


def signed(dice: random.Random, good: str) -> bytes:
    """A token that is signed as it should be, and says anything."""
    now = int(datetime.now(UTC).timestamp())
    claims: dict[str, Any] = {
        "iss": "headroom", "aud": "headroom", "sub": "tester", "iat": now, "exp": now + 3600, "tenant": "demo",
        "roles": ["VIEWER"],
    }  # fmt: skip
    for name in dice.sample([*claims, "nbf", "jti"], dice.choice((0, 1, 1, 2))):
        claims[name] = dice.choice((str(now), str(now + 60), float("nan"), float("inf"), True, shapes.value(dice)))
    try:
        content = json.dumps(claims).encode()
    except ValueError:  # a number with too many digits to be written
        return good.encode()
    return jwt.api_jws.encode(content, SECRET, algorithm="HS256").encode()


def head(dice: random.Random) -> bytes:
    """What a client says first, and maybe all it says."""
    lines = [dice.choice(REQUESTED), *(dice.choice(LINES) for _ in range(dice.choice((0, 1, 3, 6, 120))))]
    whole = (
        dice.choice((b"\r\n", b"\r\n", b"\n")).join(lines) + b"\r\n\r\n" + dice.choice((b"", b"{}", b"5\r\nhello\r\n"))
    )
    return shapes.mutated(dice, whole) if dice.random() < 0.4 else whole
