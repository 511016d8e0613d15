"""Automatic persisted queries: documents that clients have left here, to name them by their hash from then on."""

from collections import OrderedDict
from uuid import UUID

SLOT_BYTES = 300  # what keeping any document takes, beside its text


class PersistedQueries:
    """The documents that tenants used last, each tenant's its own; together bounded by number and by bytes.

    Where there are too many, the tenant that takes most room gives up the one that it used longest ago: however many
    documents one tenant sends, others keep theirs.
    """

    def __init__(self, most: int, max_bytes: int, *, longest: int) -> None:
        self._most, self._max_bytes, self._longest = most, max_bytes, longest
        self._tenants: dict[UUID, OrderedDict[str, bytes]] = {}
        self._bytes_of_tenants: dict[UUID, int] = {}
        self.total_bytes = 0
        self.count = 0

    def get(self, tenant_id: UUID, hash_: str) -> str | None:
        """The document that a tenant's client has left under a hash."""
        kept = self._tenants.get(tenant_id)
        if kept is None or hash_ not in kept:
            return None
        kept.move_to_end(hash_)
        return kept[hash_].decode()

    def put(self, tenant_id: UUID, hash_: str, document: bytes) -> None:
        """Keep a document under its hash, unless it is longer than any that is answered."""
        if len(document) > self._longest:
            return
        kept = self._tenants.setdefault(tenant_id, OrderedDict())
        if hash_ not in kept:
            kept[hash_] = document
            self._count(tenant_id, 1, _size(document))
        kept.move_to_end(hash_)
        while self.count > self._most or self.total_bytes > self._max_bytes:
            self._drop_one()

    def _drop_one(self) -> None:
        largest = max(self._bytes_of_tenants, key=self._bytes_of_tenants.__getitem__)
        _, document = self._tenants[largest].popitem(last=False)
        self._count(largest, -1, -_size(document))

    def _count(self, tenant_id: UUID, documents: int, size: int) -> None:
        self.count += documents
        self.total_bytes += size
        self._bytes_of_tenants[tenant_id] = self._bytes_of_tenants.get(tenant_id, 0) + size
        if not self._bytes_of_tenants[tenant_id]:
            del self._bytes_of_tenants[tenant_id], self._tenants[tenant_id]


def _size(document: bytes) -> int:
    return len(document) + SLOT_BYTES
