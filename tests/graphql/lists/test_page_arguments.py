"""What a page is asked for by: how sizes and cursors go together, and what is refused in whose words."""

import base64
import random
from itertools import product
from typing import Any

import orjson
import pytest

from services.shared.paging import cursor
from tests.conftest import Client
from tests.graphql.lists.test_every_connection import LISTS, WITHIN, List
from tests.support.api import Api

PEOPLE = """query P($order: ResourceOrder! = CN, $direction: OrderDirection! = ASC, $first: Int, $after: String,
    $last: Int, $before: String) {
    resources(filter: {search: "CN1000"}, orderBy: $order, direction: $direction, first: $first, after: $after,
              last: $last, before: $before) {
        totalCount nodes { cn } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor } } }"""


async def people(client: Api, **arguments: Any) -> Any:
    return (await client.ask(PEOPLE, **arguments))["resources"]


def names(page: Any) -> list[str]:
    return [node["cn"] for node in page["nodes"]]


def ends(page: Any) -> tuple[bool, bool]:
    return page["pageInfo"]["hasPreviousPage"], page["pageInfo"]["hasNextPage"]


async def refused(client: Api, query: str, **variables: Any) -> str:
    answer = (await client.post(query, variables)).json()
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST", error
    return str(error["message"])


async def test_sizes_and_cursors_go_together_as_relay_says(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    whole = await people(client)
    every, cursors = names(whole), [edge["cursor"] for edge in whole["edges"]]
    assert len(every) == whole["totalCount"] >= 8 and ends(whole) == (False, False)
    cases: list[tuple[dict[str, Any], slice, tuple[bool, bool]]] = [
        ({"first": 3}, slice(0, 3), (False, True)),
        ({"last": 3}, slice(-3, None), (True, False)),
        ({"first": 0}, slice(0, 0), (False, True)),
        ({"last": 0}, slice(0, 0), (True, False)),
        ({"last": len(every)}, slice(None), (False, False)),
        ({"last": 500}, slice(None), (False, False)),
        ({"first": 2, "after": cursors[1]}, slice(2, 4), (True, True)),
        ({"last": 2, "before": cursors[5]}, slice(3, 5), (True, True)),
        ({"last": 2, "before": cursors[2]}, slice(0, 2), (False, True)),
        ({"before": cursors[3]}, slice(0, 3), (False, True)),
        ({"first": 2, "before": cursors[5]}, slice(0, 2), (False, True)),
        ({"last": 2, "after": cursors[1]}, slice(-2, None), (True, False)),
        ({"first": 2, "after": cursors[1], "before": cursors[6]}, slice(2, 4), (True, True)),
        ({"last": 2, "after": cursors[1], "before": cursors[6]}, slice(4, 6), (True, True)),
        ({"first": 9, "after": cursors[1], "before": cursors[4]}, slice(2, 4), (True, True)),
        ({"after": cursors[-1]}, slice(0, 0), (True, False)),
        ({"after": cursors[4], "before": cursors[2]}, slice(0, 0), (True, True)),
    ]
    for arguments, kept, lies in cases:
        page = await people(client, **arguments)
        assert (names(page), ends(page)) == (every[kept], lies), arguments
        assert page["totalCount"] == len(every)


async def test_a_cursor_belongs_to_its_order(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    given = (await people(client, first=1))["pageInfo"]["endCursor"]
    for asked in ({"order": "NAME"}, {"direction": "DESC"}):
        for argument in ("after", "before"):
            message = await refused(client, PEOPLE, **asked, **{argument: given})
            by = f"{asked.get('order', 'CN')} {asked.get('direction', 'ASC')}"
            assert message == (
                f"{argument} is a cursor of this list by CN ASC, which is asked by {by}; accepted: a startCursor or an"
                " endCursor that it gave in the order that is asked"
            )


def one_of(asked: List, order: str, arguments: str) -> str:
    field = f"{asked.name}(orderBy: {order}, {arguments}) {{ nodes {{ __typename }} }}"
    within = WITHIN[asked.within].replace('(filter: {sku: ["CROWD-0"]})', "")
    return "{ " + within % field + " }"


def odd_cursors(order: str) -> list[str]:
    """What is no cursor, and cursors whose values are of no such column."""
    by = [order, "ASC"]
    values: list[list[Any]] = [
        [], [1], ["x"], [None], [1, 2, 3, 4, 5], [None, None], ["x", 1], [1, "x"], [{}, 1], [[], 1], [True, 1],
        [1.5, 1], ["2026-02-30", 1], ["1" * 500, 1], ["1e999999", 1], ["\x00", 1], ["NaN", 1], ["sNaN", 1], [2**63, 1],
        [-(2**63), 2**63], [2**62], ["0001-01-01T00:00:00+14:00", 1], ["2026-01-01T00:00:00", 1], ["9999-12-31", 2**62],
        ["Infinity", -1],
        [2**40, 2**40, "x", 1], [2**63 - 1, "2026-01-01T00:00:00Z", 1],
    ]  # fmt: skip
    texts = [cursor([*by, *value]) for value in values]
    deep = b"[" * 1_000 + b"]" * 1_000
    nested = [
        b"[%b,%b,1,2]" % one
        for one in ((deep, b'"ASC"'), (b'"CN"', deep), (b'{"a":' * 1_000 + b"1" + b"}" * 1_000, b"1"))
    ]
    plain = [orjson.dumps(one) for one in ([], {}, 1, None, [[], {}], [1, 2], by, ["x", "y", 1], [order, [], 1])]
    return [
        *texts,
        *(base64.urlsafe_b64encode(one).decode() for one in [*plain, *nested]),
        "",
        "x",
        "W10",
        "bnVsbA",
        "😀",
        "a" * 999,
    ]


@pytest.mark.parametrize("asked", LISTS, ids=str)
async def test_what_is_no_cursor_is_refused_or_a_place_of_the_list(sample_client: Client, asked: List) -> None:
    client = sample_client("ADMIN")
    refusals = 0
    for place, order in enumerate(sorted(asked.order.values)):
        odd = list(enumerate(odd_cursors(order)))
        # All of them in the first order of a list, and in each other one every other of them.
        for number, text in odd[place % 2 :: 2] if place else odd:
            argument, given = ("after", "before")[number % 2], orjson.dumps(text).decode()
            response = await client.post(one_of(asked, order, f"direction: ASC, {argument}: {given}"))
            errors = response.json().get("errors", [])
            refusals += len(errors)
            for error in errors:
                assert error["extensions"]["code"] == "BAD_REQUEST", (order, text, error)
                assert argument in error["message"] and "accepted" in error["message"], error
    assert refusals > 20


@pytest.mark.parametrize("asked", LISTS, ids=str)
async def test_sizes_have_bounds_on_every_list(sample_client: Client, asked: List) -> None:
    client = sample_client("ADMIN")
    order = min(asked.order.values)
    assert "first and last" in await refused(client, one_of(asked, order, "first: 2, last: 2"))
    for size in ("first", "last"):
        for wrong in (-1, 501):
            message = await refused(client, one_of(asked, order, f"{size}: {wrong}"))
            assert message == f"{size} is {wrong}; accepted: 0 to 500"


async def test_the_cost_of_a_page_from_the_end_is_that_of_one_from_the_beginning(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    costs = []
    for declared, arguments in (
        ("", "first: 300"),
        ("", "last: 300"),
        ("($n: Int = 300)", "first: $n"),
        ("($n: Int = 300)", "last: $n"),
        ("($m: Int)", "last: $m"),
        ("", "first: 3, last: 300"),
    ):
        query = f"query Q{declared} {{ resources({arguments}) {{ nodes {{ cn }} }} }}"
        body = {"query": query, "extensions": {"cost": True}, "variables": {"m": 300} if "$m" in query else {}}
        response = await client.http.post("/graphql", json=body, headers=client.headers)
        costs.append(response.json()["extensions"]["cost"]["cost"])
    assert costs == [601] * 6


def by_relay(edges: list[str], *, after: int | None, before: int | None, first: int | None, last: int | None) -> Any:
    """EdgesToReturn, HasPreviousPage and HasNextPage of Relay's cursor connections, whose "may" are said here."""
    start, end = 0 if after is None else after + 1, len(edges) if before is None else before
    within = edges[start : max(start, end)]
    kept = within if first is None else within[:first]
    kept = kept if last is None else kept[max(0, len(kept) - last) :]
    has_previous = len(within) > last if last is not None else after is not None
    has_next = len(within) > first if first is not None else before is not None
    return kept, (has_previous or after is not None, has_next or before is not None)


async def test_any_page_is_what_relays_algorithm_gives(sample_client: Client) -> None:
    client, dice = sample_client("VIEWER"), random.Random(81)
    for order, direction in product(("CN", "NAME", "HIRE_DATE", "CREATED"), ("ASC", "DESC")):
        whole = await people(client, order=order, direction=direction)
        every, cursors = names(whole), [edge["cursor"] for edge in whole["edges"]]
        for _ in range(8):
            after, before = (dice.choice([None, dice.randrange(len(every))]) for _ in range(2))
            size = dice.randrange(len(every) + 2)
            sizes = dice.choice([{"first": size, "last": None}, {"first": None, "last": size}])
            given = {name: cursors[at] for name, at in (("after", after), ("before", before)) if at is not None}
            page = await people(client, order=order, direction=direction, **sizes, **given)
            assert (names(page), ends(page)) == by_relay(every, after=after, before=before, **sizes)
