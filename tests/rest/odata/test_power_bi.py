"""The queries for Power BI: Microsoft's parser reads each, and the server has what each asks it for."""

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

import graphql_examples
from server.odata.sets import entity_sets
from server.rest.arguments import COMMON, arguments_of
from server.rest.reports import PREFIX
from server.rooms import HOUSE
from services.shared.report import FlatReport
from tests.rest.odata.feed import Feed
from tests.support.clocks import PATIENCE
from tests.support.cluster import Cluster
from tests.support.javascript import installed

TESTS = Path(__file__).parents[2]
FOLDER = Path(graphql_examples.__file__).parent / "power_bi"
QUERIES = {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.pq"))}
GUIDE = (TESTS.parent / "docs" / "power-bi.md").read_text("utf-8")
PARAMETERS = {"ServiceAddress", "Report", "RangeStart", "RangeEnd"}
FEEDS = sorted(name for name, text in QUERIES.items() if "OData.Feed" in text)
BY_PAGES = sorted(name for name, text in QUERIES.items() if "Web.Contents" in text)


def parsed(packages: Path, files: Sequence[Path]) -> list[dict[str, object]]:
    """What the parser says of each file."""
    command = ["node", str(packages / "powerquery.mjs"), *map(str, files)]
    done = subprocess.run(command, cwd=packages, timeout=5 * PATIENCE, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_parser_reads_every_query(cluster: Cluster, tmp_path: Path) -> None:
    packages = installed(cluster.home / "clients", TESTS / "clients")
    (wrong := tmp_path / "wrong.pq").write_text("let Rows = Source{0}[Data], in Rows")
    *told, refused = parsed(packages, [*sorted(FOLDER.glob("*.pq")), wrong])
    assert len(told) == len(QUERIES)
    assert [one for one in told if not one["isRead"]] == []
    assert not refused["isRead"]


@pytest.mark.quick
def test_every_query_is_a_parameter_or_asks_the_server() -> None:
    assert {name for name, text in QUERIES.items() if "IsParameterQuery = true" in text} == PARAMETERS
    assert {*FEEDS, *BY_PAGES} == set(QUERIES) - PARAMETERS
    assert BY_PAGES


@pytest.mark.quick
@pytest.mark.parametrize("name", sorted(set(QUERIES)))
def test_the_guide_tells_of_every_query(name: str) -> None:
    assert f"`{name}`" in GUIDE
    assert QUERIES[name].startswith("// ")


async def properties_of(feed: Feed, name: str) -> set[str]:
    (row,) = await feed.all(f"/{name}", top=1)
    return {key for key in row if not key.startswith("@")}


@pytest.mark.parametrize("name", FEEDS)
async def test_a_feed_asks_for_sets_and_columns_that_there_are(feed: Feed, name: str) -> None:
    (set_name,) = re.findall(r'\[Name = "(\w+)", Signature = "table"\]', QUERIES[name])
    assert set_name in entity_sets()
    steps = QUERIES[name].split("[Data]", 1)[1]
    named = {*re.findall(r"\[(\w+)\]", steps)}
    for columns in re.findall(r"Table.SelectColumns\(\s*\w+,\s*\{(.*?)\}", steps, re.S):
        named |= {*re.findall(r'"(\w+)"', columns)}
    assert named
    assert named <= await properties_of(feed, set_name)


@pytest.mark.parametrize("name", FEEDS)
async def test_what_a_feed_folds_is_answered(feed: Feed, name: str) -> None:
    """The filters that Power Query makes of these steps: days and moments as literals, the report as text."""
    text = QUERIES[name]
    (set_name,) = re.findall(r'\[Name = "(\w+)", Signature = "table"\]', text)
    conditions = ["report eq '2025-04'"] if "[report] = Report" in text else []
    for column, kind in re.findall(r"\[(\w+)\] >= (Date|DateTimeZone)\.From\(RangeStart\)", text):
        time = "" if kind == "Date" else "T00:00:00Z"
        conditions += [f"{column} ge 2025-01-01{time}", f"{column} lt 2027-01-01{time}"]
    conditions += [f"{column} ne '{value}'" for column, value in re.findall(r'\[(\w+)\] <> "(\w+)"', text)]
    everything = await feed.all(f"/{set_name}", page=1_000, top=3_000)
    found = await feed.all(f"/{set_name}", page=1_000, top=3_000, filter=" and ".join(conditions))
    assert conditions
    assert len(found) <= len(everything)
    assert found or not everything or set_name == "HistoryLog"


@pytest.mark.parametrize("name", BY_PAGES)
async def test_a_query_by_pages_asks_a_table_by_arguments_and_columns_that_it_has(feed: Feed, name: str) -> None:
    text = QUERIES[name]
    (path,) = re.findall(r'RelativePath = "([\w/-]+)"', text)
    (report,) = [one for one in HOUSE.reports if isinstance(one, FlatReport) and f"{PREFIX}{one.path}" == f"/{path}"]
    (asked,) = re.findall(r"Asked = \[(.*?)\n\s+\],", text, re.S)
    arguments = {*re.findall(r"^\s*(\w+) = ", asked, re.M)} | {*re.findall(r'AddField\(Asked, "(\w+)"', text)}
    assert {"limit", "cursor"} < arguments
    assert arguments <= {argument.name for argument in (*COMMON, *arguments_of(report))}
    (columns,) = re.findall(r"Columns = \{(.*?)\n    \},", text, re.S)
    answer = await feed.api.get(f"/{path}", limit=2)
    told = answer.json()
    assert {*re.findall(r'\{"(\w+)", type', columns)} <= {*told["columns"]}
    assert "cursor=" in told["next"]
    assert [len(row) for row in told["rows"]] == [len(told["columns"])] * 2
