"""Workbooks are made whole before they are sent, apart from everybody else: who waits for one holds nothing."""

import asyncio
import io
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from resolvers.context import Seconds
from server.app import WORKBOOKS
from server.render import spool
from server.render.spool import WorkbookInMaking
from tests.conftest import Client
from tests.support.api import Api
from tests.support.clocks import PATIENCE

PREFIX = "/api/v2/reports"
FLAT = ("/powerbi/monthly-summary", "/powerbi/weekly-detail", "/powerbi/resource-assignments", "/comparison")
QUESTION = '{ resource(cn: "CN10002") { cn } }'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files are put."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
async def manager(sample_client: Client) -> AsyncIterator[Api]:
    """Somebody who may download, of an application that is left as it was."""
    client = sample_client("MANAGER")
    seconds = client.app.state.seconds  # type: ignore[attr-defined]
    yield client
    client.app.state.seconds = seconds  # type: ignore[attr-defined]


def pool(client: Api) -> Any:
    return client.app.state.database.pool  # type: ignore[attr-defined]


class Held:
    """Rendering that waits until it may go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.under_way, self.most, self.may_go_on = 0, 0, asyncio.Event()
        render = WorkbookInMaking.render

        async def held(making: WorkbookInMaking) -> None:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
            try:
                await self.may_go_on.wait()
                await render(making)
            finally:
                self.under_way -= 1

        monkeypatch.setattr(WorkbookInMaking, "render", held)


async def test_twenty_at_once_hold_no_connection_and_nobody_notices(
    manager: Api, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    held = Held(monkeypatch)
    path = f"{PREFIX}/powerbi/monthly-summary"
    asked = [asyncio.create_task(manager.get(path, format="xlsx", limit=5)) for _ in range(20)]
    while held.under_way < WORKBOOKS:
        await asyncio.sleep(0.01)
    for _ in range(20):
        assert (await manager.ask(QUESTION))["resource"] == {"cn": "CN10002"}
    assert pool(manager).in_use == 0
    assert len(list(folder.iterdir())) == WORKBOOKS
    held.may_go_on.set()
    answers = await asyncio.wait_for(asyncio.gather(*asked), PATIENCE * 2)
    assert {answer.status_code for answer in answers} == {200}
    assert held.most == WORKBOOKS
    assert list(folder.iterdir()) == []
    sheet = openpyxl.load_workbook(io.BytesIO(answers[0].content))["Data"]
    assert sheet.max_row == 6


@pytest.mark.parametrize("path", ["/powerbi/weekly-detail?format=xlsx&limit=5", "/monthly-summary.xlsx"])
async def test_one_that_outlasts_its_time_is_told_so(
    manager: Api, monkeypatch: pytest.MonkeyPatch, folder: Path, path: str
) -> None:
    held = Held(monkeypatch)
    manager.app.state.seconds = Seconds(PATIENCE, PATIENCE, 3)  # type: ignore[attr-defined]
    answer = await manager.http.get(PREFIX + path, headers=manager.headers)
    assert (answer.status_code, answer.json()["code"]) == (504, "TIMEOUT")
    assert "content-disposition" not in answer.headers
    assert (held.under_way, list(folder.iterdir())) == (0, [])
    held.may_go_on.set()
    manager.app.state.seconds = Seconds(PATIENCE, PATIENCE, PATIENCE)  # type: ignore[attr-defined]
    assert (await manager.http.get(PREFIX + path, headers=manager.headers)).status_code == 200, "the slot is free again"


@pytest.mark.parametrize("path", FLAT)
async def test_more_rows_than_a_sheet_holds_are_refused_at_once(
    manager: Api, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(spool, "MOST_ROWS", 4)
    filled: list[object] = []
    monkeypatch.setattr(WorkbookInMaking, "fill", lambda _, workbook: filled.append(workbook))
    for arguments in ({}, {"limit": 4}):
        answer = await manager.get(PREFIX + path, format="xlsx", **arguments)
        assert (answer.status_code, answer.json()["code"]) == (400, "BAD_REQUEST")
        assert answer.json()["message"].endswith("accepted: format=csv, or at most 3 rows")
    assert filled == []
    monkeypatch.undo()
    assert (await manager.get(PREFIX + path, format="xlsx", limit=3)).status_code == 200


async def test_a_workbook_that_turns_out_too_long_is_refused(manager: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MOST_ROWS", 4)
    answer = await manager.get(f"{PREFIX}/monthly-summary.xlsx")
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_REQUEST")
    assert "more rows than a sheet holds" in answer.json()["message"]
