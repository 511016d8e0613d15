"""Chromium, started once for the tests of a file, and a tab of its own for each test."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from tests.support.chromium import CHROMIUM, FLAGS, Tab
from tests.support.clocks import PATIENCE
from tests.support.live import LiveServer


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    assert CHROMIUM, "CI needs chromium: apt-get install chromium"
    expect.set_options(timeout=1000 * PATIENCE)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="module")
async def tab(browser: Browser) -> AsyncIterator[Tab]:
    """A tab of a window that knows nothing of the others."""
    window = await browser.new_context(viewport={"width": 1360, "height": 820}, timezone_id="UTC", locale="en-GB")
    window.set_default_timeout(1000 * PATIENCE)
    opened = Tab(await window.new_page())
    opened.listen()
    yield opened
    print(*opened.complaints, sep="\n")  # shown where the test has failed
    await window.close()


@pytest.fixture
def address(live_server: LiveServer) -> str:
    return f"{live_server.url}/graphiql"


@pytest.fixture
def token(live_server: LiveServer) -> str:
    return live_server.token("VIEWER")
