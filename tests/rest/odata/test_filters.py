"""Filters mean what OData says: drawn ones find the rows that Python finds in the same table over REST."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from db.engine import on_statement
from db.shared.tenants import tenant_id
from server.odata.sets import entity_sets
from server.rest.reports import PREFIX
from services.shared.table import Column, ColumnType
from tests.rest.odata.drawn_filters import FilterMaker
from tests.rest.odata.feed import Feed

TABLES = [
    "InventoryMovements", "WorkOrders", "MaterialDebts", "MonthlySummary", "DemandHistory", "Alerts", "Comparison",
    "TierBreakdown", "WorkOrderChanges",
]  # fmt: skip
READ: dict[ColumnType, Any] = {ColumnType.DATE: date.fromisoformat, ColumnType.DATETIME: datetime.fromisoformat}


async def columns_of(feed: Feed, name: str) -> list[Column]:
    """Columns of a set."""
    async with feed.api.app.state.database.read(tenant_id("demo")) as session:  # type: ignore[attr-defined]
        return list(await entity_sets()[name].report.columns(session))


async def table_of(feed: Feed, name: str) -> tuple[list[Column], list[dict[str, Any]]]:
    """Columns and rows of a set as REST tells them, as values of Python."""
    report, columns = entity_sets()[name].report, await columns_of(feed, name)
    told = await feed.api.get(
        PREFIX + report.path, format="records", limit=400, **({"report": "all"} if report.across else {})
    )
    rows = json.loads(told.content, parse_float=Decimal)
    for row in rows:
        for column in columns:
            if row[column.name] is not None and column.type in READ:
                row[column.name] = READ[column.type](row[column.name])
    return columns, rows


@pytest.mark.parametrize("name", TABLES)
async def test_drawn_filters_find_what_python_finds(feed: Feed, name: str, inputs: int) -> None:
    columns, rows = await table_of(feed, name)
    key = entity_sets()[name].key
    maker = FilterMaker(columns, rows, Random(f"{name} {inputs}"))
    known = {tuple(str(row[name]) for name in key) for row in rows}
    counts = set()
    for _ in range(inputs // 5):
        drawn = maker.draw()
        found = await feed.all(f"/{name}", filter=drawn.text, select=",".join(key))
        told = {one for row in found if (one := tuple(_spelled(row[part]) for part in key)) in known}
        held = {tuple(_spelled(row[part]) for part in key) for row in rows if drawn.holds(row) is True}
        assert told == held, drawn.text
        counts.add(len(held))
    assert len(counts) > min(5, len(rows))


def _spelled(value: Any) -> str:
    return str(value)


MEANINGS = [
    ("not (threshold gt 5)", "not (threshold gt 5) eq true"),
    ("closed_at eq null", "not (closed_at ne null)"),
    ("closed_at eq null or closed_at ne null", "true"),
    ("closed_at gt 2020-01-01T00:00:00Z or not (closed_at gt 2020-01-01T00:00:00Z)", "true"),
    ("closed_at ge null", "closed_at eq null"),
    ("closed_at gt null", "false"),
    ("null eq null", "true"),
    ("null ne null", "false"),
    ("closed_at in (null)", "closed_at eq null"),
    ("not contains(note, 'x')", "note ne null and not contains(note, 'x')"),
    ("contains(note, null)", "false"),
    ("not contains(note, null)", "false"),
    ("(kind eq 'STOCKOUT') eq true", "kind eq 'STOCKOUT'"),
    ("(closed_at gt 2020-01-01T00:00:00Z) eq false", "not (closed_at gt 2020-01-01T00:00:00Z)"),
    ("kind EQ 'STOCKOUT' OR Contains(kind, 'LATE')", "kind eq 'STOCKOUT' or contains(kind,'LATE')"),
    ("opened_at ge 2020-01-01T07:00:00+07:00", "opened_at ge 2020-01-01T00:00:00Z"),
    ("is_active eq true or is_active eq false", "true"),
    ("threshold eq 5.0", "threshold eq 5"),
    ("5 eq threshold", "threshold eq 5"),
    ("not not true", "true"),
    ("true or true and false", "true"),
    ("length('it''s') eq 4", "true"),
    ("round(2.5) eq 3 and round(-2.5) eq -3 and floor(-0.5) eq -1 and ceiling(-0.5) eq 0", "true"),
    ("indexof('abc', 'c') eq 2 and indexof('abc', 'x') eq -1", "true"),
    ("date(2025-06-01T00:30:00+07:00) eq 2025-05-31 and hour(2025-06-01T00:30:00+07:00) eq 17", "true"),
    ("endswith('abc', '') and startswith('abc', '') and contains('abc', '')", "true"),
    ("1 add 2 mul 3 eq 7 and (1 add 2) mul 3 eq 9 and 7 sub 2 sub 1 eq 4", "true"),
    ("7 div 2 eq 3 and -7 div 2 eq -3 and 7 divby 2 eq 3.5 and 7.0 div 2 eq 3.5", "true"),
    ("7 mod 4 eq 3 and -7 mod 4 eq -3 and 5.5 mod 2 eq 1.5", "true"),
    ("-threshold eq 0 sub threshold and -(-5) eq 5 and 2 sub -1 eq 3", "threshold ne null or threshold eq null"),
    ("threshold div 0 eq null and 5 mod 0 eq null and 5 divby (1 sub 1) eq null", "true"),
    ("threshold add null gt 0", "false"),
    ("9223372036854775807 add 1 eq 9223372036854775808", "true"),
    ("1e99 mul 1e99 gt 1e99 and length('abc') mul 2 eq 6", "true"),
    ("substring('abc', 1) eq 'bc' and substring('abc', 0, 2) eq 'ab' and substring('abc', 9) eq ''", "true"),
    ("substring('abc', -5) eq 'abc' and substring('abc', 1, 9223372036854775807) eq 'bc'", "true"),
    ("substring('abc', 1, -1) eq '' and substring('abc', null) eq null and concat('a', null) eq null", "true"),
    ("concat(concat(kind, '-'), state) eq 'STOCKOUT-OPEN'", "kind eq 'STOCKOUT' and state eq 'OPEN'"),
    ("tolower('ÄB') eq 'äb' and toupper('äb') eq 'ÄB' and trim(' a ') eq 'a'", "true"),
]


@pytest.mark.parametrize(("one", "other"), MEANINGS)
async def test_two_filters_mean_the_same(feed: Feed, one: str, other: str) -> None:
    count, same = [(await feed.get("/Alerts/$count", filter=text)) for text in (one, other)]
    assert count.status_code == same.status_code == 200, (count.text, same.text)
    assert count.text == same.text
    assert int((await feed.get("/Alerts/$count")).text) > 0


async def test_an_offset_whose_plus_was_not_escaped_is_one(feed: Feed) -> None:
    address = "/odata/Alerts/$count?$filter=opened_at%20lt%202999-01-01T07:00:00+07:00"
    answer = await feed.api.http.get(address, headers=feed.api.headers)
    assert answer.status_code == 200
    assert answer.text == (await feed.get("/Alerts/$count")).text


async def test_what_is_asked_for_is_done_by_the_database(feed: Feed) -> None:
    await feed.read("/InventoryMovements", top=1)  # the first request of a tenant looks it up
    sent: list[str] = []
    on_statement(feed.api.app.state.database, sent.append)  # type: ignore[attr-defined]
    options = {"filter": "kind eq 'RECEIPT' and quantity gt 3", "orderby": "occurred_on desc", "select": "number"}
    found = await feed.read("/InventoryMovements", top=3, count="true", **options)
    assert len(found["value"]) == 3
    assert found["@odata.count"] > 3
    (counted,) = (statement for statement in sent if statement.startswith("SELECT count(*)"))
    (page,) = (statement for statement in sent if statement.startswith("SELECT t."))
    for statement in (counted, page):
        assert "RECEIPT" not in statement
        assert '(t."kind" = CAST(' in statement
        assert '(t."quantity" > CAST(' in statement
    assert 'ORDER BY t."occurred_on" DESC NULLS LAST' in page
    assert page.split("FROM", 1)[0].count('t."') == 2 + 4  # the number, the day, and the set's own order

    assert len(sent) == 4, sent  # beside the transaction's beginning, the versions


async def test_days_of_moments_are_those_of_utc(feed: Feed) -> None:
    told = (await feed.read("/Alerts", top=1))["value"][0]
    day = datetime.fromisoformat(told["opened_at"]).astimezone(UTC).date()
    found = await feed.read("/Alerts", filter=f"date(opened_at) eq {day} and id eq '{told['id']}'")
    assert found["value"] == [told]


@pytest.mark.parametrize("name", ["MonthlySummary", "WeeklyDetail", "ResourceAssignments", "TierBreakdown"])
async def test_a_report_that_a_filter_names_is_read_alone(feed: Feed, name: str) -> None:
    """It has the rows that it has where it was chosen; one that is not there has none, and is no mistake."""
    key = ",".join(entity_sets()[name].key)
    chosen = await feed.all(f"/{name}", select=key, report="2025-04")
    assert chosen
    for text in ("report eq '2025-04'", "'2025-04' eq report and (report eq '2025-04' and report ne null)"):
        assert await feed.all(f"/{name}", select=key, filter=text) == chosen, text
    for text in (
        "report eq '1999-01'",
        "report eq 'April'",
        "report eq 'all'",
        "report eq '2025-04' and report eq 'all'",
    ):
        assert await feed.all(f"/{name}", select=key, filter=text) == [], text
    others = await feed.all(f"/{name}", select=key, filter="report eq '2025-04' or report ne '2025-04'")
    assert [row for row in others if row["report"] == "2025-04"] == chosen
