"""Dashboards on other origins in a real browser: an allowed one asks over HTTP and WebSocket, another is refused."""

import functools
import http.server
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, async_playwright

from server.commands.postgres import Addresses
from tests.support.chromium import CHROMIUM, FLAGS, in_chromium
from tests.support.clocks import PATIENCE
from tests.support.live import LiveServer, serving

pytestmark = in_chromium

PAGE = """<!doctype html><title>dashboard</title><script>
const TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const outcome = work => work.catch(error => ({refused: String(error)}));
async function asked(server, token) {
  const headers = {Authorization: `Bearer ${token}`, "Content-Type": "application/json", "Idempotency-Key": "one"};
  const body = JSON.stringify({query: "{ viewer { subject } }"});
  const answer = await fetch(`${server}/graphql`, {method: "POST", headers, body});
  return {data: (await answer.json()).data, id: answer.headers.get("X-Request-Id") !== null};
}
async function table(server, token) {
  const path = `${server}/api/v2/reports/powerbi/monthly-summary?limit=1`;
  const answer = await fetch(path, {headers: {Authorization: `Bearer ${token}`}});
  return {columns: (await answer.json()).columns.length > 5, etag: answer.headers.get("ETag") !== null};
}
async function entities(server, token) {
  const preferred = {"OData-MaxVersion": "4.0", Prefer: "odata.maxpagesize=2", traceparent: TRACE};
  const headers = {Authorization: `Bearer ${token}`, ...preferred};
  const answer = await fetch(`${server}/odata/MonthlySummary`, {headers});
  return {rows: (await answer.json()).value.length, version: answer.headers.get("OData-Version")};
}
async function form(server, token) {
  const body = new FormData();
  body.set("operations", JSON.stringify({query: "{ viewer { subject } }"}));
  body.set("map", "{}");
  body.set("0", new File(["a,b"], "roster.csv"));
  const headers = {Authorization: `Bearer ${token}`, "GraphQL-Preflight": "1"};
  return (await (await fetch(`${server}/graphql`, {method: "POST", headers, body})).json()).data;
}
async function unsigned(server) {
  const answer = await fetch(`${server}/api/v2/reports/powerbi/monthly-summary`);
  return {status: answer.status, code: (await answer.json()).code};
}
const socket = (server, token) => new Promise(done => {
  const opened = new WebSocket(server.replace("http", "ws") + "/graphql", "graphql-transport-ws");
  const hello = {type: "connection_init", payload: {Authorization: `Bearer ${token}`}};
  opened.onopen = () => opened.send(JSON.stringify(hello));
  opened.onmessage = message => done(JSON.parse(message.data).type);
  opened.onclose = () => done("closed");
});
const all = async (server, token) => ({
  asked: await outcome(asked(server, token)), table: await outcome(table(server, token)),
  entities: await outcome(entities(server, token)), form: await outcome(form(server, token)),
  unsigned: await outcome(unsigned(server)), socket: await socket(server, token),
});
</script>"""


@contextmanager
def page_server(folder: Path) -> Iterator[str]:
    """A site that is not the server's: what it is asked for, it has in a folder."""
    (folder / "index.html").write_text(PAGE)
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_port}"
        site.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of requests."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def dashboard(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Page, str]]:
    """A page of another origin in a browser, and that origin."""
    with page_server(tmp_path_factory.mktemp("site")) as origin:
        async with async_playwright() as playwright:
            chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = await chromium.new_page()
            page.set_default_timeout(1000 * PATIENCE)
            await page.goto(origin)
            yield page, origin
            await chromium.close()


async def found(page: Page, server: LiveServer) -> dict[str, Any]:
    script = f"all({json.dumps(server.url)}, {json.dumps(server.token('VIEWER'))})"
    answer: dict[str, Any] = await page.evaluate(script)
    return answer


async def test_a_dashboard_of_an_allowed_origin_asks_over_http_and_websocket(
    dashboard: tuple[Page, str], sample: Addresses, tmp_path: Path
) -> None:
    page, origin = dashboard
    with serving(sample.service, tmp_path, allowed_origins=origin) as server:
        answer = await found(page, server)
    assert answer == {
        "asked": {"data": {"viewer": {"subject": "tester"}}, "id": True},
        "table": {"columns": True, "etag": True},
        "entities": {"rows": 2, "version": "4.0"},
        "form": {"viewer": {"subject": "tester"}},
        "unsigned": {"status": 401, "code": "UNAUTHENTICATED"},
        "socket": "connection_ack",
    }


async def test_a_dashboard_of_the_public_address_does_so_by_itself(
    dashboard: tuple[Page, str], sample: Addresses, tmp_path: Path
) -> None:
    page, origin = dashboard
    with serving(sample.service, tmp_path, public_url=f"{origin}/headroom") as server:
        answer = await found(page, server)
    assert answer["socket"] == "connection_ack"
    assert answer["asked"]["data"] == {"viewer": {"subject": "tester"}}


async def test_nobody_elses_page_reads_an_answer(
    dashboard: tuple[Page, str], sample: Addresses, tmp_path: Path
) -> None:
    page, origin = dashboard
    with serving(sample.service, tmp_path, allowed_origins=origin.replace("127.0.0.1", "localhost")) as server:
        answer = await found(page, server)
    assert answer["socket"] == "closed"
    assert all("refused" in answer[way] for way in ("asked", "table", "entities", "form", "unsigned"))
