"""Global ids: every object of a GraphQL name can be asked for again by one opaque id.

Caches of clients take an id for identity: objects of one id are one object to them, whichever answers they came in. So
what is no stored object has an id of all that it was computed from (`ComputedIds`).
"""

import base64
import binascii
import json
from functools import lru_cache
from hashlib import blake2b
from uuid import UUID

import strawberry


@strawberry.interface(description="An object with an id of its own, to be asked for again through node.")
class Node:
    """What has a global id."""

    id: strawberry.ID = strawberry.field(description="Opaque and stable; use it with node.")


def global_id(type_name: str, key: object) -> strawberry.ID:
    """The opaque id of an object: its type and its key."""
    return strawberry.ID(base64.urlsafe_b64encode(f"{type_name}:{key}".encode()).decode().rstrip("="))


def decoded_id(text: str) -> tuple[str, str] | None:
    """Type and key of an id that `global_id` made, whatever the key is; None for anything else."""
    try:
        decoded = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    name, colon, key = decoded.partition(":")
    return (name, key) if colon and global_id(name, key) == text else None


def parse_global_id(text: str) -> tuple[str, int] | None:
    """Type and key of a stored object's id; None for anything else."""
    name, key = decoded_id(text) or ("", "")
    if not (key.isascii() and key.isdigit() and len(key) <= 18) or key != str(int(key)):
        return None
    return name, int(key)


def parse_key(type_name: str, text: str) -> int | None:
    """The key of an id of one type; None for anything else."""
    named = parse_global_id(text)
    return named[1] if named is not None and named[0] == type_name else None


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID as answers write it: the id of what is no node, such as a preview."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


class ComputedIds:
    """Ids of objects of one type that were computed from the same things: a report, a drill order, a filter.

    Equal things, given as plain values, make equal ids in whichever process. The things are digested and encoded once,
    and the length of what comes before an object's own key is a multiple of three bytes: base64 goes on from there, so
    that an object costs only its key.
    """

    def __init__(self, type_name: str, *computed_from: object) -> None:
        digest = blake2b(json.dumps(computed_from).encode(), digest_size=9).digest()
        before = f"{type_name}:{base64.urlsafe_b64encode(digest).decode()}"
        self._prefix = base64.urlsafe_b64encode(before.ljust(-(-len(before) // 3) * 3, ".").encode()).decode()

    def of(self, key: str) -> strawberry.ID:
        """The id of the object whose key, among those computed with it, is `key`."""
        return strawberry.ID(self._prefix + _encoded(key))


@lru_cache(maxsize=16_384)
def _encoded(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")
