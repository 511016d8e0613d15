"""Relations: a field names the loader that answers it and the key it goes by; types import nothing above them."""

import asyncio
from collections.abc import Hashable
from typing import Any

import strawberry


async def load(info: strawberry.Info, loader: str, key: Hashable) -> Any:
    """Ask the context's loader "room.name" for a key.

    The wait is shielded: several fields may share one future, and a failing non-null sibling cancels the waits of the
    others; unshielded that would cancel the shared future, and with it the whole request.
    """
    return await asyncio.shield(info.context.loaders.named(loader).load(key))


def loaded(loader: str, *, by: str, description: str, name: str | None = None) -> Any:
    """A field answered by the loader "room.name" for the key kept in the attribute `by`; null where the key is None."""

    async def resolve(root: Any, info: strawberry.Info):  # type: ignore[no-untyped-def]
        key = getattr(root, by)
        return None if key is None else await load(info, loader, key)

    return strawberry.field(resolver=resolve, name=name, description=description, metadata={"loader": loader, "by": by})
