"""What a filter says of a column that an argument serves is handed to it, and finds what it found without."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from server.odata.filters import parse_filter
from server.odata.narrowing import narrowed
from server.odata.sets import EntityType, entity_sets
from services.shared.report import Bound, Narrowing
from tests.rest.odata.drawn_filters import literal
from tests.rest.odata.feed import Feed
from tests.rest.odata.test_filters import columns_of

SERVED = [
    pytest.param(name, one, id=f"{name} {one.column} {one.argument.name}")
    for name, found in entity_sets().items()
    for one in found.report.narrowed
]
COMPUTED = [name for name, found in entity_sets().items() if found.report.relation is None]
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def read() -> Rows:
    """What is known of sets, which nobody changes."""
    return {}


async def whole(feed: Feed, read: Rows, name: str) -> list[dict[str, Any]]:
    """All rows of a set, which are read once."""
    if name not in read:
        read[name] = await feed.all(f"/{name}")
    return read[name]


def questions(one: Narrowing, values: list[Any]) -> list[tuple[str, Callable[[Any], bool]]]:
    """Filters on a column, and whether they hold for a value."""
    low, high = values[len(values) // 3], values[2 * len(values) // 3]
    said = {value: literal(value) for value in (low, high)}
    if one.bound is Bound.EQUAL:
        several = (
            f"{one.column} in ({said[low]},{said[high]})"
            if one.argument.is_repeatable
            else f"{one.column} eq {said[low]}"
        )
        among = (low, high) if one.argument.is_repeatable else (low,)
        return [
            (f"{one.column} eq {said[low]}", lambda value: value == low),
            (f"{said[high]} eq {one.column} and true", lambda value: value == high),
            (several, lambda value: value in among),
        ]
    if one.bound is Bound.AT_LEAST:
        return [
            (f"{one.column} ge {said[low]}", lambda value: value >= low),
            (f"{said[low]} lt {one.column}", lambda value: value > low),
        ]
    return [
        (f"{one.column} le {said[high]}", lambda value: value <= high),
        (f"{one.column} lt {said[high]} and {one.column} ge {said[low]}", lambda value: low <= value < high),
        (f"{one.column} lt {said[low]} and {one.column} gt {said[high]}", lambda value: high < value < low),
    ]


@pytest.mark.parametrize(("name", "one"), SERVED)
async def test_an_argument_finds_what_its_column_says(feed: Feed, read: Rows, name: str, one: Narrowing) -> None:
    columns = await columns_of(feed, name)
    type_ = EntityType(entity_sets()[name], {column.name: column for column in columns})
    rows = await whole(feed, read, name)
    value_of = date.fromisoformat if one.bound is not Bound.EQUAL else lambda value: value
    values = sorted({value_of(row[one.column]) for row in rows if row[one.column] is not None})
    assert values
    served = []
    for text, holds in questions(one, values):
        assert await feed.all(f"/{name}", filter=text) == [
            row for row in rows if row[one.column] is not None and holds(value_of(row[one.column]))
        ], text
        served.append(one.argument.name in narrowed(type_.set.report, parse_filter(text, type_.kinds), {}))
    assert served[:2] == [True, True]


@pytest.mark.parametrize("name", [name for name in entity_sets() if name != "Reports"])
async def test_a_time_of_changes_finds_what_changed(feed: Feed, name: str) -> None:
    told = {"from": "2025-01-01"} if name == "DailySummary" else {}  # which is of today by itself
    rows = await feed.all(f"/{name}", **told)
    moments = sorted({row["updated_at"] for row in rows if row["updated_at"] is not None})
    for moment in (moments[0], moments[len(moments) // 2], moments[-1]):
        after = (datetime.fromisoformat(moment) + timedelta(microseconds=1)).isoformat().replace("+00:00", "Z")
        for text, holds in (
            (f"updated_at ge {moment}", lambda at, moment=moment: at >= moment),
            (f"updated_at gt {moment}", lambda at, moment=moment: at > moment),
            (f"updated_at ge {moments[0]} and updated_at lt {moment}", lambda at, moment=moment: at < moment),
            (f"updated_at ge {after}", lambda at, moment=moment: at > moment),
        ):
            assert await feed.all(f"/{name}", filter=text, **told) == [
                row for row in rows if row["updated_at"] is not None and holds(row["updated_at"])
            ], text


@pytest.mark.parametrize("name", COMPUTED)
@pytest.mark.parametrize("text", [None, "updated_at ne null", "not (is_active eq false)"])
async def test_computed_rows_come_once_on_pages_of_their_own_order(feed: Feed, name: str, text: str | None) -> None:
    options = {} if text is None else {"filter": text}
    rows = await feed.all(f"/{name}", **options)
    pages = await feed.pages(f"/{name}", page=max(1, len(rows) // 7), **options)
    assert [row for page in pages for row in page["value"]] == rows
    assert len({tuple(row[part] for part in entity_sets()[name].key) for row in rows}) == len(rows)
    assert await feed.all(f"/{name}", **options, skip=2, top=5, page=2) == rows[2:7]
    assert int((await feed.get(f"/{name}/$count", **options)).text) == len(rows)


async def test_arguments_and_filters_that_exclude_each_other_find_nothing(feed: Feed) -> None:
    for text in (
        "occurred_on ge 2999-01-01 and occurred_on lt 2000-01-01",
        "sku eq 'TOY-BEAR-S' and sku eq 'none'",
        "sku eq ''",
        "kind eq 'NONE'",
        "number eq 'MV-0' or number eq 'none'",
        "number in ('MV-99999999999999999999','mv-1')",
    ):
        assert await feed.all("/InventoryMovements", filter=text) == [], text
    chosen = await feed.all("/InventoryMovements", to="2025-01-31", filter="occurred_on ge 2025-02-01")
    assert chosen == []
    for text in ("month_start ge 9999-12-01", "month_start le 0001-01-01"):
        assert await feed.all("/MonthlySummary", filter=text) == []
        assert await feed.all("/WeeklyDetail", filter=text.replace("month_start", "week_start")) == []
