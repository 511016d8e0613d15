"""Answers kept as finished bytes, under the versions of what they were made of."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from db.engine import ReadSession
from db.shared.versions import versions
from server.graphql.cache_scopes import CacheScopes
from server.graphql.documents import Prepared
from server.http.etags import etag_of
from server.http.gzip import gzipped
from services.shared.access import Caller

LARGEST_PART = 4  # one answer may fill a quarter
SLOT_BYTES = 1_000  # what it takes to keep any answer, beside what was asked and answered
NOT_MODIFIED = b""


class AnswerCache:
    """What was answered lately, bounded by bytes; never true for a version that is not there any more."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[Any, tuple[bytes, int]] = OrderedDict()  # answers, and what each takes
        self.bytes = 0

    def place(self, caller: Caller, prepared: Prepared, asked: Mapping[str, Any]) -> "CacheSlot | None":
        """Where the answer to a question is kept; None for one that is not."""
        depends_on = prepared.cache_scopes
        if depends_on is None or not self._most or asked.get("extensions"):
            return None
        variables = asked.get("variables") or {}
        keys = depends_on.keys(variables)
        if keys is None:
            return None
        permissions = tuple(sorted(permission.value for permission in caller.permissions))
        given = orjson.dumps(variables)
        about = (caller.tenant_id, permissions, asked["query"], asked.get("operationName"), given)
        size = SLOT_BYTES + len(asked["query"]) + len(given)
        return CacheSlot(self, about, size, depends_on, keys)

    def get(self, key: Any) -> bytes | None:
        """An answer, if it is there."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def keep(self, key: Any, answer: bytes, *, key_bytes: int) -> None:
        """Keep an answer; the one that was asked for longest ago goes."""
        size = len(answer) + key_bytes
        if size > self._most // LARGEST_PART or key in self._kept:
            return
        self._kept[key] = (answer, size)
        self.bytes += size
        while self.bytes > self._most:
            _, (_, gone) = self._kept.popitem(last=False)
            self.bytes -= gone


class CacheSlot:
    """Where one answer is kept: found by the versions that the question's own snapshot has."""

    def __init__(
        self,
        kept: AnswerCache,
        about: tuple[Any, ...],
        size: int,
        depends_on: CacheScopes,
        keys: Sequence[Any],
    ) -> None:
        self._kept = kept
        self._about = about
        self._size = size  # of what it is about, in bytes
        self._depends_on = depends_on
        self._keys = keys  # of the members that count, where not all of a family do
        self._key: Any = None
        self._known: list[str] | None = None
        self.etag: str | None = None

    def asked_by_get(self, known: list[str]) -> None:
        """Give the answer a name, and mind those that the caller has."""
        self._known = known

    async def look(self, session: ReadSession) -> bytes | None:
        """The answer, if it was made of what is there now; nothing of it where the caller has it."""
        family = self._depends_on.family
        members = family.scopes if family is not None else None
        self._key = (self._about, await versions(session, self._depends_on.scopes, members, self._keys))
        if self._known is not None:
            self.etag = etag_of(repr(self._key).encode())
            if self.etag in self._known:
                return NOT_MODIFIED
        return self._kept.get(self._key)

    async def zipped(self, answer: bytes) -> bytes:
        """The answer that was kept, zipped once for everybody."""
        key = ("zipped", self._key)
        found = self._kept.get(key)
        if found is None:
            found = await gzipped(answer)
            self._kept.keep(key, found, key_bytes=SLOT_BYTES)
        return found

    def keep(self, answer: bytes) -> None:
        """Keep the answer that was made after all."""
        if self._key is not None:
            self._kept.keep(self._key, answer, key_bytes=self._size)
