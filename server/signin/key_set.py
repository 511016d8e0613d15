"""An issuer's key set over HTTP, by PyJWT's client, and our rules for what such an answer may be and hold."""

import json
import time
from http.client import HTTPResponse
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import jwt

ALGORITHMS = ("RS256", "ES256", "EdDSA")
LARGEST = 256 * 1024
MOST_BITS = 8192  # of an RSA key: a larger one takes long to check with
_CURVES = {"RSA": None, "EC": "P-256", "OKP": "Ed25519"}
_NAMES = ("kty", "alg", "kid", "use", "crv")


class KeySetClient(jwt.PyJWKClient):
    """PyJWT's client, except that it reads no more than 256 KiB, and for no longer than its time-out.

    The client itself reads whatever comes for as long as bytes trickle, and offers no bound but by `fetch_data`.
    """

    def usable_keys(self, timeout: float) -> list[jwt.PyJWK]:
        """The signing keys of algorithms and sizes that we accept; blocks for some seconds. Raises whatever fails."""
        self.timeout = timeout
        try:
            found = self.get_signing_keys(refresh=True)
        except (jwt.PyJWKSetError, jwt.PyJWKClientError):  # it lists none that PyJWT knows, or none that sign
            return []
        return [key for key in found if key.algorithm_name in ALGORITHMS and _is_of_good_size(key)]

    def fetch_data(self) -> dict[str, Any]:
        """What the issuer answers, less what is no public key; raises ValueError where that is no key set."""
        ends = time.monotonic() + self.timeout
        request = Request(self.uri, headers=self.headers)  # noqa: S310  the client takes http and https alone
        with build_opener(_NoRedirects).open(request, timeout=self.timeout) as response:
            said = json.loads(_read(response, ends=ends))
        described = said.get("keys") if isinstance(said, dict) else None
        if not isinstance(described, list):
            raise ValueError("the issuer's answer is no key set")
        return {"keys": [key for key in described if _is_public(key)]}


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> Request | None:
        raise URLError("the issuer's keys are at one fixed address")


def _read(response: HTTPResponse, *, ends: float) -> bytes:
    content = b""
    while part := response.read1(LARGEST + 1 - len(content)):
        content += part
        if len(content) > LARGEST:
            raise ValueError("the issuer's keys are larger than 256 KiB")
        if time.monotonic() > ends:
            raise TimeoutError
    return content


def _is_public(described: Any) -> bool:
    """Whether something is described as a public key of an algorithm that we accept; PyJWT trips over some others."""
    if not isinstance(described, dict) or not all(isinstance(described.get(name), str | None) for name in _NAMES):
        return False
    kind, algorithm = described.get("kty"), described.get("alg")
    is_known = kind in _CURVES and described.get("crv") == _CURVES[kind]
    return is_known and algorithm in (None, *ALGORITHMS) and "d" not in described


def _is_of_good_size(key: jwt.PyJWK) -> bool:
    return key.Algorithm.check_key_length(key.key) is None and getattr(key.key, "key_size", 0) <= MOST_BITS
