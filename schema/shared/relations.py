"""Relations: a field names the loader that answers it and the key it goes by; types import nothing above them."""

import asyncio
import inspect
from collections.abc import Callable, Hashable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension

from columnar import METADATA, Relation
from schema.shared.noun import SIZE


async def load(info: strawberry.Info, loader: str, key: Hashable) -> Any:
    """Ask the context's loader "room.name" for a key.

    Several fields may share one future, and a failing non-null sibling cancels the waits of the others: a wait that is
    cancelled must not cancel the shared future, and with it the whole request.
    """
    future = info.context.loaders.named(loader).one.load(key)
    if not future.done():
        future.add_done_callback(_seen)
        await asyncio.wait((future,))
    return future.result()


def _seen(future: asyncio.Future[Any]) -> None:
    """Look at a failure, since nobody may be left who waits for it."""
    if not future.cancelled():
        future.exception()


def loaded(
    loader: str,
    *,
    by: str | None,
    description: str,
    name: str | None = None,
    asked: Callable[..., Hashable] | None = None,
    size: int | None = None,
    extensions: Sequence[FieldExtension] = (),
    metadata: Mapping[str, Any] = MappingProxyType({}),
) -> Any:
    """A field answered by the loader "room.name" for the key kept in the attribute `by`; null where the key is None.

    A field with arguments gives `asked`: a function of these arguments, whose parameters declare them; the loader's
    key is then (key, what it returns), or for a root field, `by` None, what it returns. A list says by `size` how many
    objects it is expected to hold.
    """

    async def resolve(root: Any, info: strawberry.Info, **arguments: Any):  # type: ignore[no-untyped-def]
        key = None if by is None else getattr(root, by)
        if asked is not None and by is None:
            key = asked(**arguments)
        elif asked is not None and key is not None:
            key = (key, asked(**arguments))
        return None if key is None else await load(info, loader, key)

    own = [
        one for one in inspect.signature(resolve).parameters.values() if one.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    declared = inspect.signature(asked).parameters.values() if asked is not None else ()
    resolve.__signature__ = inspect.Signature([*own, *declared])  # type: ignore[attr-defined]
    if asked is not None:
        resolve.__module__ = asked.__module__  # where the names in annotations are found
    return strawberry.field(
        resolver=resolve,
        name=name,
        description=description,
        extensions=[*extensions],
        metadata={**metadata, SIZE: size, METADATA: Relation(loader, by, asked)},
    )
