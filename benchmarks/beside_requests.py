"""What a server is asked for beside look-ups: files, operations and downloads, each as work of a client."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import httpx

from benchmarks.data import REPORT

COMMIT = "mutation($id: UUID!) { commitImport(previewId: $id) { created updated problems { message } } }"
_PREVIEWED = "{ preview { id } problems { message } } }"
_ABOUT = {"Forecast": f', month: "{REPORT.name}", year: {REPORT.year}'}
REPORTS = "/api/v2/reports"

Work: TypeAlias = Callable[[httpx.AsyncClient], Awaitable[Any]]
Measure: TypeAlias = Callable[[str, Work], Awaitable[Any]]
"""Does a job of this name, and returns what it answered."""


def previewed(kind: str, content: bytes) -> Work:
    """The preview of a workbook of a kind, as its mutation is named: "Roster"; returns its id."""
    given = f"file: $file{_ABOUT.get(kind, '')}"
    query = f"mutation($file: Upload!) {{ preview{kind}Import({given}) {_PREVIEWED}"
    form = {
        "operations": json.dumps({"query": query, "variables": {"file": None}}),
        "map": '{"0": ["variables.file"]}',
    }

    async def work(client: httpx.AsyncClient) -> Any:
        answer = await client.post("/graphql", data=form, files={"0": (f"{kind}.xlsx", content)})
        (payload,) = answer.json()["data"].values()
        assert not payload["problems"], payload
        return payload["preview"]["id"]

    return work


def asked(query: str, **variables: Any) -> Work:
    """One operation; it is answered without problems, and returns what its only field has."""

    async def work(client: httpx.AsyncClient) -> Any:
        answer = (await client.post("/graphql", json={"query": query, "variables": variables})).json()
        assert "errors" not in answer, answer["errors"]
        (payload,) = answer["data"].values()
        assert not payload.get("problems"), payload["problems"]
        return payload

    return work


def read(path: str, form: str) -> Work:
    """A report over REST."""
    return drawn("GET", f"{REPORTS}/{path}", params={"format": form} if form else {})


def drawn(method: str, path: str, **asked: Any) -> Work:
    """A large answer, whole. Not a byte of it is kept or decoded: the look-ups are measured in this process."""

    async def work(client: httpx.AsyncClient) -> None:
        async with client.stream(method, path, **asked) as answer:
            answer.raise_for_status()
            async for _ in answer.aiter_raw():
                pass

    return work


def made(path: str) -> Work:
    """A workbook, which is kept."""

    async def work(client: httpx.AsyncClient) -> bytes:
        return (await client.get(f"{REPORTS}/{path}")).raise_for_status().content

    return work
