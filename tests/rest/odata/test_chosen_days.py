"""A set that is of today unless it is told otherwise has the days that a condition leaves, or a key names."""

import re
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from services.shopfloor.reports.daily_summary import DAILY_SUMMARY_COLUMNS
from tests.rest.odata.drawn_filters import FilterMaker
from tests.rest.odata.feed import Feed

SET = "DailySummary"
EVERY_DAY = {"from": "2000-01-01", "to": "2100-12-31"}
OF_THE_COLUMN = re.compile(r"(?<![\w'])date(?![\w(])|\((?:year|month|day)?\(date\)")
DAYS_AND_ORDERS = [column for column in DAILY_SUMMARY_COLUMNS if column.name in ("date", "number", "target")]


async def every_row(feed: Feed, **options: Any) -> list[dict[str, Any]]:
    return await feed.all(f"/{SET}", **EVERY_DAY, **options)


@pytest.mark.parametrize(
    "form",
    [
        "date eq {a}",
        "{a} eq date",
        "date ge {a} and date lt {b}",
        "{a} lt date and {b} ge date and target gt 0",
        "date in ({b},{a})",
        "date eq {a} or date eq {b}",
        "date le {a}",
        "{a} ge date",
        "date gt {a}",
        "not (date gt {a})",
        "date ne {a}",
        "year(date) eq {year}",
        "day(date) add 1 eq {after}",
        "(date ge {a} and date le {a}) or (date le {b} and date ge {b})",
        "date gt {b} and date lt {a}",
        "date eq null",
    ],
)
async def test_a_condition_on_the_day_chooses_among_all_days(feed: Feed, form: str) -> None:
    days = sorted({row["date"] for row in await every_row(feed, select="date")})
    assert len(days) > 10
    condition = form.format(a=days[3], b=days[-4], year=days[3][:4], after=int(days[3][8:]) + 1)
    expected = await every_row(feed, filter=condition)
    assert await feed.all(f"/{SET}", filter=condition) == expected
    assert await feed.all(f"/{SET}", filter=condition, page=7) == expected
    assert int((await feed.get(f"/{SET}/$count", filter=condition)).text) == len(expected)


async def test_drawn_conditions_leave_out_no_day_that_they_hold_for(feed: Feed, inputs: int) -> None:
    rows = [
        {**row, "date": date.fromisoformat(row["date"]), "target": Decimal(str(row["target"]))}
        for row in await every_row(feed)
    ]
    maker = FilterMaker(DAYS_AND_ORDERS, rows, Random(f"days {inputs}"))
    drawn = [text for _ in range(inputs) if OF_THE_COLUMN.search(text := maker.draw().text)][: inputs // 5]
    assert len(drawn) > 10
    found = 0
    for text in drawn:
        expected = await every_row(feed, filter=text, select="date,number")
        assert await feed.all(f"/{SET}", filter=text, select="date,number") == expected, text
        found += bool(expected)
    assert found > len(drawn) // 4


async def test_a_key_names_a_day_of_any_time(feed: Feed) -> None:
    for row in (await every_row(feed))[:3]:
        told = await feed.read(f"/{SET}(date={row['date']},number='{row['number']}')")
        assert (told["date"], told["number"], told["target"]) == (row["date"], row["number"], row["target"])


async def test_days_that_are_given_stand_before_those_of_a_condition(feed: Feed) -> None:
    days = sorted({row["date"] for row in await every_row(feed, select="date")})
    both = {"filter": f"date ge {days[0]}", "select": "date"}
    for given in ({"from": days[2], "to": days[4]}, {"to": days[1]}):
        assert {row["date"] for row in await feed.all(f"/{SET}", **given, **both)} <= set(days[:5])


async def test_without_a_condition_on_the_day_it_is_of_today(feed: Feed) -> None:
    today = await feed.all(f"/{SET}")
    assert await feed.all(f"/{SET}", filter="target ge 0") == today
    assert len({row["date"] for row in today}) <= 1
