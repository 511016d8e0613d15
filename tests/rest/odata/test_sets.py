"""Every table of every room is a set: with the rows of REST, one by one by their keys, and described by their types."""

from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from db.shared.tenants import tenant_id
from server.odata.rendering import key_literal
from server.odata.sets import EntitySet, EntityType, entity_sets, type_of
from server.rest.reports import PREFIX
from server.rooms import HOUSE
from services.shared.report import FlatReport
from services.shared.table import ColumnType
from tests.rest.odata.feed import Feed

EDM = "{http://docs.oasis-open.org/odata/ns/edm}"
SETS = list(entity_sets().values())
READ: dict[ColumnType, Any] = {
    ColumnType.DATETIME: datetime.fromisoformat,
    ColumnType.DATE: date.fromisoformat,
    ColumnType.INTEGER: int,
}
all_sets = pytest.mark.parametrize("one", SETS, ids=[one.name for one in SETS])


def test_sets_are_named_for_their_reports() -> None:
    assert len(SETS) == sum(isinstance(report, FlatReport) for report in HOUSE.reports)
    names = {
        "MonthlySummary",
        "WeeklyDetail",
        "ResourceAssignments",
        "TierBreakdown",
        "InventoryMovements",
        "WorkOrders",
    }
    assert names <= set(entity_sets())


def at_all_times(one: EntitySet) -> dict[str, str]:
    """The arguments by which a set that is of today unless days are given has rows on a day without work."""
    return {"from": "2000-01-01"} if one.name == "DailySummary" else {}


def comparable(rows: list[dict[str, Any]], one: EntitySet, columns: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows by key, with moments as moments."""
    read = [
        {
            name: datetime.fromisoformat(value) if value and columns[name].type is ColumnType.DATETIME else value
            for name, value in row.items()
        }
        for row in rows
    ]
    return sorted(read, key=lambda row: [str(row[name]) for name in one.key])


async def described(feed: Feed, one: EntitySet) -> EntityType:
    database = feed.api.app.state.database  # type: ignore[attr-defined]
    async with database.read(tenant_id("demo")) as session:
        return await type_of(session, one)


@all_sets
async def test_a_set_has_the_rows_of_its_report(feed: Feed, one: EntitySet) -> None:
    columns = dict((await described(feed, one)).columns)
    told = (await feed.api.get(PREFIX + one.report.path, format="records", **at_all_times(one))).json()
    found = await feed.all(f"/{one.name}", page=700, **at_all_times(one))
    assert told
    assert comparable(found, one, columns) == comparable(told, one, columns)


@all_sets
async def test_a_set_says_how_many_it_has(feed: Feed, one: EntitySet) -> None:
    answer = await feed.read(f"/{one.name}", count="true", top=2, select=one.key[0])
    count = await feed.get(f"/{one.name}/$count")
    assert count.headers["content-type"] == "text/plain; charset=utf-8"
    assert int(count.text) == answer["@odata.count"] >= len(answer["value"])
    assert "@odata.nextLink" not in answer


@all_sets
async def test_an_entity_is_found_by_its_key(feed: Feed, one: EntitySet) -> None:
    type_ = await described(feed, one)
    first = (await feed.read(f"/{one.name}", top=1, **at_all_times(one)))["value"][0]
    key = {name: READ.get(type_.columns[name].type, str)(first[name]) for name in one.key}
    found = await feed.read(f"/{one.name}{key_literal(type_, key)}", **at_all_times(one))
    assert found.pop("@odata.context") == f"http://headroom.test/odata/$metadata#{one.name}/$entity"
    assert found == first


async def test_the_service_document_names_the_sets(feed: Feed) -> None:
    for path in ("", "/"):
        answer = await feed.read(path)
        assert answer["@odata.context"] == "http://headroom.test/odata/$metadata"
        assert answer["value"] == [{"name": one.name, "kind": "EntitySet", "url": one.name} for one in SETS]


@pytest.mark.parametrize("accept", ["application/json", "*/*", "application/xml", "text/html", "nonsense"])
async def test_metadata_are_xml_whatever_is_accepted(feed: Feed, accept: str) -> None:
    answer = await feed.get("/$metadata", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
    assert answer.headers["odata-version"] == "4.0"
    schema = ET.fromstring(answer.content)[0][0]
    assert [one.get("Name") for one in schema.findall(f"{EDM}EntityType")] == [one.name for one in SETS]


@all_sets
async def test_metadata_say_types_and_keys(feed: Feed, one: EntitySet) -> None:
    schema = ET.fromstring((await feed.get("/$metadata")).content)[0][0]
    (found,) = (type_ for type_ in schema.findall(f"{EDM}EntityType") if type_.get("Name") == one.name)
    keys = [reference.get("Name") for reference in found.findall(f"{EDM}Key/{EDM}PropertyRef")]
    properties = {added.get("Name"): added for added in found.findall(f"{EDM}Property")}
    assert keys == list(one.key)
    assert {name for name, added in properties.items() if added.get("Nullable") == "false"} == set(keys)
    entities = (await feed.read(f"/{one.name}", top=50, **at_all_times(one)))["value"]
    assert list(entities[0]) == list(properties)
    for entity in entities:
        for name, value in entity.items():
            assert value is None or is_of(properties[name].get("Type"), value), name


def is_of(type_: str | None, value: Any) -> bool:
    match type_:
        case "Edm.String":
            return isinstance(value, str)
        case "Edm.Int32":
            return isinstance(value, int) and abs(value) < 2**31
        case "Edm.Decimal":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "Edm.Boolean":
            return isinstance(value, bool)
        case "Edm.Date":
            return len(value) == 10 and datetime.fromisoformat(value) is not None
        case "Edm.DateTimeOffset":
            return value.endswith("Z") and datetime.fromisoformat(value) is not None
    return False
