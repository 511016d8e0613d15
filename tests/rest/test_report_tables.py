"""The tables of reports, cell by cell: of one report, of all, and as relations that other statements wrap."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from db.admin.migrate import owner_connection
from db.engine import Database, ReadSession
from db.shared.keyed_pages import Span
from server.commands.postgres import Addresses
from server.render.flat import FORMS, Follows, Form, written_table
from server.rest.asking import looked_up
from server.rest.reports import PREFIX
from server.rooms import HOUSE
from services.shared.report import FlatReport, Page, ReportRequest
from services.shared.table import Table
from tests.conftest import clients
from tests.support.clocks import today
from tests.support.cluster import SAMPLE, Cluster, Template
from tests.support.told_workforce import TABLES, Stored

REPORTS = {report.path: report for report in HOUSE.reports if isinstance(report, FlatReport)}
TODAY = today()

# What no import would leave: figures of many digits and halves, people of every kind, tiers that share a percentage and
# have odd names, weeks that nobody configured or works in.
MESS = (
    "SELECT setseed(0.17)",
    "UPDATE capacity_tier SET name = 'Tägliche \"½\" ' || id, name_key = 'täglich ' || id, percentage = 0.33333"
    " WHERE display_order >= (SELECT max(display_order) - 1 FROM capacity_tier)",
    "UPDATE capacity_tier SET is_active = false WHERE display_order = (SELECT min(display_order) FROM capacity_tier)",
    "UPDATE assignment SET production_percentage = (array[0.333333, 0.005, 0.12345, 1, 0.1 + 0.2])[1 + id % 5],"
    " weekly_capacity = (random() * 200 + (id % 3) * 0.005)::numeric(12, 6)::float8,"
    " tier_id = (SELECT id FROM capacity_tier t WHERE t.tenant_id = assignment.tenant_id"
    " ORDER BY (id * 7 + assignment.id) % 5, id LIMIT 1) WHERE id % 3 = 0",
    "UPDATE resource SET display_name = '=1+1' || id, platform = 'Ünder;\"' || id WHERE id % 4 = 0",
    "UPDATE resource SET resource_type = 'PLACEHOLDER', first_name = NULL, last_name = NULL, opid = NULL,"
    " hire_date = NULL, last_day = NULL WHERE id % 7 = 0",
    "UPDATE monthly_capacity_summary SET total_fte_equivalent = random() * 20, capacity_gap = (random() - 0.5) * 1e6,"
    " total_capacity = 0.005 + (demand_id % 1000) / 100.0, fte_weeks = 1e17 * random(),"
    " fte_gap = CASE WHEN demand_id % 5 = 0 THEN NULL ELSE -0.001 END,"
    " person_tier_ids = ARRAY(SELECT CASE WHEN place % 3 = 0 THEN (SELECT max(id) FROM capacity_tier) ELSE tier END"
    "   FROM unnest(person_tier_ids) WITH ORDINALITY AS one (tier, place) ORDER BY place),"
    " person_is_placeholder = ARRAY(SELECT place % 2 = 0"
    "   FROM unnest(person_tier_ids) WITH ORDINALITY AS one (tier, place) ORDER BY place),"
    " frozen_at = CASE WHEN demand_id % 11 = 0 THEN now() END WHERE demand_id % 2 = 0",
    "UPDATE week_configuration SET working_days = 0, holidays = '{}' WHERE id % 6 = 0",
    "DELETE FROM week_configuration WHERE id % 13 = 0",
    "UPDATE report_demand SET target_cph = round((1 + random() * 20)::numeric, 2)",
)


@pytest.fixture(params=["sample", "mess"])
def stored_in(request: pytest.FixtureRequest) -> Addresses:
    """The sample data as they are, and in a mess."""
    return request.getfixturevalue("sample" if request.param == "sample" else "mess")  # type: ignore[no-any-return]


async def make_a_mess(addresses: Addresses) -> None:
    """Carry out what no import would leave."""
    async with owner_connection(addresses.owner) as owner:
        for statement in MESS:
            await owner.execute(text(statement))


IN_A_MESS = Template("mess", make_a_mess, like=SAMPLE)


@pytest.fixture(scope="module")
def mess(cluster: Cluster) -> Iterator[Addresses]:
    """The sample data, in a mess, for tests that only look."""
    with cluster.clone(IN_A_MESS) as addresses:
        yield addresses


async def rows_of_relation(session: ReadSession, table: FlatReport, **given: str) -> list[list[Any]]:
    """Everything in a table's relation, as another statement would select it."""
    assert table.relation is not None
    values = {argument.name: argument.parse([given[argument.name]] if argument.name in given else [])
              for argument in table.arguments}  # fmt: skip
    request = ReportRequest(values, Page(), TODAY)
    relation = await table.relation(session, request)
    columns = [relation.sources.get(one.name, one.name) for one in await table.columns(session)]
    return [list(row) async for batch in relation.table.rows(session, columns, Span()) for row in batch]


def as_listed(rows: list[dict[str, Any]]) -> list[list[Any]]:
    """Rows as lists, tiers flattened where they stand."""
    return [[cell for name, one in row.items() for cell in (one if name == "tiers" else [one])] for row in rows]


@pytest.mark.parametrize("path", TABLES)
async def test_the_relation_has_the_rows_of_every_report(stored_in: Addresses, demo_id: UUID, path: str) -> None:
    database = Database(stored_in.service, pool_size=1)
    async with database.read(demo_id) as session:
        stored = await Stored.read(session)
        newest, *_ = reports = sorted(stored.rows["report"], key=lambda row: -row.id)
        expected = [row for one in reversed(reports) for row in as_listed(TABLES[path](stored, one))]
        assert await rows_of_relation(session, REPORTS[path]) == expected
        value = f"{newest.year}-{newest.month:02d}"
        assert await rows_of_relation(session, REPORTS[path], report=value) == as_listed(TABLES[path](stored, newest))
        assert await rows_of_relation(session, REPORTS[path], report="2040-01") == []
    await database.close()


def sent(cell: Any) -> Any:
    """A value as JSON has it."""
    return cell.isoformat() if hasattr(cell, "isoformat") else cell


@pytest.mark.parametrize("path", TABLES)
async def test_rest_has_the_same_rows_page_by_page(mess: Addresses, demo_id: UUID, path: str) -> None:
    database = Database(mess.service, pool_size=1)
    async with database.read(demo_id) as session:
        stored = await Stored.read(session)
    await database.close()
    expected = [
        [sent(cell) for cell in row]
        for one in sorted(stored.rows["report"], key=lambda row: row.id)
        for row in as_listed(TABLES[path](stored, one))
    ]
    async for client in clients(mess):
        asking = client("REPORTING")
        answer = (await asking.get(PREFIX + path, report="all", limit=4_999)).json()
        rows = answer["rows"]
        while answer["next"]:
            answer = (await asking.http.get(answer["next"], headers=asking.headers)).json()
            assert 0 < len(answer["rows"]) <= 4_999
            rows += answer["rows"]
        assert rows == expected
        assert (await asking.get(PREFIX + path, report="all")).json()["rows"] == expected


async def sent_as(form: Form, table: Table) -> bytes:
    """What a form makes of a table."""
    pieces: list[bytes] = []

    async def write(piece: bytes) -> None:
        pieces.append(piece)

    assert form.writing is not None
    await written_table(form.writing, table, lambda after: Follows(after and " ".join(map(str, after)), ""), write)
    return b"".join(pieces)


def is_one_huge_figure(cell: bytes, other: bytes) -> bool:
    """Whether two cells are the same figure, beyond any that there are: PostgreSQL spells some with a digit more."""
    one, same = (float(text.rpartition(b":")[2].strip(b"[]{}\n")) for text in (cell, other))
    return one == same and abs(one) >= 1e16


@pytest.mark.parametrize("path", [path for path, one in REPORTS.items() if one.relation is not None])
async def test_the_database_writes_the_rows_that_are_read(stored_in: Addresses, demo_id: UUID, path: str) -> None:
    database = Database(stored_in.service, pool_size=1)
    table = REPORTS[path]
    async with database.read(demo_id) as session:
        columns = await table.columns(session)
        values = {argument.name: argument.parse([]) for argument in table.arguments}
        asked = await looked_up(session, table, ReportRequest(values, Page(), TODAY, columns=columns), ())
        since = datetime(2020, 1, 1, tzinfo=UTC)
        pages = (Page(), Page(offset=3, limit=1_500), Page(since, limit=1_500), Page(since, limit=2))
        for page in pages:
            found = await table.build(session, replace(asked, page=page))
            assert found.copied is not None
            for form in (form for form in FORMS.values() if form.writing):
                written = await sent_as(form, Table(columns, found.batches, found.end, found.copied))
                expected = await sent_as(form, Table(columns, found.batches, found.end))
                cells = zip(written.split(b","), expected.split(b","), strict=True)
                assert [pair for pair in cells if pair[0] != pair[1] and not is_one_huge_figure(*pair)][:5] == []
                found = await table.build(session, replace(asked, page=page))
    await database.close()
