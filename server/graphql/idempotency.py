"""Requests that callers name with an Idempotency-Key: carried out once, answered as often as they are sent."""

import re
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

from db.shared.idempotency import claim, keep
from resolvers.audit import audit_refusals_again
from resolvers.context import Context
from server.http.errors import TransportError

HEADER = "Idempotency-Key"
REPLAYED = {"Idempotency-Replayed": "true"}
ACCEPTED = re.compile(r"[\x21-\x7e]{1,255}")


class Once(NamedTuple):
    """An answer, and whether it was given before."""

    content: bytes
    is_replay: bool


class _NotKept(Exception):
    """Leaves the transaction with an answer that must not stay."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.content = content


async def answered_once(
    context: Context, key: str, asked: dict[str, Any], execute: Callable[[], Awaitable[tuple[bytes, bool]]]
) -> Once:
    """Carry a request out in one transaction with its answer, or give the answer it got before.

    `execute` returns the answer and whether it may be kept: one that failed for no fault of the request is not, and
    everything it did is undone, except that the audit log keeps what was refused.

    Raises TransportError for a bad key, and for a key that named another request.
    """
    if not ACCEPTED.fullmatch(key):
        raise TransportError(400, f"{HEADER} must have 1 to 255 printable ASCII characters without spaces")
    digest = sha256(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS, default=_digest_of_file)).digest()
    caller = context.caller
    try:
        async with context.database.operation(caller.tenant_id, subject=caller.subject) as session:
            stored = await claim(session, key, digest)
            if stored is not None:
                if stored.request_hash != digest:
                    raise TransportError(422, f"this {HEADER} named another request; choose a new one")
                return Once(stored.answer, is_replay=True)
            context.whole = session
            content, may_stay = await execute()
            if not may_stay:
                raise _NotKept(content)
            await keep(session, key, content)
    except _NotKept as failed:
        context.whole = None
        await audit_refusals_again(context)
        return Once(failed.content, is_replay=False)
    finally:
        context.whole = None
    return Once(content, is_replay=False)


def _digest_of_file(value: Any) -> str:
    """An uploaded file by its content."""
    digest = sha256(value.file.read()).hexdigest()
    value.file.seek(0)
    return digest
