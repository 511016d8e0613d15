"""The root says what this is and where to go: in JSON to programs, as a page to browsers, to everybody."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from server.app import create_app
from tests.support.api import settings_for

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
LINK = re.compile(r'<a href="\.(/[^"]+)">(\w+)</a>')


@asynccontextmanager
async def serving(**settings: object) -> AsyncIterator[httpx.AsyncClient]:
    """A server whose database is away, which the root does not ask."""
    app = create_app(settings_for("postgresql://nobody@127.0.0.1:1/headroom").model_copy(update=settings))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://headroom.test") as http:
        yield http
        await app.state.database.close()


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/plain", ""])
async def test_a_program_is_told_in_json(accept: str) -> None:
    async with serving() as http:
        told = await http.get("/", headers={"Accept": accept})
    assert (told.status_code, told.headers["content-type"]) == (200, "application/json")
    assert (told.json()["name"], told.headers["vary"]) == ("Headroom", "Accept")


async def test_a_browser_gets_a_page_with_the_same_links() -> None:
    async with serving() as http:
        page = await http.get("/", headers={"Accept": BROWSER})
        paths = (await http.get("/")).json()["paths"]
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert "capacity planning" in page.text
        assert page.headers["vary"] == "Accept"
        assert {name: path for path, name in LINK.findall(page.text)} == paths
        for path in paths.values():
            assert (await http.get(path)).status_code != 404, path


async def test_what_is_switched_off_is_not_named() -> None:
    async with serving(graphiql=False, metrics=False) as http:
        for accept in ("*/*", BROWSER):
            told = (await http.get("/", headers={"Accept": accept})).text
            assert "/graphql" in told
            assert "/graphiql" not in told
            assert "/metrics" not in told
