"""A tab of Chromium with GraphiQL in it, for tests that look at the page as people do."""

import asyncio
import os
import shutil
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import ConsoleMessage, Page, expect

from tests.support.clocks import PATIENCE

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

in_chromium = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(
        CHROMIUM is None and "CI" not in os.environ,
        reason="no chromium, chromium-browser or google-chrome on the path",
    ),
]


@dataclass
class Tab:
    """A page, and everything it complained about."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", self.note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("crash", lambda _: self.complaints.append("the page has crashed"))

    def note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    async def open(self, address: str) -> None:
        await self.page.goto("about:blank")
        await self.page.goto(address)
        await expect(self.page.locator(".graphiql-execute-button")).to_be_visible()

    async def editor(self, name: str) -> str:
        """All of an editor's text: a long one draws only the lines in sight."""
        pane = self.page.locator(f"{name} .CodeMirror").first
        return str(await pane.evaluate("element => element.CodeMirror.getValue()"))

    async def type_into(self, name: str, text: str) -> None:
        await self.page.locator(f"{name} .CodeMirror").click()
        await self.page.keyboard.press("ControlOrMeta+a")
        await self.page.keyboard.insert_text(text)

    async def run(self) -> str:
        await self.page.locator(".graphiql-execute-button").click()
        return str(await eventually(lambda: self.editor(RESPONSE)))

    async def kept(self) -> str:
        """Everything the browser keeps for the page, as one text."""
        return str(
            await self.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
        )


QUERY = ".graphiql-query-editor"
HEADERS = ".graphiql-editor-tool .graphiql-editor:not(.hidden)"
RESPONSE = ".result-window"


async def eventually(look: Callable[[], Awaitable[Any]], seconds: float = PATIENCE) -> Any:
    """The first answer that says something; the last one when time is up."""
    deadline = time.monotonic() + seconds
    while not (found := await look()) and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    return found


async def answered_with(tab: Tab, word: str) -> str:
    text = await tab.run()
    return text if word in text else ""


async def texts(tab: Tab) -> list[str]:
    panes = tab.page.locator(".CodeMirror")
    return list(await panes.evaluate_all("panes => panes.map(pane => pane.CodeMirror.getValue())"))


async def kept_by_graphiql(tab: Tab) -> None:
    """GraphiQL writes its tabs and history half a second late: wait until both are there."""
    keys = "['graphiql:tabState', 'graphiql:queries'].every(key => localStorage.getItem(key))"
    assert await eventually(lambda: tab.page.evaluate(keys))
    await asyncio.sleep(0.7)
