"""Reading sets as a program of OData does."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.support.api import Api

ROOT = "/odata"
OPTIONS = ("select", "filter", "orderby", "top", "skip", "count", "skiptoken", "format")


@dataclass
class Feed:
    """A reader of the service."""

    api: Api

    async def get(
        self, path: str, *, method: str = "GET", headers: dict[str, str] | None = None, **options: Any
    ) -> httpx.Response:
        """One request; options are named without their $, arguments of reports by their names."""
        asked = {f"${name}" if name in OPTIONS else name: value for name, value in options.items()}
        return await self.api.http.request(
            method, f"{ROOT}{path}", params=asked, headers={**self.api.headers, **(headers or {})}
        )

    async def read(self, path: str, **options: Any) -> dict[str, Any]:
        """An answer that is none of an error."""
        response = await self.get(path, **options)
        assert response.status_code == 200, response.text[:500]
        return dict(response.json())

    async def all(self, path: str, *, page: int | None = None, **options: Any) -> list[dict[str, Any]]:
        """The entities of all pages, by their links."""
        return [entity for answer in await self.pages(path, page=page, **options) for entity in answer["value"]]

    async def pages(self, path: str, *, page: int | None = None, **options: Any) -> list[dict[str, Any]]:
        """All pages, by their links."""
        headers = {**self.api.headers, **({"Prefer": f"odata.maxpagesize={page}"} if page else {})}
        answers = [(await self.get(path, headers=headers, **options)).json()]
        while (link := answers[-1].get("@odata.nextLink")) is not None:
            response = await self.api.http.get(link, headers=headers)
            assert response.status_code == 200, response.text[:500]
            answers.append(response.json())
        return answers

    async def refused(self, path: str, expected: int = 400, **options: Any) -> dict[str, Any]:
        """The error of an answer that is one, in the form of OData."""
        response = await self.get(path, **options)
        assert response.status_code == expected, response.text[:500]
        assert response.headers["odata-version"] == "4.0"
        assert set(response.json()) == {"error"}
        error = dict(response.json()["error"])
        assert {"code", "message"} <= set(error)
        assert len(error["message"]) < 3_000
        return error
