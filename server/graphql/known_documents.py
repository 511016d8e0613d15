"""Which document a request asks to carry out: the one it sends, or one that is known here and that it names.

Known are trusted documents, which the installation lists, and automatic persisted queries, which clients leave here.
"""

from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from server.errors import Misconfigured
from server.graphql.documents import DocumentCache
from server.graphql.limits import limits_of
from server.graphql.persisted_queries import PersistedQueries
from server.graphql.request import DocumentRefused, GraphQLRequest, document_id, persisted_query
from server.graphql.trusted_documents import TrustedDocuments, read_trusted_documents
from server.settings import Settings

LONGEST_ID = 80  # characters of an id that are repeated
NOT_KEPT = {"Cache-Control": "private, no-cache, must-revalidate"}
TRUSTED = "a document of HEADROOM_TRUSTED_DOCUMENTS, which are read when the server starts"


class PersistedQueryNotSupported(DocumentRefused):
    """A hash in the place of the document where none are known: told as Apollo Server tells it.

    With status 200 and these words a client sends the document, now and from then on.
    """

    def __init__(self) -> None:
        words = "PersistedQueryNotSupported"
        super().__init__(200, words, code="PERSISTED_QUERY_NOT_SUPPORTED", headers=NOT_KEPT)


class PersistedQueryNotFound(DocumentRefused):
    """A hash that is not known: with these words a client sends the document with its hash, this once."""

    def __init__(self) -> None:
        super().__init__(200, "PersistedQueryNotFound", code="PERSISTED_QUERY_NOT_FOUND", headers=NOT_KEPT)


class Found(NamedTuple):
    """A request with its document, and whether that one was known, or is by now."""

    request: GraphQLRequest
    is_known: bool


def known_documents(settings: Settings, documents: DocumentCache) -> "KnownDocuments":
    """The documents that an installation lists, and a place for those of its clients; raises Misconfigured."""
    alone = settings.only_trusted_documents
    trusted = read_trusted_documents(
        settings.trusted_documents, alone=alone, documents=documents, limits=limits_of(settings)
    )
    if alone and not trusted:
        raise Misconfigured("HEADROOM_ONLY_TRUSTED_DOCUMENTS is set, and HEADROOM_TRUSTED_DOCUMENTS names no document")
    if alone and settings.persisted_queries:
        raise Misconfigured(
            "HEADROOM_PERSISTED_QUERIES takes what clients send, and HEADROOM_ONLY_TRUSTED_DOCUMENTS refuses it;"
            " accepted: one of the two"
        )
    most, longest = settings.persisted_queries, settings.max_document_bytes
    persisted = PersistedQueries(most, settings.persisted_query_bytes, longest=longest) if most else None
    return KnownDocuments(trusted, persisted)


class KnownDocuments:
    """The documents that requests to one server process may name."""

    def __init__(self, trusted: TrustedDocuments, persisted: PersistedQueries | None) -> None:
        self._trusted, self._persisted = trusted, persisted

    def find(self, request: dict[str, Any], tenant_id: UUID, *, by_get: bool = False) -> Found:
        """A request with the document that it sends or names; raises DocumentRefused where it may not have it."""
        text = request.get("query")
        if not text:
            return _found(request, self._named(request, tenant_id), True)
        was_left = self._leave(request, text, tenant_id)
        is_trusted = (by_get or self._trusted.alone) and self._trusted.has(text)
        if self._trusted.alone and not is_trusted:
            told = f"this server answers trusted documents alone, and this is none of them; accepted: {TRUSTED}"
            raise DocumentRefused(400, told, code="UNTRUSTED_DOCUMENT")
        return _found(request, text, was_left or is_trusted)

    def _named(self, request: dict[str, Any], tenant_id: UUID) -> str:
        """The document that a request names by an id, or by a hash."""
        name = document_id(request)
        if name is not None:
            text = self._trusted.get(name)
            if text is None:
                told = f"there is no document {name[:LONGEST_ID]!r} here; accepted: the id of {TRUSTED}"
                raise DocumentRefused(400, told, code="UNKNOWN_DOCUMENT")
            return text
        if self._persisted is None and not self._trusted:
            raise PersistedQueryNotSupported
        hash_ = persisted_query(request)
        text = self._trusted.get(hash_)
        if text is None and self._persisted is not None:
            text = self._persisted.get(tenant_id, hash_)
        if text is None:
            raise PersistedQueryNotFound
        return text

    def _leave(self, request: dict[str, Any], text: str, tenant_id: UUID) -> bool:
        """Keep the document of a request that brings its hash along; whether it does."""
        if self._persisted is None or not (request.get("extensions") or {}).get("persistedQuery"):
            return False
        hash_, document = persisted_query(request), text.encode("utf-8", "surrogatepass")
        if sha256(document).hexdigest() != hash_ and self._trusted.get(hash_) != text:
            raise DocumentRefused(400, "provided sha does not match query")
        self._persisted.put(tenant_id, hash_, document)
        return True


def _found(request: dict[str, Any], text: str, is_known: bool) -> Found:
    return Found({**request, "query": text}, is_known)  # type: ignore[typeddict-item]  # check_request has looked
