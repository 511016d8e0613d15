"""GraphiQL in a real browser: the first example runs, and the token stays where its owner put it."""

import re
import time
from uuid import UUID, uuid4

import jwt
from httpx import AsyncClient
from playwright.async_api import expect

from tests.support.chromium import (
    HEADERS,
    QUERY,
    RESPONSE,
    Tab,
    answered_with,
    eventually,
    in_chromium,
    kept_by_graphiql,
    texts,
)
from tests.support.clocks import PATIENCE
from tests.support.live import LiveServer

pytestmark = in_chromium
VARIABLES = HEADERS  # the tool that is open, which variables are at first


async def test_the_capacity_tree_runs_with_the_token_of_the_address(tab: Tab, address: str, token: str) -> None:
    await tab.open(f"{address}#token={token}")

    first = (await (await tab.page.request.get(f"{address}/examples.json")).json())[0]
    assert (first["room"], first["name"]) == ("workforce", "capacity_tree")
    assert await tab.editor(QUERY) == first["query"]
    assert first["variables"] in await texts(tab)
    assert "amisys-onshore" in await tab.run()
    assert tab.complaints == []


async def test_the_editor_knows_the_schema(tab: Tab, address: str, token: str) -> None:
    await tab.open(f"{address}#token={token}")
    await tab.page.get_by_label("Show GraphiQL Explorer").click()
    await expect(tab.page.locator(".graphiql-explorer-root .graphiql-explorer-report").first).to_be_visible()

    await tab.type_into(QUERY, "{ noSuchField }")
    await expect(tab.page.locator(f"{QUERY} .CodeMirror-lint-mark-error").first).to_be_visible()
    assert tab.complaints == []


async def test_dialogs_menus_and_lists_open_under_the_policy(tab: Tab, address: str, token: str) -> None:
    await tab.open(f"{address}#token={token}")
    await tab.run()
    for label in ("Show Documentation Explorer", "Show History", "Show Examples"):
        await tab.page.get_by_label(label).click()
    for label in ("Open settings dialog", "Open short keys dialog"):
        await tab.page.get_by_label(label).click()
        await expect(tab.page.get_by_role("dialog")).to_be_visible()
        await tab.page.keyboard.press("Escape")
        await expect(tab.page.get_by_role("dialog")).to_be_hidden()
    await tab.type_into(QUERY, "query A { __typename }\nquery B { __typename }")
    await tab.page.locator(".graphiql-execute-button[aria-haspopup=menu]").click()
    await tab.page.get_by_role("menuitem", name="B").click()
    assert tab.complaints == []


async def test_the_token_leaves_the_address_bar_and_is_kept_nowhere(tab: Tab, address: str, token: str) -> None:
    await tab.open(f"{address}#token={token}")
    await tab.run()
    await kept_by_graphiql(tab)

    assert tab.page.url == address
    assert token not in await tab.kept()
    await tab.page.reload()
    await expect(tab.page.locator("#hint")).to_contain_text("A token is needed")


async def test_the_token_is_kept_only_while_the_box_is_ticked(tab: Tab, address: str, token: str) -> None:
    await tab.open(f"{address}#token={token}")
    await tab.page.get_by_label("remember on this computer").check()
    await tab.open(address)
    await expect(tab.page.locator("#token")).to_have_value(token)
    await expect(tab.page.locator("#hint")).to_be_hidden()

    await tab.page.get_by_label("remember on this computer").uncheck()
    assert token not in await tab.kept()


async def test_a_token_in_the_headers_editor_works_and_is_not_kept(tab: Tab, address: str, token: str) -> None:
    await tab.open(address)
    await tab.page.get_by_role("button", name="Headers").click()
    assert await tab.editor(HEADERS) == '{\n  "Authorization": ""\n}'

    await tab.type_into(HEADERS, f'{{"Authorization": "Bearer {token}"}}')
    assert "amisys-onshore" in await tab.run()
    await expect(tab.page.locator("#hint")).to_be_hidden()
    await kept_by_graphiql(tab)
    assert token not in await tab.kept()


async def test_a_page_without_a_token_says_so_and_asks_the_server_nothing(tab: Tab, address: str) -> None:
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    await tab.open(address)

    await expect(tab.page.locator("#hint")).to_contain_text("A token is needed")
    await tab.page.get_by_label("Show Documentation Explorer").click()
    await expect(tab.page.get_by_text("Error fetching schema")).to_have_count(0)
    assert await tab.editor(RESPONSE) == ""
    assert (asked, tab.complaints) == ([], [])


async def test_an_expired_token_is_named_before_it_is_used(tab: Tab, address: str) -> None:
    await tab.open(f"{address}#token={jwt.encode({'exp': 1}, 'k' * 32)}")
    await expect(tab.page.locator("#hint")).to_contain_text("has expired")
    assert tab.complaints == []


async def test_a_token_the_server_refuses_is_named_and_replaced(tab: Tab, address: str, token: str) -> None:
    await tab.open(f"{address}#token={jwt.encode({'exp': time.time() + 600}, 'k' * 32)}")
    await expect(tab.page.locator("#hint")).to_contain_text("does not accept")

    await tab.page.locator("#token").fill(f"Bearer {token}")
    await expect(tab.page.locator("#hint")).to_be_hidden()
    await eventually(lambda: answered_with(tab, "amisys-onshore"))
    assert "amisys-onshore" in await tab.editor(RESPONSE)


async def test_keys_alone_lead_through_the_editors_and_back(tab: Tab, address: str, token: str) -> None:
    await tab.open(f"{address}#token={token}")
    query = await tab.editor(QUERY)
    await tab.page.locator(f"{QUERY} .CodeMirror").click()
    for key, editors in (("Tab", [VARIABLES, RESPONSE]), ("Shift+Tab", [VARIABLES, QUERY])):
        for editor in editors:
            assert await eventually(lambda key=key, editor=editor: went(tab, key, editor)), (key, editor)
    assert await tab.editor(QUERY) == query
    await tab.page.keyboard.press("End")
    await tab.page.keyboard.press("Tab")  # without Escape it is written
    assert await tab.editor(QUERY) != query
    assert tab.complaints == []


async def went(tab: Tab, key: str, editor: str) -> bool:
    """Whether one more step by keys led into an editor."""
    await tab.page.keyboard.press("Escape")
    await tab.page.keyboard.press(key)
    return await tab.page.locator(f"{editor} .CodeMirror :focus").count() > 0


async def test_an_example_opens_again_after_its_tab_was_closed(tab: Tab, address: str, token: str) -> None:
    await tab.open(f"{address}#token={token}")
    await tab.type_into(QUERY, "{ __typename }")
    await expect(tab.page.get_by_role("tab", name=re.compile("untitled"))).to_be_visible()
    await tab.page.get_by_label("Show Examples").click()
    await tab.page.get_by_role("button", name=re.compile("^capacity tree")).click()
    assert "amisys-onshore" in await eventually(lambda: answered_with(tab, "amisys-onshore"))


async def test_a_subscription_tells_what_happens_until_it_ends(tab: Tab, address: str, live_server: LiveServer) -> None:
    planner, work = live_server.token("PLANNER"), uuid4()
    await tab.open(f"{address}#token={planner}")
    await tab.type_into(QUERY, f'subscription {{ progress(id: "{work}") {{ step done isFinished }} }}')
    await expect(tab.page.get_by_role("tab", name=re.compile("untitled"))).to_be_visible()
    await tab.page.locator(".graphiql-execute-button").click()
    await expect(tab.page.get_by_role("button", name="Stop query")).to_be_visible()

    # Until it is heard: when the subscription has arrived, only the server knows.
    await eventually(lambda: heard_of(tab, live_server, planner, work))
    assert '"isFinished": true' in await tab.editor(RESPONSE)
    await expect(tab.page.get_by_role("button", name="Execute query")).to_be_visible()
    assert tab.complaints == []


async def heard_of(tab: Tab, server: LiveServer, token: str, work: UUID) -> bool:
    preview = f'mutation {{ previewAllocation(report: "2025-04", progressId: "{work}") {{ problems {{ message }} }} }}'
    async with AsyncClient(
        base_url=server.url, headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE
    ) as client:
        assert (await client.post("/graphql", json={"query": preview})).json()["data"]
    return "isFinished" in await tab.editor(RESPONSE)
