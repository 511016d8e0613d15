"""Global ids: every object of a GraphQL name can be asked for again by one opaque id."""

import base64
import binascii

import strawberry


@strawberry.interface(description="An object with an id of its own, to be asked for again through node.")
class Node:
    """What has a global id."""

    id: strawberry.ID = strawberry.field(description="Opaque and stable; use it with node.")


def global_id(type_name: str, key: object) -> strawberry.ID:
    """The opaque id of an object: its type and its key."""
    return strawberry.ID(base64.urlsafe_b64encode(f"{type_name}:{key}".encode()).decode().rstrip("="))


def parse_global_id(text: str) -> tuple[str, int] | None:
    """Type and key of an id that `global_id` made; None for anything else."""
    try:
        decoded = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    name, _, key = decoded.partition(":")
    if not (key.isascii() and key.isdigit() and len(key) <= 18) or global_id(name, int(key)) != text:
        return None
    return name, int(key)


def parse_key(type_name: str, text: str) -> int | None:
    """The key of an id of one type; None for anything else."""
    named = parse_global_id(text)
    return named[1] if named is not None and named[0] == type_name else None
