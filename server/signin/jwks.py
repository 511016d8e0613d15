"""The issuer's keys: fetched from one fixed address, kept, and asked for again when a token names a new one."""

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import jwt

from server.errors import SignInNotConfigured
from server.signin.key_set import ALGORITHMS, KeySetClient
from services.shared.errors import Unavailable

KEPT_SECONDS = 600  # before keys are asked for anew
PAUSE_SECONDS = 30  # between two questions for keys we do not know
FETCH_SECONDS = 3
_log = logging.getLogger("headroom.signin")


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
        self._client = KeySetClient(url, cache_jwk_set=False)  # its cache forgets where the issuer is away
        self._thread = ThreadPoolExecutor(1, "issuer's keys")  # a slow issuer holds up nobody else's threads
        self._keys: list[jwt.PyJWK] = []
        self._fetched = self._tried = float("-inf")
        self._is_away = False
        self._fetching: asyncio.Task[None] | None = None

    @property
    def is_asking(self) -> bool:
        """Whether the issuer has been asked and has not answered yet."""
        return self._fetching is not None

    async def key(self, token: str) -> jwt.PyJWK | None:
        """The key that a token says it is signed with; raises Unavailable when the issuer has never answered."""
        kid = _key_id(token)
        if kid is None:
            return None
        known = self._client.match_kid(self._keys, kid)
        if self._fetching is None and self._may_ask(known):
            self._fetching = asyncio.create_task(self._fetch())
        # Whoever waits shares one fetch, and nobody whose key is known waits for an issuer that did not answer before.
        if self._fetching is not None and (known is None or not self._is_away):
            await asyncio.shield(self._fetching)
        if self._fetched == float("-inf"):
            raise Unavailable("the issuer's keys cannot be fetched now; try again in a moment")
        return self._client.match_kid(self._keys, kid)

    def _may_ask(self, known: jwt.PyJWK | None) -> bool:
        now = time.monotonic()
        is_due = known is None or now - self._fetched > KEPT_SECONDS
        return is_due and (self._fetched == float("-inf") or now - self._tried >= PAUSE_SECONDS)

    async def _fetch(self) -> None:
        """Fetch the keys; those there are stay where that fails, whatever the issuer says instead."""
        self._tried = time.monotonic()
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                self._keys = await loop.run_in_executor(self._thread, self._client.usable_keys, FETCH_SECONDS)
            self._fetched, self._is_away = time.monotonic(), False
        except Exception as error:
            self._is_away = True
            _log.warning("the issuer's keys cannot be fetched: %s", str(error)[:200] or "it took too long")
        finally:
            self._fetching = None


def _key_id(token: str) -> str | None:
    try:
        head = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):  # of JSON that is no head, or nested without end
        return None
    kid = head.get("kid")
    return kid if isinstance(kid, str) and head.get("alg") in ALGORITHMS else None
