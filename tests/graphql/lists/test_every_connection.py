"""Every connection of the schema turns its pages by one machinery: from both ends, in every order, each row once."""

import base64
from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson
import pytest
from graphql import GraphQLEnumType, GraphQLObjectType, get_named_type

from server.graphql.schema import schema
from tests.conftest import Client
from tests.graphql.lists.crowd import crowded
from tests.support.api import Api, token

SCHEMA = schema._schema
ARGUMENTS = ("orderBy", "direction", "first", "after", "last", "before")
# How a connection that is no root field is reached.
WITHIN = {
    "Query": "%s",
    "InventoryLevel": 'inventoryLevels(filter: {sku: ["CROWD-0"]}) { nodes { %s } }',
    "PpicDashboard": "ppicDashboard { %s }",
}
PAGE = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { %s } }"
DIRECTIONS = ("ASC", "DESC")
# A part of what is long in the sample data; of what is not named all.
SHORT = {
    "Query.assignments": 'filter: {resourceCn: ["CN10001", "CN10002"]}, ',
    "Query.auditLog": 'filter: {entityType: "Product"}, ',
    "Query.resources": 'filter: {or: [{search: "CN1000"}, {search: "CN1001"}]}, ',
    "Query.inventoryMovements": 'filter: {sku: ["CROWD-0", "CROWD-1", "CROWD-2", "CROWD-3"]}, ',
}


class List(NamedTuple):
    """A field that answers with a connection."""

    within: str
    name: str

    @property
    def field(self) -> Any:
        return SCHEMA.type_map[self.within].fields[self.name]  # type: ignore[attr-defined]

    @property
    def order(self) -> GraphQLEnumType:
        named = get_named_type(self.field.args["orderBy"].type)
        assert isinstance(named, GraphQLEnumType)
        return named

    @property
    def leaves(self) -> str:
        """What of a node says which one it is."""
        node = get_named_type(get_named_type(self.field.type).fields["nodes"].type)  # type: ignore[union-attr]
        plain = [name for name, one in node.fields.items() if not one.args and _is_leaf(one.type)]  # type: ignore[union-attr]
        return " ".join(plain)

    def __str__(self) -> str:
        return f"{self.within}.{self.name}"


def _is_leaf(type_: Any) -> bool:
    return not hasattr(get_named_type(type_), "fields")


def connections() -> Iterator[List]:
    for type_ in SCHEMA.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            for name, field in type_.fields.items():
                if get_named_type(field.type).name.endswith("Connection"):
                    yield List(type_.name, name)


LISTS = sorted(connections())
ORDERS = [(one, order) for one in LISTS for order in sorted(one.order.values)]


class Reader:
    """Turns the pages of a list."""

    def __init__(self, client: Api, asked: List, order: str, direction: str) -> None:
        self._client, self._asked = client, asked
        self._by = f"{SHORT.get(str(asked), '')}orderBy: {order}, direction: {direction}"

    async def page(self, arguments: str) -> dict[str, Any]:
        asked = self._asked
        query = f"{asked.name}({self._by}, {arguments}) {{ {PAGE % asked.leaves} }}"
        return dict(_found(await self._client.ask("{ " + WITHIN[asked.within] % query + " }"), asked.name))

    async def forwards(self, size: int) -> list[Any]:
        rows: list[Any] = []
        after = ""
        while True:
            page = await self.page(f"first: {size}{after}")
            info = page["pageInfo"]
            assert info["hasPreviousPage"] is bool(rows)
            assert len(page["edges"]) == size or not info["hasNextPage"]
            rows += page["edges"]
            if not info["hasNextPage"]:
                return rows
            assert info["endCursor"] == page["edges"][-1]["cursor"]
            after = f', after: "{info["endCursor"]}"'

    async def backwards(self, size: int) -> list[Any]:
        rows: list[Any] = []
        before = ""
        while True:
            page = await self.page(f"last: {size}{before}")
            info = page["pageInfo"]
            assert info["hasNextPage"] is bool(rows)
            assert len(page["edges"]) == size or not info["hasPreviousPage"]
            rows = page["edges"] + rows
            if not info["hasPreviousPage"]:
                return rows
            assert info["startCursor"] == page["edges"][0]["cursor"]
            before = f', before: "{info["startCursor"]}"'


def _found(answer: Any, name: str) -> Any:
    """The first answer to a field, wherever it is."""
    if isinstance(answer, list):
        return _found(answer[0], name)
    return answer[name] if name in answer else _found(next(iter(answer.values())), name)


def test_every_connection_has_the_arguments_of_all() -> None:
    assert len(LISTS) >= 20
    assert {one.within for one in LISTS} == set(WITHIN)
    for one in LISTS:
        given = list(one.field.args)
        assert given[-6:] == list(ARGUMENTS), str(one)
        assert str(one.field.args["direction"].type) == "OrderDirection!", str(one)
        assert str(one.field.args["orderBy"].type) == f"{one.order.name}!", str(one)
        assert one.order.name.endswith("Order")
        assert str(one.field.args["last"].type) == "Int"


@pytest.fixture
async def reader(changed_client: Client) -> Api:
    """Somebody who may see everything of a tenant that has enough of everything, much of it alike."""
    client = changed_client("ADMIN")
    await crowded(client.app.state.database)  # type: ignore[attr-defined]
    named = [
        f'a{n}: updateProduct(sku: "CROWD-{n}", patch: {{unit: "box"}}) {{ problems {{ code }} }}' for n in range(9)
    ]
    await client.ask("mutation { " + " ".join(named) + " }")
    return Api(client.http, token("ADMIN", departments=("Crowding",)))


@pytest.mark.parametrize("within", sorted({one.within for one in LISTS}))
async def test_pages_from_both_ends_give_every_row_once(reader: Api, within: str) -> None:
    for asked, order in ORDERS:
        if asked.within != within:
            continue
        seen: dict[str, list[Any]] = {}
        for direction in DIRECTIONS:
            turning = Reader(reader, asked, order, direction)
            where = (str(asked), order, direction)
            whole = (await turning.page("first: 100"))["edges"]
            assert 7 <= len(whole) < 100, where
            size = -(-len(whole) // 4)
            rows = await turning.forwards(size)
            assert rows == whole, where
            assert len({row["cursor"] for row in rows}) == len(rows), where
            assert await turning.backwards(size) == rows, where
            seen[direction] = rows
        expect_turned(seen["ASC"], seen["DESC"], (str(asked), order))


def expect_turned(up: list[Any], down: list[Any], where: object) -> None:
    """One direction is the other turned round, but for what is unknown, which comes last in both."""

    def nodes(rows: list[Any], *, unknown: bool) -> list[Any]:
        return [row["node"] for row in rows if _is_unknown(row["cursor"]) is unknown]

    assert [_is_unknown(row["cursor"]) for row in up] == [_is_unknown(row["cursor"]) for row in down], where
    for unknown in (False, True):
        assert nodes(up, unknown=unknown) == nodes(down, unknown=unknown)[::-1], where
    flags = [_is_unknown(row["cursor"]) for row in up]
    assert flags == sorted(flags), where


def _is_unknown(cursor: str) -> bool:
    """Whether what a list is ordered by is unknown of a row."""
    _, _, value, *_ = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return value is None or str(value).endswith("Infinity")
