"""Tables written by COPY whose statement ends in the middle: an unfinished answer of whole rows, and a clean pool."""

import asyncio
import logging
from typing import Any

import asyncpg
import pytest
from starlette.types import Message

from server.app import create_app
from server.commands.postgres import Addresses
from server.rest.reports import PREFIX
from tests.support.api import settings_for, token

PATH = f"{PREFIX}/powerbi/history-log"
HEADERS = [(b"authorization", f"Bearer {token('ADMIN')}".encode()), (b"accept-encoding", b"identity")]
ENDS = {"pg_terminate_backend": "DatabaseUnavailable", "pg_cancel_backend": "TookTooLong"}
LAST = {"csv": b"\n", "ndjson": b"}\n"}


class Asking:
    """One request of an application without a network; its statements are ended once the first rows are sent."""

    def __init__(self, addresses: Addresses, form: str, how: str | None = None) -> None:
        self.owner, self.query, self.how = addresses.owner, f"format={form}".encode(), how
        self.sent: list[Message] = []
        self.ended = 0

    async def ask(self, app: Any) -> bytes:
        scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "path": PATH,
                 "raw_path": PATH.encode(), "root_path": "", "scheme": "http", "query_string": self.query,
                 "headers": HEADERS, "client": ("127.0.0.1", 1), "server": ("inside", 80)}  # fmt: skip
        await app(scope, self.receive, self.send)
        return b"".join(message.get("body", b"") for message in self.sent)

    async def receive(self) -> Message:
        if not self.sent:
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
        (said,) = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
        head = dict(asking.sent[0]["headers"])
        assert said == f"request {head[b'x-request-id'].decode()} was answered in part: {ENDS[how]}"
        assert await Asking(sample, form).ask(app) == whole
