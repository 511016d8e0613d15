"""Downloads as values: a stored thing, found by what its path names, as a workbook."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from db.engine import ReadSession
from db.shared.enums import Permission
from services.shared.json_schema import Schema
from services.shared.workbook import Workbook

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, eq=False)
class Download(Generic[T]):
    """A workbook of something that is stored.

    `path` is the whole path, with `{name}` for each of `parameters`, of which the JSON Schemas are told. `find` gets
    their texts; where it finds nothing the caller is told `not_found`. `workbook` is handed the moment it is made at.
    `name` is what programs made from the OpenAPI document call it.
    """

    path: str
    name: str
    summary: str
    permission: Permission
    parameters: Mapping[str, Schema]
    find: Callable[[ReadSession, Mapping[str, str]], Awaitable[T | None]]
    not_found: str
    workbook: Callable[[ReadSession, T, datetime], Workbook]
