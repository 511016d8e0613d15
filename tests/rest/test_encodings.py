"""Answers are compressed for whoever accepts gzip, by weights, and for nobody else: streamed, kept, or built whole."""

from collections.abc import Sequence

import pytest

from server.rest.reports import PREFIX
from tests.conftest import Client

ZIPPED = [
    ["gzip"], ["GZIP"], ["x-gzip"], ["gzip, deflate, br"], ["deflate;q=1, gzip;q=0.001"], ["gzip ; q = 0.5"], ["*"],
    ["identity;q=0, *"], ["gzip;q=1, *;q=0"], ["br;q=1.0, gzip;q=0.8, *;q=0.1"], ["br", "gzip"], ["gzip;q=2"],
    ["gzip;q=0.5, identity;q=0.5"], ["gzip;q=\u00b2"], ["gzip, identity;q=0"],
]  # fmt: skip
PLAIN: list[list[str]] = [
    [], [""], ["identity"], ["gzip;q=0"], ["gzip;q=0.000"], ["gzip; Q=0.0"], ["gzip;q=0, *"], ["*;q=0"],
    ["gzip;q=0", "br"], ["identity;q=0"], ["identity;q=0, *;q=0"], ["gzipped"], ["br, not-gzip"],
    ["gzip;q=0.2, identity;q=0.8"], ["identity, *;q=0.5"],
]  # fmt: skip
CASES = [(lines, "gzip") for lines in ZIPPED] + [(lines, None) for lines in PLAIN]
QUESTION = {"query": "{ resources(first: 500) { nodes { id cn } } }"}


@pytest.mark.parametrize(("lines", "coding"), CASES, ids=[" + ".join(lines) for lines, _ in CASES])
async def test_what_is_accepted_is_sent(sample_client: Client, lines: Sequence[str], coding: str | None) -> None:
    client = sample_client("ADMIN")
    del client.http.headers["Accept-Encoding"]  # which httpx says by itself
    accepted = [(b"accept-encoding", line.encode("latin-1")) for line in lines]
    headers = [*((name.encode(), value.encode()) for name, value in client.headers.items()), *accepted]
    answers = [
        await client.http.get(f"{PREFIX}/powerbi/inventory-movements", headers=headers),
        await client.http.get("/odata/InventoryMovements", headers=headers),
        await client.http.get("/api/openapi.json", headers=headers),
        await client.http.post("/graphql", json=QUESTION, headers=headers),
        await client.http.post("/graphql", json=QUESTION, headers=headers),  # the answer that was kept
    ]
    for answer in answers:
        assert answer.status_code == 200, answer.text[:200]
        assert answer.headers.get("content-encoding") == coding, answer.url
        assert "Accept-Encoding" in answer.headers.get("vary", ""), answer.url
        assert answer.json()
