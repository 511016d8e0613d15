"""What GraphiQL says where no answer comes, and how it is read on a phone: in words, and not in slivers."""

import json
import re
import time

import jwt
import pytest
from playwright.async_api import expect

from tests.support import api
from tests.support.chromium import QUERY, RESPONSE, Tab, eventually, in_chromium
from tests.support.clocks import PATIENCE
from tests.support.live import LiveServer

pytestmark = in_chromium

CHANGED = 'subscription {{ capacityChanged(report: "{}") {{ version }} }}'
UNREACHED = "The server cannot be reached. See that it runs and that you are connected, then run this again."
EXPIRED = "The server has closed the connection: the token has expired."
REFUSED = "The server does not accept this token. Paste another one above: headroom token makes one."
NEEDED = "A token is needed. Paste one above: headroom demo prints one for its sample data, headroom token makes one."
PHONE, TABLET, LAPTOP = 390, 720, 1280


async def told(tab: Tab, question: str) -> list[str]:
    """The messages that a question is answered with, once it was read and run."""
    await tab.type_into(QUERY, question)
    await expect(tab.page.get_by_role("tab", name=re.compile("untitled"))).to_be_visible()
    await tab.page.locator(".graphiql-execute-button").click()
    return [error["message"] for error in json.loads(await ended(tab))["errors"]]


async def ended(tab: Tab) -> str:
    """The answer, once it is one of errors."""
    return str(await eventually(lambda: failed_answer(tab), seconds=2 * PATIENCE))


async def failed_answer(tab: Tab) -> str:
    text = await tab.editor(RESPONSE)
    return text if '"errors"' in text else ""


@pytest.mark.parametrize("question", ["{ viewer { tenant } }", CHANGED.format("2025-04")])
async def test_a_server_that_is_away_is_told_in_words(tab: Tab, address: str, token: str, question: str) -> None:
    await tab.open(f"{address}#token={token}")
    await tab.run()
    await tab.page.context.set_offline(True)
    assert await told(tab, question) == [UNREACHED]
    assert [complaint for complaint in tab.complaints if "ERR_INTERNET_DISCONNECTED" not in complaint] == []


@pytest.mark.parametrize(
    ("question", "said"),
    [(CHANGED.format("1999-01"), "there is no report '1999-01'"),
     (CHANGED.format("2025-04").replace("Changed", "Changd"), "Did you mean 'capacityChanged'")],
)  # fmt: skip
async def test_a_refused_subscription_says_why_and_nothing_else_complains(
    tab: Tab, address: str, token: str, question: str, said: str
) -> None:
    await tab.open(f"{address}#token={token}")
    (message,) = await told(tab, question)
    assert said in message
    await expect(tab.page.get_by_role("button", name="Execute query")).to_be_visible()
    assert tab.complaints == []


async def test_a_subscription_that_outlives_its_token_says_so(tab: Tab, address: str, token: str) -> None:
    claims = jwt.decode(token, options={"verify_signature": False})
    short = jwt.encode({**claims, "exp": int(time.time()) + 12}, api.SECRET)
    await tab.open(f"{address}#token={short}")
    assert await told(tab, CHANGED.format("2025-04")) == [EXPIRED]
    await expect(tab.page.locator("#hint")).to_contain_text("has expired")


@pytest.mark.parametrize(("given", "said"), [("not a token", REFUSED), ("", NEEDED)])
async def test_nobody_waits_for_a_subscription_without_a_sign_in(
    tab: Tab, address: str, token: str, given: str, said: str
) -> None:
    sockets: list[str] = []
    tab.page.on("websocket", lambda socket: sockets.append(socket.url))
    await tab.open(f"{address}#token={token}")
    await tab.page.locator("#token").fill(given)
    await expect(tab.page.locator("#hint")).to_contain_text(said.split(".")[0])
    assert await told(tab, CHANGED.format("2025-04")) == [said]
    assert sockets == []


@pytest.mark.parametrize("width", [PHONE, TABLET, LAPTOP])
async def test_an_answer_is_wide_enough_to_read_at_every_width(
    tab: Tab, address: str, live_server: LiveServer, width: int
) -> None:
    await tab.page.set_viewport_size({"width": width, "height": 844})
    await tab.open(f"{address}#token={live_server.token('VIEWER')}")
    await tab.run()
    for panel in (None, "Show Examples", "Show GraphiQL Explorer"):
        if panel:
            await tab.page.get_by_label(panel).click()
            await expect(tab.page.locator(".graphiql-plugin")).to_be_visible()
        for pane in (QUERY, RESPONSE):
            box = await tab.page.locator(pane).bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert (box["width"] >= 280, box["height"] >= 150) == (True, True), (panel, pane, box)
    who = await tab.page.locator("#who").evaluate("text => [text.scrollWidth, text.clientWidth]")
    assert who[0] <= who[1], "the end of the sign-in is read whole"
    assert await tab.page.evaluate("document.documentElement.scrollWidth") == width
    assert tab.complaints == []
