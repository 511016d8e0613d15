"""Asking for tables as programs do: pages, changes that are merged, and numbers with every digit."""

import json
from decimal import Decimal
from typing import Any

from tests.support.api import Api

PREFIX = "/api/v2/reports/powerbi"
Record = dict[str, Any]


async def table(client: Api, name: str, **arguments: Any) -> list[Record]:
    """The rows of a table; numbers with every digit that was sent."""
    return (await answer(client, name, **arguments))[0]


async def answer(client: Api, name: str, **arguments: Any) -> tuple[list[Record], str]:
    """The rows of a table, and since when to ask the next time."""
    asked = {key.rstrip("_"): value for key, value in arguments.items()}
    response = await client.get(f"{PREFIX}/{name}", **asked)
    assert response.status_code == 200, response.text
    return records(response.text), response.headers["next-updated-since"]


def records(text: str) -> list[Record]:
    """Rows by column."""
    said = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return [dict(zip(said["columns"], row, strict=True)) for row in said["rows"]]


async def walked(client: Api, name: str, **arguments: Any) -> list[Record]:
    """Every page, by its next link."""
    response = await client.get(f"{PREFIX}/{name}", **arguments)
    rows = records(response.text)
    while (link := response.json()["next"]) is not None:
        response = await client.http.get(link, headers=client.headers)
        rows += records(response.text)
    return rows


async def refusal(client: Api, name: str, **arguments: Any) -> str:
    """What is said to a request that is refused."""
    response = await client.get(f"{PREFIX}/{name}", **{key.rstrip("_"): value for key, value in arguments.items()})
    assert response.status_code == 400, response.text
    return str(response.json()["message"])
