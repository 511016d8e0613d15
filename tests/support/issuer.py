"""An issuer of tokens on this machine: its keys, what it signs, and whatever else it may answer."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from tests.support.clocks import PATIENCE

PRIVATE: dict[str, Any] = {
    "RS256": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
}


def public(algorithm: str, **more: Any) -> dict[str, Any]:
    made = jwt.get_algorithm_by_name(algorithm).to_jwk(PRIVATE[algorithm].public_key(), as_dict=True)
    return {**made, "kid": algorithm, "use": "sig", **more}


def signed(algorithm: str, *, key: Any = None, kid: str | None = None, **changed: Any) -> str:
    now = datetime.now(UTC)
    claims = {
        "iss": "headroom", "aud": "headroom", "sub": "ada", "iat": now, "exp": now + timedelta(hours=1),
        "tenant": "demo", "roles": ["VIEWER"], **changed,
    }  # fmt: skip
    return jwt.encode(claims, key or PRIVATE[algorithm], algorithm=algorithm, headers={"kid": kid or algorithm})


class Issuer(ThreadingHTTPServer):
    """An issuer on this machine; counts how often it is asked."""

    keys: list[dict[str, Any]]
    asked = 0
    paths: list[str]
    is_over: threading.Event
    redirects = False
    answers: threading.Event  # once this is set
    answer: "Callable[[Handler], None] | None" = None  # instead of its keys

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/keys"


class Handler(BaseHTTPRequestHandler):
    server: Issuer

    def do_GET(self) -> None:
        self.server.asked += 1
        self.server.paths.append(self.path)
        self.server.answers.wait(PATIENCE)
        if self.server.answer:
            self.server.answer(self)
            return
        if self.server.redirects and self.path == "/keys":
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"keys": self.server.keys}).encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[Issuer]:
    """An issuer with a key of each algorithm."""
    server = Issuer(("127.0.0.1", 0), Handler)
    server.keys = [public(algorithm) for algorithm in PRIVATE]
    server.paths, server.is_over = [], threading.Event()
    server.answers = threading.Event()
    server.answers.set()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.answers.set()
    server.is_over.set()
    server.shutdown()
    server.server_close()
