"""Downloads as values: a stored thing, found by what its path names, as a workbook."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from db.engine import ReadSession
from db.shared.enums import Permission
from services.shared.json_schema import Schema
from services.shared.report import Argument
from services.shared.workbook import Workbook

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, eq=False)
class Download(Generic[T]):
    """A workbook of something that is stored.

    `path` is the whole path, with `{name}` for each of `parameters`, of which the JSON Schemas are told. `find` gets
    their texts, and the values of `arguments` by name; where it finds nothing the caller is told `not_found`.
    `workbook` is handed the moment it is made at. `name` is what programs made from the OpenAPI document call it.
    """

    path: str
    name: str
    summary: str
    permission: Permission
    parameters: Mapping[str, Schema]
    find: Callable[[ReadSession, Mapping[str, Any]], Awaitable[T | None]]
    not_found: str
    workbook: Callable[[ReadSession, T, datetime], Awaitable[Workbook]]
    arguments: Sequence[Argument[Any]] = ()
