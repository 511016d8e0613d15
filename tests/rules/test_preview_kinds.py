"""Kinds of previews are named once, by the room that brings them, and are known to the database."""

from collections import Counter

from sqlalchemy import text

from db.admin.migrate import owner_connection
from db.forecast.enums import ChangeType
from server.commands.imports import IMPORTS
from server.commands.postgres import Addresses
from server.graphql.schema import schema
from server.rooms import HOUSE
from services.forecast.editing.report_change import ReportChange
from services.shared.import_kinds import ImportKind

ALL = [kind for room in HOUSE.rooms for kind in room.kinds]


def test_no_two_kinds_have_one_name() -> None:
    assert [name for name, times in Counter(kind.name for kind in ALL).items() if times > 1] == []
    assert set(HOUSE.kinds.values()) == set(ALL)


async def test_the_kinds_that_are_kept_are_the_rows_of_the_migrated_table(empty: Addresses) -> None:
    async with owner_connection(empty.owner) as owner:
        rows = set(await owner.scalars(text("SELECT kind FROM preview_kind")))
    kept = {kind.name for kind in ALL if kind.committed_by is not None}
    assert rows == kept, "a room's migration calls add_preview_kinds with the names of its kinds"


def test_a_kind_is_committed_by_a_mutation() -> None:
    mutations = set(schema._schema.mutation_type.fields)  # type: ignore[union-attr]
    assert {kind.committed_by for kind in ALL if kind.committed_by is not None} <= mutations


def test_records_of_every_type_of_change_come_from_one_kind() -> None:
    types = Counter(kind.change_type for kind in ALL if isinstance(kind, ReportChange) and kind.change_type is not None)
    assert types == Counter(ChangeType)


def test_imports_have_labels_and_places_of_their_own() -> None:
    imports = [kind for kind in ALL if isinstance(kind, ImportKind)]
    assert set(IMPORTS.values()) == set(imports)
    places = [kind.command.place for kind in imports if kind.command is not None]
    assert len(set(places)) == len(places)
