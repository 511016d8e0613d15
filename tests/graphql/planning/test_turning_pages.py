"""Pages of tables while rows come, go and change: each row at most once, and none that stood throughout is lost."""

import random
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from server.rest.reports import PREFIX
from tests.graphql.planning.conftest import APPEALS, CLAIMS, PEOPLE, Planner
from tests.graphql.planning.test_merged_changes import TABLES, Changes

pytestmark = pytest.mark.races


def key(path: str, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in TABLES[path].key)


async def whole(world: Planner, path: str, **arguments: Any) -> list[dict[str, Any]]:
    answer = (await world.get(PREFIX + path, **arguments)).json()
    return [dict(zip(answer["columns"], row, strict=True)) for row in answer["rows"]]


async def plan(world: Planner) -> None:
    """Somebody on something."""
    items = [world.weeks(f"CN{number}", CLAIMS, 23, 26) for number in range(1, 11)]
    await world.done("bulkAssign", "created", items=items)


@pytest.mark.parametrize("form", ["json", "records"])
@pytest.mark.parametrize("path", TABLES)
async def test_rows_that_come_and_go_shift_no_page(world: Planner, path: str, form: str) -> None:
    dice = random.Random(f"{path} {form}")
    await plan(world)
    changes = Changes(world, dice)
    stood = {key(path, row) for row in await whole(world, path, report="2025-04")}
    limit = max(1, len(stood) // 5)
    answer = await world.get(PREFIX + path, report="2025-04", limit=limit, format=form)
    met: list[tuple[Any, ...]] = []
    while True:
        body = answer.json()
        rows = body if form == "records" else [dict(zip(body["columns"], row, strict=True)) for row in body["rows"]]
        assert len(rows) <= limit
        met += [key(path, row) for row in rows]
        if "next" not in answer.links:
            break
        kinds = [changes.assign, changes.end, changes.end_and_assign, changes.targets, changes.convert, changes.week]
        for kind in dice.sample(kinds, 3):
            await kind()
        stood &= {key(path, row) for row in await whole(world, path, report="2025-04")}
        answer = await world.http.get(answer.links["next"]["url"], headers=world.headers)
        assert answer.status_code == 200, answer.text
    assert len(met) == len(set(met))
    assert stood <= set(met)


async def test_rows_added_before_the_page_are_not_repeated(world: Planner) -> None:
    path = "/powerbi/resource-assignments"
    for number in range(1, 7):
        await world.done("createAssignment", "__typename", input=world.week(f"CN{number}", CLAIMS, 30))
    first = (await world.get(PREFIX + path, limit=3)).json()
    for number in range(7, PEOPLE + 1):
        await world.done("createAssignment", "__typename", input=world.week(f"CN{number}", APPEALS, 24))
    second = (await world.http.get(first["next"], headers=world.headers)).json()
    assert [row[0] for row in first["rows"] + second["rows"]] == [f"CN{number}" for number in range(1, 7)]
    assert second["next"] is None


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
async def test_tiers_that_change_places_are_met_once(world: Planner, limit: int) -> None:
    path, dice = "/capacity-by-tier", random.Random(limit)
    every = [key(path, row) for row in await whole(world, path)]
    page = (await world.get(PREFIX + path, limit=limit)).json()
    met: list[tuple[Any, ...]] = []
    while True:
        met += [key(path, dict(zip(page["columns"], row, strict=True))) for row in page["rows"]]
        if page["next"] is None:
            break
        tier, place = dice.choice([*world.tiers.values()]), {"displayOrder": dice.randint(0, 99)}
        await world.do("updateCapacityTier", "__typename", id=tier, patch=place)
        page = (await world.http.get(page["next"], headers=world.headers)).json()
    assert sorted(met) == sorted(every)


async def test_an_offset_goes_on_by_a_cursor(world: Planner) -> None:
    await plan(world)
    path = "/powerbi/resource-assignments"
    every = (await world.get(PREFIX + path)).json()["rows"]
    page = (await world.get(PREFIX + path, limit=7, offset=5)).json()
    rows = page["rows"]
    assert "offset" not in parse_qs(urlsplit(page["next"]).query)
    while page["next"]:
        page = (await world.http.get(page["next"], headers=world.headers)).json()
        rows += page["rows"]
    assert rows == every[5:]


async def test_a_link_goes_on_with_what_it_began_with_whatever_is_imported(world: Planner) -> None:
    await plan(world)
    changes = Changes(world, random.Random(1))
    before = await whole(world, "/comparison")
    page = (await world.get(f"{PREFIX}/comparison", limit=2)).json()
    await changes.newer_report()
    rows = page["rows"]
    while page["next"]:
        page = (await world.http.get(page["next"], headers=world.headers)).json()
        rows += page["rows"]
    assert [key("/comparison", dict(zip(page["columns"], row, strict=True))) for row in rows] == [
        key("/comparison", row) for row in before
    ]


NONSENSE = ("", "x", "W10", "bnVsbA", "😀", "a" * 5_000)


def changed(text: str, place: int) -> str:
    return text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]


@pytest.mark.parametrize("path", TABLES)
async def test_a_cursor_that_is_not_of_this_question_is_refused(world: Planner, path: str) -> None:
    await plan(world)
    asked = {"report": "2025-04", "limit": 1}
    link = urlsplit((await world.get(PREFIX + path, **asked)).json()["next"])
    cursor = parse_qs(link.query)["cursor"][0]
    assert (await world.get(PREFIX + path, **asked, cursor=cursor)).status_code == 200
    assert (await world.get(PREFIX + path, **{**asked, "limit": 5, "format": "csv"}, cursor=cursor)).status_code == 200
    others = [one for one in TABLES if one != path]
    foreign: list[tuple[str, dict[str, Any]]] = [
        *((path, {**asked, "cursor": changed(cursor, place)}) for place in range(0, len(cursor) - 1, 5)),
        *(
            (path, {**asked, "cursor": text})
            for text in ("", "x", cursor[:-4], cursor * 2, "W10", "bnVsbA", "😀", "a" * 5_000)
        ),
        *((other, {**asked, "cursor": cursor}) for other in others),
        (path, {**asked, "cursor": cursor, "state": "FL"}),
        (path, {**asked, "cursor": cursor, "updated_since": "2025-01-01"}),
        (path, {**asked, "cursor": cursor, "offset": "0"}),
    ]
    for where, arguments in foreign:
        answer = await world.get(PREFIX + where, **arguments)
        assert answer.status_code == 400, (where, arguments)
        assert answer.json()["code"] == "BAD_REQUEST"
        assert "cursor" in answer.json()["message"]
        assert "accepted" in answer.json()["message"]
