"""The monthly summary against the sample files and the capacity tree, in each of its forms."""

import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import Client
from tests.graphql.trees import ask_tree, below
from tests.rest.summaries import COLUMNS, SUMMARY, UPDATED_AT, expected_rows, table, without_moment

LAST = (("fte_weeks", "fteWeeks"), ("fte_gap", "fteGap"))


@pytest.mark.parametrize("report", ["2025-04", "2025-03"])
async def test_every_row_has_the_figures_of_the_files(sample_client: Client, report: str) -> None:
    answer = await table(sample_client, report=report)
    assert answer["columns"] == COLUMNS
    assert answer["next"] is None
    assert answer["rows"] == expected_rows(report)


async def test_the_report_is_the_newest_unless_named(sample_client: Client) -> None:
    assert await without_moment(sample_client) == await without_moment(sample_client, report="2025-04")


async def test_columns_have_one_type_each(sample_client: Client) -> None:
    rows = (await table(sample_client))["rows"]
    kinds = [{type(value) for value in column} for column in zip(*rows, strict=True)]
    texts, whole, numbers = [{str}] * 4, [{int}] * 4, [{float}] * 5
    assert kinds == [
        *texts,
        *whole,
        *numbers,
        *[{int}] * 8,
        {str},
        {str},
        {float},
        {float},
        {bool},
        {type(None)},
        {str},
    ]
    updated = {datetime.fromisoformat(row[UPDATED_AT]) for row in rows}
    assert all(moment.tzinfo is not None and moment <= datetime.now(UTC) for moment in updated)


@pytest.mark.quick
async def test_the_forms_say_the_same(sample_client: Client) -> None:
    client = sample_client("REPORTING")
    answer = await table(sample_client, state="FL")
    records = (await client.get(SUMMARY, state="FL", format="records")).json()
    lines = (await client.get(SUMMARY, state="FL", format="ndjson")).text.splitlines()
    sheet = list(csv.reader(io.StringIO((await client.get(SUMMARY, state="FL", format="csv")).text)))
    assert [list(record) for record in records] == [COLUMNS] * len(answer["rows"])
    assert [list(record.values()) for record in records] == answer["rows"]
    assert [json.loads(line) for line in lines] == records
    assert sheet[0] == COLUMNS
    assert [typed(row) for row in sheet[1:]] == answer["rows"]


def typed(row: list[str]) -> list[Any]:
    """A line of the CSV with the types of its columns."""
    last: list[Any] = [str, str, float, float, "True".__eq__, _or_none, str]
    kinds: list[Any] = [str] * 4 + [int] * 4 + [float] * 5 + [int] * 8 + last
    return [kind(text) for kind, text in zip(kinds, row, strict=True)]


def _or_none(text: str) -> str | None:
    return text or None


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("json", "application/json"),
        ("records", "application/json"),
        ("ndjson", "application/x-ndjson"),
        ("csv", "text/csv; charset=utf-8"),
    ],
)
async def test_a_form_has_its_media_type(sample_client: Client, form: str, media_type: str) -> None:
    response = await sample_client("REPORTING").get(SUMMARY, format=form, limit=1)
    assert response.headers["content-type"] == media_type
    assert response.headers["cache-control"] == "private, no-cache"


async def test_lines_of_csv_end_as_rfc_4180_says(sample_client: Client) -> None:
    text = (await sample_client("REPORTING").get(SUMMARY, format="csv", limit=3)).text
    assert text.endswith("\r\n")
    assert text.count("\r\n") == text.count("\n") == 4


async def test_the_leaves_of_the_tree_are_its_rows(sample_client: Client) -> None:
    levels = ["MAIN_LOB", "STATE", "CASE_TYPE"]
    tree = await ask_tree(sample_client("VIEWER"), "2025-04", levels)
    leaves = [node for node in below(tree["total"]) if node["level"] == "CASE_TYPE"]
    shown = {}
    for lob in tree["total"]["children"]:
        for state in lob["children"]:
            for leaf in state["children"]:
                for month in leaf["months"]:
                    shown[lob["name"], state["name"], leaf["name"], month["month"]["label"]] = month
    assert len(shown) == len(leaves) * 6 == 3_000
    states = {
        node["name"]: node["slug"].removeprefix(f"{lob['slug']}-")
        for lob in tree["total"]["children"]
        for node in lob["children"]
    }
    codes = {code.upper().replace("N-A", "N/A"): name for name, code in states.items()}
    for row in (await table(sample_client))["rows"]:
        one = dict(zip(COLUMNS, row, strict=True))
        month = shown[one["main_lob"], codes[one["state"]], one["case_type"], one["month"]]
        metrics, tiers = month["metrics"], month["tierBreakdown"]["tiers"]
        assert (one["forecast"], one["fte_count"]) == (metrics["forecast"], metrics["headcount"])
        for name, metric in (("capacity", "capacity"), ("gap", "gap"), ("fte_equivalent", "fteEquivalent"), *LAST):
            assert abs(Decimal(str(one[name])) - Decimal(str(metrics[metric]))) <= Decimal("0.005")
        for tier in tiers:
            percentage = tier["label"].removesuffix("%")
            assert one[f"tier_{percentage}_actual"] == tier["actual"]
            assert one[f"tier_{percentage}_placeholder"] == tier["placeholder"]


FILTERS: list[tuple[dict[str, Any], Any]] = [
    ({"platform": "facets"}, lambda demand: demand.platform == "Facets"),
    ({"platform": ["facets", "XCELYS"]}, lambda demand: demand.platform in ("Facets", "Xcelys")),
    ({"locality": "Global"}, lambda demand: demand.locality == "Global"),
    ({"locality": "domestic"}, lambda demand: demand.locality == "Domestic"),
    ({"locality": ["Global", "global"]}, lambda demand: demand.locality == "Global"),
    ({"locality": ["Global", "Domestic"]}, lambda _: True),
    ({"main_lob": "amisys medicaid DOMESTIC"}, lambda demand: demand.main_lob == "Amisys Medicaid DOMESTIC"),
    ({"state": ["fl", "N/A"]}, lambda demand: demand.state in ("FL", "N/A")),
    ({"case_type": ["Omni", "nothing"]}, lambda demand: demand.case_type == "OMNI"),
    (
        {"platform": "Amisys", "state": ["TX", "NY"], "case_type": ["Appeals", "Enrollment"], "locality": "Domestic"},
        lambda demand: (
            demand.category == "Amisys Onshore"
            and demand.state in ("TX", "NY")
            and demand.case_type in ("Appeals", "Enrollment")
        ),
    ),
    ({"platform": "Unheard of"}, lambda _: False),
]


@pytest.mark.parametrize(("arguments", "keeps"), FILTERS, ids=[str(arguments) for arguments, _ in FILTERS])
async def test_a_filter_keeps_the_rows_it_says(sample_client: Client, arguments: dict[str, Any], keeps: Any) -> None:
    answer = await table(sample_client, **arguments)
    assert answer["columns"] == COLUMNS
    assert answer["rows"] == expected_rows("2025-04", keeps)


@pytest.mark.parametrize("form", ["json", "records", "ndjson", "csv"])
async def test_nothing_found_has_the_same_columns(sample_client: Client, form: str) -> None:
    response = await sample_client("REPORTING").get(SUMMARY, state="ZZ", format=form)
    assert response.status_code == 200
    if form == "json":
        moment = response.headers["next-updated-since"]
        assert response.json() == {"columns": COLUMNS, "next": None, "next_updated_since": moment, "rows": []}
    elif form == "csv":
        assert response.text == ",".join(COLUMNS) + "\r\n"
    else:
        assert response.text == {"records": "[]", "ndjson": ""}[form]


async def test_rows_changed_since_a_moment(sample_client: Client) -> None:
    rows = (await table(sample_client))["rows"]
    moments = sorted({row[UPDATED_AT] for row in rows})
    last = await table(sample_client, updated_since=moments[-1])
    assert last["rows"] == [row for row in rows if row[UPDATED_AT] == moments[-1]]
    assert len((await table(sample_client, updated_since="2020-01-01"))["rows"]) == len(rows)
    assert len((await table(sample_client, updated_since="2020-01-01T00:00:00Z"))["rows"]) == len(rows)
    assert (await table(sample_client, updated_since="2099-01-01T00:00:00+02:00"))["rows"] == []
