"""What db says of its rows: the Protocols, the queries that return them, and whether a row keeps the promise."""

import importlib
import inspect
import types
import typing
from collections.abc import Iterator
from datetime import date
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[2]
ROOMS = [path.parent.name for path in (ROOT / "db").glob("*/rows.py")]


def modules() -> Iterator[ModuleType]:
    """The rooms' modules of db."""
    for path in sorted((ROOT / "db").glob("*/*.py")):
        if path.parent.name in ROOMS:
            yield importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def protocols() -> dict[str, type[Any]]:
    """Every Protocol of rows there is, by name."""
    return {
        name: found
        for module in modules()
        for name, found in vars(module).items()
        if isinstance(found, type) and getattr(found, "_is_protocol", False) and found.__module__ == module.__name__
    }


def members(row: type[Any]) -> dict[str, object]:
    """The members of a Protocol by what they return, those of its bases included."""
    return {
        name: typing.get_type_hints(member.fget)["return"]
        for base in reversed(row.__mro__)
        for name, member in vars(base).items()
        if isinstance(member, property)
    }


def typed_queries() -> Iterator[tuple[str, type[Any]]]:
    """Every function of db that says which rows it returns, with their Protocol."""
    known = protocols().values()
    for module in modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                for row in parts(typing.get_type_hints(function).get("return")):
                    if row in known:
                        yield f"{module.__name__}.{name}", row


def parts(hint: Any) -> Iterator[Any]:
    """A type and the types that it is made of."""
    yield hint
    for inner in typing.get_args(hint):
        yield from parts(inner)


def fits(value: object, hint: Any) -> bool:
    """Whether a value is of a type, to the letter: a moment is no day here, a truth no number."""
    if hint is Any:
        return True
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return any(fits(value, one) for one in inner)
    if origin is list:
        return isinstance(value, list) and all(fits(one, inner[0]) for one in value)
    if origin is dict:
        return isinstance(value, dict) and all(fits(k, inner[0]) and fits(v, inner[1]) for k, v in value.items())
    if hint in (int, str, date, float) and not isinstance(value, Enum):
        return type(value) is hint
    return isinstance(value, hint) and not (hint is str and isinstance(value, Enum))


def misfits(row: Any, protocol: type[Any]) -> dict[str, str]:
    """The members of a Protocol that a row lacks, or holds as something else."""
    found = {name: getattr(row, name, "missing") for name in members(protocol)}
    return {
        name: f"{found[name]!r} is not {hint}"
        for name, hint in members(protocol).items()
        if not fits(found[name], hint)
    }
