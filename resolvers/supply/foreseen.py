"""What the loaders of an answer find while a dry run still stands: once it is rolled back, they would find nothing."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from db.engine import WriteSession
from resolvers.context import Context

Foreseen: TypeAlias = dict[str, dict[Any, Any]]
"""Values by the name of their loader and by key."""


async def foreseen(context: Context, session: WriteSession, asked: Iterable[tuple[str, Sequence[Any]]]) -> Foreseen:
    """What loaders find by some keys within a transaction."""
    return {name: {**await context.loaders.named(name).fetch(session, keys)} for name, keys in asked}


def prime(context: Context, found: Foreseen) -> None:
    """Let the loaders of an operation answer what was found before."""
    for name, values in found.items():
        context.loaders.named(name).foresee(values)
