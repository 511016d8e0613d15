"""Whatever stands in an address, the answer is one of ours: never an error that nobody expected."""

import asyncio
from collections.abc import Sequence
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from server.odata.sets import entity_sets
from tests.rest.odata.feed import Feed

WORDS = [
    "kind", "figure", "opened_at", "is_active", "threshold", "note", "times_reopened", "and", "or", "not", "in", "eq",
    "ne", "gt", "ge", "lt", "le", "(", ")", ",", "null", "true", "false", "'A'", "''", "'it''s'", "5", "-2.5", "1e3",
    "99999999999999999999", "2025-06-01", "0001-01-01", "9999-12-31", "2025-06-01T08:00:00Z", "2025-02-30",
    "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "contains(", "startswith(", "length(", "tolower(",
    "year(", "hour(", "date(", "round(", "floor(", "indexof(", "endswith(", "substring(", "concat(",
    "add", "sub", "mul", "div", "divby", "mod", "has", "-", "now()", "duration'P1D'", "sku", "@p",
    "/", "=", "$it", "'", "\x00", "é", "💥",
    "desc", "asc", "*", "id",
]  # fmt: skip
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | st.text(max_size=40)
OPTIONS = st.dictionaries(
    st.sampled_from(
        [
            "$filter",
            "$orderby",
            "$select",
            "$top",
            "$skip",
            "$count",
            "$skiptoken",
            "$format",
            "filter",
            "$apply",
            "sku",
        ]
    ),
    SENTENCES,
    max_size=3,
)
PATHS = st.sampled_from(["/Alerts", "/Alerts/$count"]) | st.builds(
    "/Alerts({}){}".format, SENTENCES, st.text(max_size=9)
)


def leaf() -> st.SearchStrategy[str]:
    """A comparison that is right."""
    numbers = st.builds(
        "{} {} {}".format,
        st.sampled_from(
            [
                "figure",
                "threshold",
                "times_reopened",
                "length(note)",
                "year(opened_at)",
                "round(figure)",
                "figure mul 1e99 mul figure",
                "-threshold div times_reopened",
                "5 mod (figure sub figure)",
                "length(substring(note,times_reopened,99999999999))",
                "length(concat(note,kind)) sub 9223372036854775807",
            ]
        ),
        st.sampled_from(["eq", "ne", "gt", "ge", "lt", "le"]),
        st.decimals(allow_nan=False, allow_infinity=False, places=4) | st.integers() | st.just("null"),
    )
    texts = st.builds(
        "{}({},{})".format,
        st.sampled_from(["contains", "startswith", "endswith"]),
        st.sampled_from(["kind", "tolower(note)", "trim(sku)", "null"]),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00'"), max_size=9).map("'{}'".format),
    )
    days = st.builds("date(opened_at) {} {}".format, st.sampled_from(["eq", "gt"]), st.dates())
    moments = st.builds("opened_at ge {:%Y-%m-%dT%H:%M:%S}Z".format, st.datetimes().filter(lambda one: one.year > 999))
    return (
        numbers
        | texts
        | days
        | moments
        | st.sampled_from(
            [
                "is_active",
                "kind in ('A',null)",
                "sku eq 'TOY-BEAR-S'",
                "updated_at ge 2025-01-01T00:00:00Z",
                "true",
                "not false",
            ]
        )
    )


FILTERS = st.recursive(
    leaf(),
    lambda inner: (
        st.builds("({}) {} ({})".format, inner, st.sampled_from(["and", "or", "eq", "ne"]), inner)
        | st.builds("not ({})".format, inner)
    ),
    max_leaves=12,
)


async def test_no_address_is_an_error_of_ours(feed: Feed, inputs: int) -> None:
    tried: list[tuple[str, dict[str, str]]] = []

    @settings(max_examples=inputs, database=None)
    @given(PATHS, OPTIONS)
    def draw(path: str, options: dict[str, str]) -> None:
        tried.append((path, options))

    await asyncio.to_thread(draw)
    await expect_answers(feed, tried, {200, 204, 400, 404, 406, 501})


async def test_filters_that_are_right_are_answered(feed: Feed, inputs: int) -> None:
    tried: list[tuple[str, dict[str, str]]] = []

    @settings(max_examples=inputs, database=None)
    @given(FILTERS)
    def draw(text: str) -> None:
        tried.append(("/Alerts/$count", {"$filter": text}))

    await asyncio.to_thread(draw)
    await expect_answers(feed, tried, {200})


async def expect_answers(feed: Feed, tried: Sequence[tuple[str, dict[str, str]]], statuses: set[int]) -> None:
    """Each is answered with one of some statuses, in the form of OData."""
    assert "Alerts" in entity_sets()
    for path, options in tried:
        response = await feed.get(quote(path, safe="/()',=$"), **options)
        assert response.status_code in statuses, (path, options, response.text[:300])
        assert response.headers["odata-version"] == "4.0"
        if response.status_code >= 400:
            assert set(response.json()) == {"error"}
