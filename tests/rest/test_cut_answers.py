"""Tables written by COPY whose statement is ended: before the first row an error, later an answer that is cut.

What is cut has whole rows and no end, and either leaves a clean pool.
"""

import asyncio
import json
import logging
from typing import Any

import asyncpg
import pytest
from starlette.types import Message

from server.app import create_app
from server.commands.postgres import Addresses
from server.rest.reports import PREFIX
from tests.support.api import settings_for, token
from tests.support.clocks import PATIENCE

PATH = f"{PREFIX}/powerbi/history-log"
HEADERS = [(b"authorization", f"Bearer {token('ADMIN')}".encode()), (b"accept-encoding", b"identity")]
ENDS = {"pg_terminate_backend": "DatabaseUnavailable", "pg_cancel_backend": "TookTooLong"}
UNREACHED = "the database cannot be reached now"
TOLD: dict[str | None, list[str]] = {"pg_terminate_backend": [UNREACHED]}  # with what the driver said
LAST = {"csv": b"\n", "ndjson": b"}\n"}


class Asking:
    """One request of an application without a network; its statements are ended once the first rows are sent."""

    def __init__(self, addresses: Addresses, form: str, how: str | None = None) -> None:
        self.owner, self.query, self.how = addresses.owner, f"format={form}".encode(), how
        self.sent: list[Message] = []
        self.ended = 0
        self.was_read = False

    async def ask(self, app: Any) -> bytes:
        scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "path": PATH,
                 "raw_path": PATH.encode(), "root_path": "", "scheme": "http", "query_string": self.query,
                 "headers": HEADERS, "client": ("127.0.0.1", 1), "server": ("inside", 80)}  # fmt: skip
        await app(scope, self.receive, self.send)
        return b"".join(message.get("body", b"") for message in self.sent)

    async def receive(self) -> Message:
        if not self.was_read:
            self.was_read = True
            return {"type": "http.request", "body": b"", "more_body": False}
        return await asyncio.Future()

    async def send(self, message: Message) -> None:
        self.sent.append(message)
        if self.how and not self.ended and message.get("body"):
            connection = await asyncpg.connect(self.owner)
            this = "datname = current_database() AND query LIKE 'COPY %' AND state = 'active'"
            self.ended = len(await connection.fetch(f"SELECT {self.how}(pid) FROM pg_stat_activity WHERE {this}"))
            await connection.close()


@pytest.mark.parametrize("form", LAST)
@pytest.mark.parametrize("how", ENDS)
async def test_an_answer_that_is_cut_has_whole_rows_and_no_end(
    sample: Addresses, form: str, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(settings_for(sample.service).model_copy(update={"pool_size": 1}))
    async with app.router.lifespan_context(app):
        whole = await (finished := Asking(sample, form)).ask(app)
        assert finished.sent[-1].get("more_body", False) is False
        cut = await (asking := Asking(sample, form, how)).ask(app)
        assert asking.ended == 1
        assert asking.sent[0]["status"] == 200
        assert all(message["more_body"] for message in asking.sent[1:])  # so that the connection is closed
        assert whole.startswith(cut) and len(cut) < len(whole)
        assert cut.endswith(LAST[form])
        *why, said = warnings(caplog)
        assert [line.partition(": ")[2].partition(";")[0] for line in why] == TOLD.get(how, [])
        head = dict(asking.sent[0]["headers"])
        assert said == f"request {head[b'x-request-id'].decode()} was answered in part: {ENDS[how]}"
        assert await Asking(sample, form).ask(app) == whole


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What stands in the log for whoever runs the server."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


REFUSED = {"pg_terminate_backend": (503, "UNAVAILABLE"), "pg_cancel_backend": (504, "TIMEOUT"), None: (504, "TIMEOUT")}


async def ended_while_it_waits(connection: asyncpg.Connection, how: str | None) -> None:
    """End what waits for what this connection holds; without `how` leave it to the time that the answer has."""
    waiting = "datname = current_database() AND wait_event_type = 'Lock'"
    async with asyncio.timeout(PATIENCE):
        while not await connection.fetch(f"SELECT FROM pg_stat_activity WHERE {waiting}"):
            await asyncio.sleep(0.05)
            await connection.execute("SELECT pg_stat_clear_snapshot()")  # a transaction looks once, and keeps that
    if how:
        await connection.fetch(f"SELECT {how}(pid) FROM pg_stat_activity WHERE {waiting}")


@pytest.mark.parametrize("form", LAST)
@pytest.mark.parametrize("how", REFUSED)
async def test_before_the_first_row_an_error_is_told(
    sample: Addresses, form: str, how: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    seconds = {"download_seconds": 2.0} if how is None else {}
    app = create_app(settings_for(sample.service).model_copy(update={"pool_size": 1, **seconds}))
    async with app.router.lifespan_context(app):
        whole = await Asking(sample, form).ask(app)
        holding = await asyncpg.connect(sample.owner)
        async with holding.transaction():
            await holding.execute("LOCK TABLE history_log IN ACCESS EXCLUSIVE MODE")
            asking = Asking(sample, form)
            answer, _ = await asyncio.gather(asking.ask(app), ended_while_it_waits(holding, how))
        await holding.close()
        status, code = REFUSED[how]
        assert (asking.sent[0]["status"], json.loads(answer)["code"]) == (status, code)
        assert asking.sent[-1].get("more_body", False) is False
        assert [line.partition(": ")[2].partition(";")[0] for line in warnings(caplog)] == TOLD.get(how, [])
        assert await Asking(sample, form).ask(app) == whole
