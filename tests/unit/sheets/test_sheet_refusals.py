"""A reader that refuses a file ends by itself: killed at that moment, asyncio would lose its status and say so."""

import asyncio
import logging

import pytest

from sheets import Unreadable
from sheets.columns import Headings
from sheets.read import read_sheet
from tests.unit.sheets.files import workbook

HEADINGS = Headings({"cn": ("CN",), "state": ("State",)}, ("cn", "state"))
REFUSED = {
    "a CSV without a required column": (b"CN\n1\n", "roster.csv"),
    "a CSV with an open quote": (b'CN,State\n1,"never closed\n', "roster.csv"),
    "a CSV without data": (b"\n\n", "roster.csv"),
    "a workbook without a required column": (workbook(["CN"], ["1"]), "roster.xlsx"),
    "no workbook at all": (b"PK\x03\x04" + b"x" * 100, "roster.xlsx"),
}


@pytest.mark.parametrize(("content", "filename"), REFUSED.values(), ids=REFUSED)
async def test_who_refuses_a_file_is_not_killed(
    content: bytes, filename: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    killed: list[int] = []
    monkeypatch.setattr(asyncio.subprocess.Process, "kill", lambda process: killed.append(process.pid))
    with caplog.at_level(logging.WARNING, "asyncio"), pytest.raises(Unreadable):
        await read_sheet(content, filename=filename, headings=HEADINGS)
    assert (killed, caplog.messages) == ([], [])
