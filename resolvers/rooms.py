"""Rooms: each lists in its room.py what it brings to the house; put together, they are what the server serves."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from db.engine import Database, ReadSession, WriteSession
from db.shared.tenants import OwnerConnection, insert_tenant
from db.touched import Touched
from resolvers.loading import Loader
from services.shared.commit_once import AnyCommitKind
from services.shared.download import Download
from services.shared.floor_rules import FloorRules
from services.shared.import_kinds import AnyImportKind, ImportKind
from services.shared.report import Report
from services.shared.template_workbook import FilledIn, template_download

Verification = Callable[[ReadSession], Awaitable[list[str]]]
"""Recomputes what a tenant has stored; returns a line for everything that is not as it must be.

As a notice, for everything that is as it was left, but would be another now.
"""

Follower = Callable[[WriteSession, Mapping[Touched, Collection[int]], date, FloorRules], Awaitable[None]]
"""Does in a transaction, before it commits, what follows from the objects that it touched.

It is told which day it is, and what is set.
"""

FirstRows = Callable[[OwnerConnection, UUID], Awaitable[None]]
"""Writes what a new tenant begins with, in the transaction that creates it."""


class Round(NamedTuple):
    """What is done for each tenant every so often, by whichever server comes first; not by the day's calendar.

    `due` finds the tenants of whom it was not done for so long. `go` does it for one, told which day it is and what is
    set, unless it was done meanwhile: of several servers one takes a round, and what it leaves undone another does.
    """

    due: Callable[[Database, timedelta], Awaitable[Sequence[UUID]]]
    go: Callable[[Database, UUID, timedelta, date, FloorRules], Awaitable[object]]


class Chapter(NamedTuple):
    """Root fields, and where they stand in the schema: clients and GraphiQL find them in this order, always."""

    position: int
    fields: type  # a strawberry type, which the root type inherits


@dataclass(frozen=True, kw_only=True)
class Room:
    """What a room brings."""

    name: str
    queries: Sequence[Chapter] = ()
    mutations: Sequence[Chapter] = ()
    subscriptions: Sequence[Chapter] = ()
    loaders: Sequence[type[Loader[Any, Any]]] = ()
    kinds: Sequence[AnyCommitKind] = ()
    reports: Sequence[Report] = ()
    downloads: Sequence[Download[Any]] = ()
    verifications: Sequence[Verification] = ()
    notices: Sequence[Verification] = ()
    first_rows: Sequence[FirstRows] = ()
    followers: Sequence[Follower] = ()
    rounds: Sequence[Round] = ()


@dataclass(frozen=True)
class House:
    """All rooms, each to the right of those that it may use."""

    rooms: Sequence[Room] = field(default=())

    @cached_property
    def loaders(self) -> Mapping[str, type[Loader[Any, Any]]]:
        """Every loader, by "room.what_by_key"."""
        return {f"{room.name}.{loader.name_in_room()}": loader for room in self.rooms for loader in room.loaders}

    @cached_property
    def kinds(self) -> Mapping[str, AnyCommitKind]:
        """Every kind of preview, by name."""
        return {kind.name: kind for room in self.rooms for kind in room.kinds}

    @cached_property
    def imports(self) -> Mapping[str, AnyImportKind]:
        """Every kind of file that can be imported, by what the command line calls it."""
        return {kind.label: kind for kind in self.kinds.values() if isinstance(kind, ImportKind)}

    @cached_property
    def returned(self) -> Sequence[AnyImportKind]:
        """Those of them that are workbooks of ours, which come back."""
        return [kind for kind in self.imports.values() if kind.workbook is not None]

    @cached_property
    def templates(self) -> Sequence[FilledIn]:
        """Those of them that are filled in by people."""
        return [FilledIn(kind, kind.template) for kind in self.imports.values() if kind.template is not None]

    @cached_property
    def reports(self) -> Sequence[Report]:
        """Every report."""
        return [report for room in self.rooms for report in room.reports]

    @cached_property
    def downloads(self) -> Sequence[Download[Any]]:
        """Every download, and the template of each kind of file."""
        own = [download for room in self.rooms for download in room.downloads]
        return [*own, *map(template_download, self.templates)]

    @cached_property
    def rounds(self) -> Sequence[Round]:
        """Every round."""
        return [round for room in self.rooms for round in room.rounds]

    def roots(self, kind: str) -> tuple[type, ...]:
        """The root fields of "queries", "mutations" or "subscriptions", in the order of the schema."""
        chapters: list[Chapter] = [chapter for room in self.rooms for chapter in getattr(room, kind)]
        return tuple(chapter.fields for chapter in sorted(chapters, key=lambda chapter: chapter.position))

    async def create_tenant(self, owner: OwnerConnection, name: str) -> bool:
        """Create a tenant with what each room begins with; False if it is there already."""
        tenant_id = await insert_tenant(owner, name)
        if tenant_id is None:
            return False
        for room in self.rooms:
            for write in room.first_rows:
                await write(owner, tenant_id)
        return True

    async def follow(self, session: WriteSession, *, today: date, rules: FloorRules) -> None:
        """Do what follows from everything that a transaction touched; whoever opens one does this before it commits."""
        if touched := session.touched.take():
            for room in self.rooms:
                for follow in room.followers:
                    await follow(session, touched, today, rules)

    async def verify(self, session: ReadSession) -> list[str]:
        """Everything in a tenant that is not as it must be; empty when all is well."""
        return [line for room in self.rooms for check in room.verifications for line in await check(session)]

    async def notices(self, session: ReadSession) -> list[str]:
        """Everything in a tenant that somebody should know of, though nothing is wrong with it."""
        return [line for room in self.rooms for check in room.notices for line in await check(session)]
