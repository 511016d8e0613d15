"""Relations: a field names the loader that answers it and the key it goes by; types import nothing above them."""

import asyncio
import inspect
from collections.abc import Callable, Hashable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension

from columnar import RELATION_METADATA, Relation
from schema.shared.noun import SIZE


async def load(info: strawberry.Info, loader: str, key: Hashable) -> Any:
    """Ask the context's loader "room.name" for a key.

    Several fields may share one future, and a failing non-null sibling cancels the waits of the others: a wait that is
    cancelled must not cancel the shared future, and with it the whole request.
    """
    future = info.context.loaders.named(loader).data_loader.load(key)
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
    arguments: Callable[..., Hashable] | None = None,
    size: int | None = None,
    extensions: Sequence[FieldExtension] = (),
    metadata: Mapping[str, Any] = MappingProxyType({}),
) -> Any:
    """A field answered by the loader "room.name" for the key kept in the attribute `by`; null where the key is None.

    A field with arguments gives `arguments`: a function of them, whose parameters declare them; the loader's key is
    then (key, what it returns), or for a root field, `by` None, what it returns. A list says by `size` how many objects
    it is expected to hold.
    """

    async def resolve(root: Any, info: strawberry.Info, **given: Any):  # type: ignore[no-untyped-def]
        key = None if by is None else getattr(root, by)
        if arguments is not None and by is None:
            key = arguments(**given)
        elif arguments is not None and key is not None:
            key = (key, arguments(**given))
        return None if key is None else await load(info, loader, key)

    parameters = inspect.signature(resolve).parameters.values()
    own = [parameter for parameter in parameters if parameter.kind is not inspect.Parameter.VAR_KEYWORD]
    declared = inspect.signature(arguments).parameters.values() if arguments is not None else ()
    resolve.__signature__ = inspect.Signature([*own, *declared])  # type: ignore[attr-defined]
    if arguments is not None:
        resolve.__module__ = arguments.__module__  # where the names in annotations are found
    return strawberry.field(
        resolver=resolve,
        name=name,
        description=description,
        extensions=[*extensions],
        metadata={**metadata, SIZE: size, RELATION_METADATA: Relation(loader, by, arguments)},
    )
