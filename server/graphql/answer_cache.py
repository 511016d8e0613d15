"""Answers to queries, kept as finished bytes under the versions of the data they were made of.

Nothing is ever removed because it is out of date. The key of an answer contains the versions of all scopes it depends
on, read in the snapshot that would answer the query anew. A commit raises versions, so that the old answer is found no
more, and is dropped in the end as the one that was used longest ago.

An answer that is too large to be kept as it is may still be kept compressed, an eighth of it or so.
"""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Any, NamedTuple

import orjson

from db.engine import ReadSession
from db.shared.enums import DAY
from db.shared.versions import versions
from server.graphql.cache_scopes import CacheScopes
from server.graphql.documents import PreparedOperation
from server.graphql.request import GraphQLRequest, asks_cost
from server.http.etags import etag_of
from server.http.gzip import gunzipped, gzipped
from services.shared import clock
from services.shared.access import Caller

LARGEST_SHARE = 4  # no answer takes more than a quarter
SLOT_BYTES = 1_000  # what keeping any answer takes, beside the request and the answer


class Kept(NamedTuple):
    """An answer as it is kept: plain, or compressed where it was too large for that."""

    body: bytes
    is_gzipped: bool = False


NOT_MODIFIED = Kept(b"")


class AnswerCache:
    """The answers that were used last, together at most `max_bytes`; 0 keeps none. Threads may share it."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._answers: OrderedDict[Any, tuple[bytes, int]] = OrderedDict()  # and how many bytes each takes
        self._lock = Lock()
        self.total_bytes = 0

    def slot_for(self, caller: Caller, operation: PreparedOperation, request: GraphQLRequest) -> "CacheSlot | None":
        """Where the answer to a request belongs; None for one that is not kept."""
        scopes = operation.cache_scopes
        if scopes is None or not self._max_bytes or asks_cost(request):
            return None
        variables = request.get("variables") or {}
        member_keys = scopes.member_keys(variables)
        if member_keys is None:
            return None
        # Permissions, not the caller: everybody who may see the same sees the same answer.
        permissions = tuple(sorted(permission.value for permission in caller.permissions))
        try:
            encoded_variables = orjson.dumps(variables)
        except TypeError:  # a file among them
            return None
        key = (caller.tenant_id, permissions, request["query"], request.get("operationName"), encoded_variables)
        key_bytes = SLOT_BYTES + len(request["query"]) + len(encoded_variables)
        return CacheSlot(self, key, key_bytes, scopes, member_keys)

    def get(self, key: Any) -> bytes | None:
        """The answer under a key, if there is one."""
        with self._lock:
            entry = self._answers.get(key)
            if entry is None:
                return None
            self._answers.move_to_end(key)
            return entry[0]

    def has_room_for(self, size: int) -> bool:
        """Whether an answer may take so many bytes."""
        return size <= self._max_bytes // LARGEST_SHARE

    def put(self, key: Any, answer: bytes, *, key_bytes: int) -> None:
        """Keep an answer; those that were used longest ago make room. One that is too large is not kept."""
        size = len(answer) + key_bytes
        with self._lock:
            if not self.has_room_for(size) or key in self._answers:
                return
            self._answers[key] = (answer, size)
            self.total_bytes += size
            while self.total_bytes > self._max_bytes:
                _, (_, dropped) = self._answers.popitem(last=False)
                self.total_bytes -= dropped


class CacheSlot:
    """The place of one request's answer. Which key it has is known once the versions have been read by `get`."""

    def __init__(
        self,
        cache: AnswerCache,
        request_key: tuple[Any, ...],
        key_bytes: int,
        scopes: CacheScopes,
        member_keys: Sequence[Any],
    ) -> None:
        self._cache = cache
        self._request_key = request_key
        self._key_bytes = key_bytes
        self._scopes = scopes
        self._member_keys = member_keys  # of the members that count, where not all of a family do
        self._key: Any = None
        self._client_etags: list[str] | None = None
        self.etag: str | None = None

    def compare_etags(self, client_etags: list[str]) -> None:
        """Give the answer an ETag, and let `get` return NOT_MODIFIED where it is among the client's.

        What tells of the schema has none: the next release may say otherwise under the same versions.
        """
        if not self._scopes.tells_schema:
            self._client_etags = client_etags

    async def get(self, session: ReadSession) -> Kept | None:
        """The answer, where one was made of the data that the session sees; NOT_MODIFIED where the client has it."""
        family = self._scopes.family
        member_scopes = family.members if family is not None else None
        # An answer that is made after midnight under the key of the day before is only found no more.
        days = (clock.today(),) if DAY in self._scopes.scopes else ()
        self._key = (
            self._request_key,
            await versions(session, self._scopes.scopes, member_scopes, self._member_keys),
            *days,
        )
        if self._client_etags is not None:
            self.etag = etag_of(repr(self._key).encode())
            if self.etag in self._client_etags:
                return NOT_MODIFIED
        plain = self._cache.get(self._key)
        if plain is not None:
            return Kept(plain)
        compressed = self._cache.get(self._gzip_key)
        return None if compressed is None else Kept(compressed, is_gzipped=True)

    async def put(self, answer: bytes) -> Kept:
        """Keep the answer that was made, under the versions that `get` has read in the same snapshot.

        One that is too large is kept compressed, unless that is too large as well. Returns what it is kept as.
        """
        if self._key is None:
            return Kept(answer)
        if self._cache.has_room_for(len(answer) + self._key_bytes):
            self._cache.put(self._key, answer, key_bytes=self._key_bytes)
            return Kept(answer)
        return Kept(await self.gzipped(Kept(answer)), is_gzipped=True)

    async def gzipped(self, answer: Kept) -> bytes:
        """The answer of this slot compressed, once for everybody: it is kept, beside the plain one or alone."""
        if answer.is_gzipped:
            return answer.body
        compressed = self._cache.get(self._gzip_key)
        if compressed is None:
            compressed = await gzipped(answer.body)
            self._cache.put(self._gzip_key, compressed, key_bytes=self._key_bytes)
        return compressed

    @staticmethod
    async def plain(answer: Kept) -> bytes:
        """The answer as it is where nobody compresses anything."""
        return await gunzipped(answer.body) if answer.is_gzipped else answer.body

    @property
    def _gzip_key(self) -> Any:
        return ("gzip", self._key)
