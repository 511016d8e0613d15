"""The log of a real server: every line one JSON object, none of them written by an attacker, no secret in any."""

import json
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.engine import make_url

from tests.integration.commands.conftest import COMMAND, environment
from tests.support import loopback
from tests.support.api import SECRET
from tests.support.clocks import PATIENCE
from tests.support.cluster import SAMPLE, Cluster
from tests.support.live import LiveServer, free_port, serving

FORGED = '{"level":"ERROR","logger":"headroom","message":"forged"}'
BREAKS = ("\n", "\r\n", "\x85", "\u2028", "\x1b[2J\x00")
KEY = f"hrk_{'0a' * 16}_{'0b' * 32}"
PASSWORD = "pass-of-the-database"
REPORT = "/api/v2/reports/powerbi/monthly-summary"


@pytest.fixture(scope="module")
def server(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server whose database address has a password."""
    with cluster.clone(SAMPLE) as addresses:
        url = make_url(addresses.service).set(password=PASSWORD).render_as_string(hide_password=False)
        with serving(url, tmp_path_factory.mktemp("logged"), log_level="debug", query_seconds=2) as running:
            yield running


def logged(server: LiveServer) -> list[dict[str, Any]]:
    """Every line of the log; fails where one is not a JSON object."""
    lines = server.logged()
    assert all(isinstance(line, dict) and {"time", "level", "logger", "message"} <= set(line) for line in lines)
    return lines


def raw(server: LiveServer, sent: bytes) -> bytes:
    """What the server answers to bytes that no client library would send."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.fixture(scope="module")
def attacked(server: LiveServer) -> list[dict[str, Any]]:
    """The log after everything that an attacker might put into one."""
    bearer = server.token("ADMIN")
    headers = {"Authorization": f"Bearer {bearer}"}
    with loopback.Client(base_url=server.url, timeout=PATIENCE) as http:
        for number, end in enumerate(BREAKS):
            forged = f"x{end}{FORGED}{end}"
            quoted = httpx.QueryParams({"p": forged})["p"].encode().hex(" ").replace(" ", "%")
            http.get(f"/%{quoted}", headers=headers)
            http.get(REPORT, params={"state": forged, "report": forged}, headers=headers)
            http.post("/graphql", json={"query": "{ viewer { subject } }", "operationName": forged}, headers=headers)
            http.post("/graphql", json={"query": f"query {forged} {{ a }}"}, headers=headers)
            change = "mutation M($cn: String!) { deactivateResource(cn: $cn) { problems { message } } }"
            http.post("/graphql", json={"query": change, "variables": {"cn": forged}}, headers=headers)
            for name in ("X-Request-Id", "User-Agent", "Idempotency-Key", "traceparent", "Origin", "X-Forwarded-For"):
                value = f"a{end}{FORGED}".encode()
                raw(server, b"GET /healthz%d HTTP/1.1\r\nHost: x\r\n%s: %s\r\n\r\n" % (number, name.encode(), value))
            files = {"0": (forged, FORGED.encode())}
            form = {"operations": "{}", "map": json.dumps({forged: ["variables.file"]})}
            http.post("/graphql", data=form, files=files, headers={**headers, "GraphQL-Preflight": "1"})
        raw(server, FORGED.encode() + b"\r\n\r\n")
        raw(server, b"GET /" + FORGED.encode() + b" HTTP/9.9\r\n\r\n")
        for secret in (bearer, KEY, "hr_short", "not-a-token"):
            http.get(REPORT, headers={"Authorization": f"Bearer {secret}"})
            http.get(REPORT, params={"api_key": secret})
            http.get(f"/nowhere/{secret}" if secret == "not-a-token" else "/nowhere", params={"api_key": secret})
            if secret in (bearer, KEY):
                for path in (f"/{secret}", f"/x/{secret}/y", f"/x{secret}?api_key={secret}", f"/%68rk_{secret[4:]}"):
                    http.get(path, headers={"X-Secret": secret})
                http.post("/graphql", json={"query": f'{{ a(b: "{secret}") }}', "operationName": secret})
            http.get(REPORT, auth=("anybody", secret))
            http.post("/graphql", json={"query": "{ viewer { subject } }"}, headers={"Authorization": secret})
    return logged(server)


def test_no_line_is_an_attackers(attacked: list[dict[str, Any]]) -> None:
    assert len(attacked) > 50
    assert [line for line in attacked if line["message"] == "forged"] == []
    assert {line["logger"] for line in attacked} <= {"headroom.requests", "headroom", "uvicorn.error"}
    for line in attacked:
        if line["message"] == "request":
            assert set(line) == {
                "time", "level", "logger", "message", "method", "path", "status", "milliseconds", "request_id",
            }  # fmt: skip
            assert line["request_id"].replace("-", "").replace(".", "").replace("_", "").isalnum()


def test_nothing_of_it_is_a_failure_of_ours(attacked: list[dict[str, Any]]) -> None:
    assert [line for line in attacked if line["level"] in ("ERROR", "CRITICAL")] == []


def test_no_character_that_a_terminal_obeys_reaches_the_log(server: LiveServer, attacked: list[dict[str, Any]]) -> None:
    assert any("\x85" in line["message"] + str(line.get("path")) for line in attacked)
    assert [hex(one) for one in set(server.log.read_bytes()) if not 32 <= one < 127 and one != 10] == []


def test_no_secret_is_in_the_log(server: LiveServer, attacked: list[dict[str, Any]]) -> None:
    written = server.log.read_text()
    for secret in (
        server.token("ADMIN").split(".")[0],
        KEY,
        "hr_short",
        PASSWORD,
        "api_key",
        "Bearer",
        "Basic",
        "0b0b0b",
    ):
        assert secret not in written, secret


def test_an_address_that_cannot_be_read_is_not_repeated(tmp_path: Path) -> None:
    asked = environment(tmp_path, None) | {
        "HEADROOM_DATABASE_URL": f"postgresql://somebody@host:{PASSWORD}/headroom",
        "HEADROOM_JWT_SECRET": SECRET,
    }
    serve = [*COMMAND, "serve", "--port", str(free_port())]
    ended = subprocess.run(
        serve, env=asked, cwd=tmp_path, capture_output=True, text=True, timeout=2 * PATIENCE, check=False
    )
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert line.startswith(
        "error: HEADROOM_DATABASE_URL cannot be used, and is not shown here; accepted: postgresql://"
    )
    assert PASSWORD not in ended.stdout + ended.stderr
