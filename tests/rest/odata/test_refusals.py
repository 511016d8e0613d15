"""What a set refuses: an error of OData with the option, the place in it, and what would be accepted."""

from typing import Any

import pytest

from tests.rest.odata.feed import Feed

REFUSED: list[tuple[dict[str, Any], str, list[str]]] = [
    ({"filter": ""}, "$filter", ["character 1"]),
    ({"filter": "kind"}, "$filter", ["character 1", "a condition"]),
    ({"filter": "kind eq"}, "$filter", ["character 8", "the end", "a property"]),
    ({"filter": "kind eq 5"}, "$filter", ["character 9", "a text (kind)", "a whole number (5)"]),
    ({"filter": "5 eq kind"}, "$filter", ["character 6", "a text (kind)"]),
    ({"filter": "figure gt 'x'"}, "$filter", ["character 11", "a number (figure)", "a text ('x')"]),
    ({"filter": "opened_at gt 2025-01-01"}, "$filter", ["a moment (opened_at)", "a day (2025-01-01)"]),
    ({"filter": "kind eq 'x"}, "$filter", ["character 9", "does not end"]),
    ({"filter": "kind = 'x'"}, "$filter", ["character 6", "and, or"]),
    ({"filter": "kind eq \"x\""}, "$filter", ["character 9"]),
    ({"filter": "kin eq 'x'"}, "$filter", ["character 1", "did you mean kind"]),
    ({"filter": "nothing eq 'x'"}, "$filter", ["character 1", "'nothing'", "kind, severity"]),
    ({"filter": "kind eq 'x' kind"}, "$filter", ["character 13", "one word too many"]),
    ({"filter": "(kind eq 'x'"}, "$filter", ["character 13", "')' is expected"]),
    ({"filter": "kind eq 'x')"}, "$filter", ["character 12"]),
    ({"filter": "contain(kind,'x')"}, "$filter", ["character 1", "contains, startswith"]),
    ({"filter": "contains(kind)"}, "$filter", ["contains has 1 arguments", "accepted: 2"]),
    ({"filter": "contains(kind,5)"}, "$filter", ["character 15", "a text"]),
    ({"filter": "year(kind) eq 2025"}, "$filter", ["character 6", "a day or a moment"]),
    ({"filter": "kind in ()"}, "$filter", ["character 10", "a text as"]),
    ({"filter": "kind in ('a',5)"}, "$filter", ["character 14", "a whole number"]),
    ({"filter": "kind in (note)"}, "$filter", ["character 10", "no literal"]),
    ({"filter": "is_active gt true"}, "$filter", ["eq, ne"]),
    ({"filter": "opened_at gt 2025-13-01T00:00:00Z"}, "$filter", ["character 14", "2025-06-01T08:00:00Z"]),
    ({"filter": "opened_at gt datetime'2025-01-01T00:00:00'"}, "$filter", ["character 14"]),
    ({"filter": "date(opened_at) eq 2025-02-30"}, "$filter", ["character 20", "no day"]),
    ({"filter": f"figure gt {'9' * 5_000}"}, "$filter", ["too long a number"]),
    ({"filter": "figure gt 1e99999999999999999999"}, "$filter", ["too long a number"]),
    ({"filter": "kind eq 'a\x00'"}, "$filter", ["NUL"]),
    ({"filter": "(" * 51 + "true" + ")" * 51}, "$filter", ["nested too deeply", "50"]),
    ({"filter": "not " * 60 + "true"}, "$filter", ["nested too deeply"]),
    ({"filter": "true" + " or true" * 4_000}, "$filter", ["at most 20,000"]),
    ({"filter": f"figure in ({','.join('1' * 2_001)})"}, "$filter", ["2,000"]),
    ({"filter": "a/b eq 1"}, "$filter", ["character 2"]),
    ({"select": "kin"}, "$select", ["character 1", "did you mean kind"]),
    ({"select": "kind,,note"}, "$select", ["''"]),
    ({"select": ""}, "$select", ["''"]),
    ({"orderby": "kind up"}, "$orderby", ["'up'", "asc, desc"]),
    ({"orderby": "kind,nothing"}, "$orderby", ["character 6", "'nothing'"]),
    ({"orderby": ""}, "$orderby", ["''"]),
    ({"top": "-1"}, "$top", ["whole number"]),
    ({"top": "1e3"}, "$top", ["whole number"]),
    ({"skip": "9" * 400}, "$skip", ["whole number"]),
    ({"count": "yes"}, "$count", ["true, false"]),
    ({"format": "atom"}, "$format", ["json"]),
    ({"$fliter": "true"}, "$fliter", ["did you mean $filter"]),
    ({"sku": ["A"] * 501}, "sku", ["500"]),
    ({"from": ["2025-01-01", "2025-01-02"]}, "from", ["one value"]),
    ({"status": "nonsense"}, "status", ["OPEN"]),
    ({"limit": "5"}, "limit", ["$top"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("/Alerts?$filter=kind%20eq%20'%ff'", "query"),
        ("/Alerts?$filter=kind%20eq%20'%ED%A0%80'", "query"),
        ("/Alerts?sku=%C3", "query"),
        ("/Alerts('%ED%A0%80')", "path"),
        ("/%ff", "path"),
    ],
)
async def test_an_address_that_is_no_utf_8_is_refused(feed: Feed, address: str, part: str) -> None:
    answer = await feed.api.http.get(f"/odata{address}", headers=feed.api.headers)
    assert answer.status_code == 400
    assert answer.json()["error"]["target"] == part
    assert "UTF-8 at byte" in answer.json()["error"]["message"]


@pytest.mark.parametrize(("options", "target", "words"), REFUSED, ids=[str(one[0])[:40] for one in REFUSED])
async def test_what_is_wrong_is_named(feed: Feed, options: dict[str, Any], target: str, words: list[str]) -> None:
    error = await feed.refused("/Alerts", **options)
    assert (error["code"], error["target"]) == ("BAD_REQUEST", target)
    for word in words:
        assert word in error["message"]


@pytest.mark.parametrize("option", ["$apply", "$expand", "$search", "$compute", "expand", "$EXPAND"])
async def test_what_is_not_offered_says_so(feed: Feed, option: str) -> None:
    error = await feed.refused("/Alerts", 501, **{option: "x"})
    assert (error["code"], error["target"]) == ("NOT_IMPLEMENTED", f"${option.lower().removeprefix('$')}")


NOT_DONE: list[tuple[str, str]] = [
    ("orderby", "tolower(kind)"), ("orderby", "severity desc,concat(kind,state)"), ("orderby", "severity add 1 desc"),
    ("filter", "time(opened_at) eq 10:00:00"), ("filter", "time(opened_at) gt 10:00"), ("filter", "severity lt INF"),
    ("filter", "severity eq NaN"), ("filter", "severity gt -INF"), ("filter", "isof(Headroom.Alerts)"),
    ("filter", "cast(kind,Edm.String) eq 'a'"),
]  # fmt: skip


@pytest.mark.parametrize(("option", "text"), NOT_DONE)
async def test_what_odata_has_and_this_has_not_is_left_to_who_asks(feed: Feed, option: str, text: str) -> None:
    error = await feed.refused("/Alerts", 501, **{option: text})
    assert (error["code"], error["target"]) == ("NOT_IMPLEMENTED", f"${option}")
    assert "accepted: " in error["message"]


@pytest.mark.parametrize("path", ["/$batch", "/$all", "/$entity", "/$crossjoin(Alerts,WorkOrders)"])
async def test_resources_that_are_not_offered_say_so(feed: Feed, path: str) -> None:
    await feed.refused(path, 501)


NOWHERE = [
    "/Alert", "/alerts", "/nothing", "/Alerts/kind", "/Alerts/$value", "/Alerts('a')/nothing", "/Alerts('a')/kind/x",
    "/Alerts('a')x", "/Alerts('none')", "/InventoryDaily(date=2025-01-01,sku='none',location='MAIN')", "/$x", "/(1)",
    "/Alerts/$count/x", "/Alerts('a%2Fb')", "/Alerts//", "/Alerts('')",
]  # fmt: skip


@pytest.mark.parametrize("path", NOWHERE)
async def test_nothing_is_there(feed: Feed, path: str) -> None:
    assert (await feed.refused(path, 404))["code"] == "NOT_FOUND"


KEYS = [
    "/Alerts(5)", "/Alerts(id=5)", "/Alerts(number='x')", "/Alerts()", "/Alerts('a','b')", "/Alerts(id='a',id='a')",
    "/Alerts('a", "/Alerts(id='a' or true)", "/InventoryDaily('x')", "/InventoryDaily(date=2025-01-01)",
    "/Alerts(null)",    "/InventoryDaily(date='2025-01-01',sku='x',location='MAIN')", "/Alerts(2025-99-99)",
]  # fmt: skip


@pytest.mark.parametrize("path", KEYS)
async def test_what_is_no_key_is_refused(feed: Feed, path: str) -> None:
    error = await feed.refused(path)
    assert error["target"] == "key"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_nothing_can_be_written(feed: Feed, method: str) -> None:
    answer = await feed.get("/Alerts", method=method)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert answer.headers["odata-version"] == "4.0"
    assert answer.json()["error"]["code"] == "BAD_REQUEST"


async def test_the_second_of_two_would_answer_another_question(feed: Feed) -> None:
    answer = await feed.api.http.get("/odata/Alerts?$top=1&top=2", headers=feed.api.headers)
    assert (answer.status_code, answer.json()["error"]["target"]) == (400, "$top")
    entity = await feed.refused("/Alerts('x')", filter="true")
    assert entity["target"] == "$filter"
    document = await feed.refused("/$metadata", top=1)
    assert document["target"] == "$top"
