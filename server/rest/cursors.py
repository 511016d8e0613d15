"""Cursors of tables: opaque texts that say after which row a page goes on, of one table and one set of arguments."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from services.shared.errors import BadRequest
from services.shared.paging import cursor, place_of
from services.shared.report import Key

REFUSED = "cursor is not one of this table and these arguments; accepted: the one of a next link, all else unchanged"


class Continuation(NamedTuple):
    """Where a page goes on: after which key, and what its first page was told of time and of what it chose."""

    after: Key
    settled_until: datetime
    left_open: frozenset[str]


def fingerprint(tenant_id: UUID, path: str, values: Mapping[str, Any], *moments: datetime | None) -> str:
    """What a cursor belongs to: a table of a tenant, and the arguments that say which rows are in it."""
    return sha256(repr((str(tenant_id), path, sorted(values.items()), moments)).encode()).hexdigest()[:32]


def cursor_of(table: str, continuation: Continuation) -> str:
    """The cursor of a continuation of the table with this fingerprint."""
    left_open, moment = ",".join(sorted(continuation.left_open)), written(continuation.settled_until)
    said = [table, moment, left_open, *map(_kept, continuation.after)]
    return cursor([_checksum(said), *said])


def continuation_of(text: str, table: str, place: Sequence[type]) -> Continuation:
    """What a cursor says; raises BadRequest for one of another table or of other arguments, and for anything else."""
    checksum, *said = place_of(text, str, str, str, str, *(str if kind is date else kind for kind in place)) or (None,)
    if checksum is None or checksum != _checksum(said) or said[0] != table:
        raise BadRequest(REFUSED)
    _, moment, left_open, *after = said
    try:
        settled = datetime.fromisoformat(moment).astimezone(UTC)
        key = tuple(date.fromisoformat(part) if kind is date else part for kind, part in zip(place, after, strict=True))
    except (ValueError, OverflowError):
        raise BadRequest(REFUSED) from None
    return Continuation(key, settled, frozenset(filter(None, left_open.split(","))))


def written(moment: datetime) -> str:
    """A moment as an argument of an address holds it, with nothing in it to escape but colons."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _kept(part: Any) -> Any:
    return part.isoformat() if isinstance(part, date) else part


def _checksum(said: Sequence[Any]) -> str:
    """A cursor that was changed on its way does not fit it."""
    return sha256(repr(list(said)).encode()).hexdigest()[:16]
