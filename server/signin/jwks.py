"""The issuer's keys: fetched from one fixed address, kept, and asked for again when a token names a new one."""

import asyncio
import json
import time
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import jwt

from server.errors import SignInNotConfigured
from services.shared.errors import Unavailable

ALGORITHMS = ("RS256", "ES256", "EdDSA")
KEPT_SECONDS = 600  # before keys are asked for anew
PAUSE_SECONDS = 30  # between two questions for keys we do not know
FETCH_SECONDS = 3
LARGEST = 256 * 1024


def require_https(url: str, *, allows_http: bool) -> None:
    """Raise SignInNotConfigured for an address of keys that somebody could answer in the issuer's place."""
    scheme = urlsplit(url).scheme
    if scheme != "https" and not (allows_http and scheme == "http"):
        raise SignInNotConfigured(
            "HEADROOM_JWKS_URL must be an https address; HEADROOM_JWKS_OVER_HTTP=true takes one of http, to try out"
        )


class JsonWebKeys:
    """Public keys by their key id; raises SignInNotConfigured for an address without TLS, unless that is allowed."""

    def __init__(self, url: str, *, allows_http: bool) -> None:
        require_https(url, allows_http=allows_http)
        self._url = url
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched = self._tried = float("-inf")
        self._lock = asyncio.Lock()

    async def key(self, token: str) -> jwt.PyJWK | None:
        """The key that a token says it is signed with; raises Unavailable when the issuer has never answered."""
        kid = _key_id(token)
        if kid is None:
            return None
        now = time.monotonic()
        if kid not in self._keys or now - self._fetched > KEPT_SECONDS:
            async with self._lock:
                await self._refresh(kid)
        return self._keys.get(kid)

    async def _refresh(self, kid: str) -> None:
        now = time.monotonic()
        is_due = kid not in self._keys or now - self._fetched > KEPT_SECONDS
        if not is_due or now - self._tried < PAUSE_SECONDS:
            return
        self._tried = now
        try:
            self._keys = await asyncio.to_thread(fetch, self._url)
            self._fetched = now
        except (OSError, ValueError, jwt.PyJWTError):
            if not self._keys:
                self._tried = float("-inf")
                raise Unavailable("the issuer's keys cannot be fetched now; try again in a moment") from None


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> Request | None:
        raise URLError("the issuer's keys are at one fixed address")


def fetch(url: str) -> dict[str, jwt.PyJWK]:
    """The signing keys at an address, of algorithms that we accept; blocks for three seconds at most."""
    with build_opener(_NoRedirects).open(url, timeout=FETCH_SECONDS) as response:
        content = response.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError("the issuer's keys are larger than 256 KiB")
    found = {}
    for described in json.loads(content).get("keys", []):
        try:
            key = jwt.PyJWK.from_dict(described)
        except jwt.PyJWTError:
            continue  # of a kind we do not know
        if key.algorithm_name in ALGORITHMS and key.key_id and described.get("use", "sig") == "sig":
            found[key.key_id] = key
    return found


def _key_id(token: str) -> str | None:
    try:
        head = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):  # of JSON that is no head, or nested without end
        return None
    kid = head.get("kid")
    return kid if isinstance(kid, str) and head.get("alg") in ALGORITHMS else None
