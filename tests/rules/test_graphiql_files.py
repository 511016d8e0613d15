"""The files of GraphiQL: third-party ones unchanged, our page free of inline code, and nothing else is served."""

import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette

import graphql_examples
from server.graphql import examples, graphiql

SUMS = graphiql.PAGE / "SHA256SUMS"
PAGE = graphiql.PAGE / "index.html"


def listed() -> dict[str, str]:
    lines = (line.split(maxsplit=1) for line in SUMS.read_text("utf-8").splitlines())
    return {name.lstrip("*"): digest for digest, name in lines}


class Tags(HTMLParser):
    """Every start tag of a page, and whatever text stands inside script and style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] in ("script", "style") and data.strip():
            self.inline.append(data)

    def addresses(self) -> list[str]:
        return [value for _, attrs in self.tags for key, value in attrs.items() if key in ("src", "href") and value]


@pytest.fixture
def page() -> Tags:
    return Tags(PAGE.read_text("utf-8"))


@pytest.fixture
def client() -> AsyncClient:
    return client_of_the_routes()


def client_of_the_routes() -> AsyncClient:
    app = Starlette(routes=graphiql.graphiql_routes())
    return AsyncClient(transport=ASGITransport(app=app), base_url="http://headroom")


def test_every_file_is_listed_and_has_the_sum_it_is_listed_with() -> None:
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in graphiql.PAGE.iterdir()
        if path.is_file() and path != SUMS
    }
    assert found == listed(), "docs/third-party-licences.md says how to write SHA256SUMS anew"


def test_the_page_has_no_inline_script_and_no_inline_style(page: Tags) -> None:
    attributes = {name for _, attrs in page.tags for name in attrs}
    assert page.inline == []
    assert "style" not in [tag for tag, _ in page.tags]
    assert not [name for name in attributes if name == "style" or name.startswith("on")]
    assert all(attrs.get("src") for tag, attrs in page.tags if tag == "script")


def test_the_page_asks_only_for_files_of_its_own_folder(page: Tags) -> None:
    names = [address.removeprefix("graphiql/static/") for address in page.addresses()]
    assert names
    assert set(names) <= set(graphiql.page_files())


@pytest.mark.parametrize("path", sorted(graphiql.PAGE.glob("*.js")), ids=lambda path: path.name)
def test_our_modules_import_only_files_that_are_served(path: Path) -> None:
    imported = re.findall(r'^import .* from "\./([^"]+)";$', path.read_text("utf-8"), re.MULTILINE)
    assert set(imported) <= set(graphiql.page_files())


async def test_the_page_comes_with_a_policy_that_allows_nothing_inline_and_no_other_host(client: AsyncClient) -> None:
    headers = (await client.get("/graphiql")).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"https?:|wss?:|\*", policy)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


async def test_files_keep_for_ever_under_the_address_the_page_gives_them(client: AsyncClient) -> None:
    addresses = [a for a in Tags((await client.get("/graphiql")).text).addresses() if "?v=" in a]
    assert addresses
    for address in addresses:
        file = await client.get(f"/{address}")
        again = await client.get(f"/{address}", headers={"If-None-Match": file.headers["etag"]})
        assert (file.status_code, again.status_code) == (200, 304), address
        assert "immutable" in file.headers["cache-control"], address


async def test_a_file_without_its_version_is_asked_for_again(client: AsyncClient) -> None:
    assert (await client.get("/graphiql/static/page.js")).headers["cache-control"] == "no-cache"
    assert (await client.get("/graphiql/static/page.js?v=0")).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["SHA256SUMS", "LICENSES.txt", "index.html", "nothing.js", "..%2f..%2fgraphiql.py"])
async def test_nothing_else_is_served(client: AsyncClient, name: str) -> None:
    assert (await client.get(f"/graphiql/static/{name}")).status_code == 404


async def test_examples_come_with_variables_and_permissions_and_without_answers_the_first_tabs_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("forecast/b", "forecast/a", "workforce/a", "workforce/z"):
        path = tmp_path / f"{name}.graphql"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"# {name}\nmutation {{ previewAllocation }}\n", "utf-8")
    (tmp_path / "forecast" / "a.variables.json").write_text('{"x": 1}', "utf-8")
    (tmp_path / "forecast" / "a.answer.json").write_text('{"answer": 42}', "utf-8")
    monkeypatch.setattr(examples, "EXAMPLES", tmp_path)
    monkeypatch.setattr(graphql_examples, "FIRST_TABS", ("workforce/z", "forecast/b"))

    listed = (await client_of_the_routes().get("/graphiql/examples.json")).json()

    assert [(f"{one['room']}/{one['name']}", one["tab"]) for one in listed] == [
        ("workforce/z", 0),
        ("forecast/b", 1),
        ("forecast/a", None),
        ("workforce/a", None),
    ]
    assert listed[2] == {
        "room": "forecast",
        "name": "a",
        "tab": None,
        "operation": "mutation",
        "permissions": ["WORKFORCE.EDIT"],
        "query": "# forecast/a\nmutation { previewAllocation }\n",
        "variables": '{"x": 1}',
    }


async def test_the_explorer_is_served_as_it_came_but_for_one_question_that_it_asks_first(client: AsyncClient) -> None:
    copied = (graphiql.PAGE / graphiql.EXPLORER).read_text("utf-8")
    served = (await client.get(f"/graphiql/static/{graphiql.EXPLORER}")).text
    assert served.count("listArguments.") == 2
    assert served.replace(graphiql.ASKING_FIRST, graphiql.BEFORE_A_VALUE) == copied


@pytest.mark.parametrize("body", [b"another version", 2 * graphiql.BEFORE_A_VALUE.encode()])
def test_an_explorer_of_another_version_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="another version"):
        graphiql.with_list_arguments(graphiql.Asset(body, "text/javascript"))
