"""Idempotency-Key: a mutation that a client names is executed once, and answered as often as it is sent."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

from db.engine import WriteSession
from db.errors import ConcurrentChange
from db.shared.idempotency import StoredAnswer, claim, keep
from resolvers.audit import audit_refusals_again
from resolvers.context import Context
from server.graphql.replays import without_secrets
from server.http.deadlines import begun_within
from server.http.errors import RETRY_AFTER, TRY_AGAIN, TransportError
from services.shared.json_pieces import encoded

HEADER = "Idempotency-Key"
REPLAYED = {"Idempotency-Replayed": "true"}
ACCEPTED = re.compile(r"[\x21-\x7e]{1,255}")


class Replay(NamedTuple):
    """The GraphQL response that an earlier request got, as it was kept: JSON."""

    body: bytes


class _NotKept(Exception):
    """Rolls the transaction back, and carries out of it an answer that is sent all the same."""

    def __init__(self, content: dict[str, Any]) -> None:
        super().__init__()
        self.content = content


async def execute_once(
    context: Context, key: str, request: Mapping[str, Any], execute: Callable[[], Awaitable[dict[str, Any]]]
) -> dict[str, Any] | Replay:
    """The GraphQL response of a request, executed in one transaction with its keeping; or the one that was kept.

    `request` is what the work is told by: one that differs in nothing of it is the same request.

    Were they two transactions, a crash between them would leave a change that a repeated request makes again.

    An answer with errors, which failed for no fault of the request, is not kept, and everything it did is undone,
    except that the audit log keeps what was refused. Nor are secrets kept. Whoever gets an earlier answer may lack
    permissions by now: that is for the caller of this function to look at.

    Raises TransportError for a bad key, for a key that named another request, and where the first one takes long.
    """
    if not ACCEPTED.fullmatch(key):
        raise TransportError(400, f"{HEADER} must have 1 to 255 printable ASCII characters without spaces")
    request_hash = await asyncio.to_thread(_hash_of, request)  # of a megabyte of JSON and ten of files
    caller = context.caller
    try:
        operation = context.database.operation(caller.tenant_id, subject=caller.subject)
        async with begun_within(context.seconds.mutation, operation) as session:
            stored = await _claimed(session, key, request_hash)
            if stored is not None:
                if stored.request_hash != request_hash:
                    raise TransportError(422, f"this {HEADER} named another request; choose a new one")
                return Replay(stored.answer)
            context.operation_session = session
            content = await execute()
            if "errors" in content:
                raise _NotKept(content)
            await keep(session, key, encoded(without_secrets(content, context.secrets)))
    except _NotKept as failure:
        context.operation_session = None  # it is over: the audit log is written in a transaction of its own
        await audit_refusals_again(context)
        return failure.content
    finally:
        context.operation_session = None
    return content


async def _claimed(session: WriteSession, key: str, request_hash: bytes) -> StoredAnswer | None:
    """What was answered under a key, or None, and it is ours; raises TransportError while another request has it."""
    try:
        return await claim(session, key, request_hash)
    except ConcurrentChange:  # waited for in vain
        told = f"the first request with this {HEADER} is still being carried out; {TRY_AGAIN}"
        raise TransportError(409, told, code="CONFLICT", headers=RETRY_AFTER) from None


def _hash_of(request: Mapping[str, Any]) -> bytes:
    """The hash of a request: of each of its files the name, how its text is read, and a hash of its content."""
    told: dict[int, list[str | None]] = {}

    def file(value: Any) -> list[str | None]:  # for orjson, which knows no files
        if id(value) not in told:
            told[id(value)] = [value.filename, value.encoding, sha256(value.file.read()).hexdigest()]
            value.file.seek(0)
        return told[id(value)]

    return sha256(orjson.dumps(request, option=orjson.OPT_SORT_KEYS, default=file)).digest()
