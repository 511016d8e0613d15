"""The history log: pages and filters, an append-only table, the replay of everything, and taking a change back."""

import random
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.admin.migrate import owner_connection
from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from tests.conftest import copies_of
from tests.graphql.editing.conftest import APRIL, LABELS, OFFICE, PREVIEW, RECORD, VALUES, Editor
from tests.graphql.editing.test_commits import commit
from tests.graphql.editing.test_previews import grid
from tests.graphql.planning.conftest import at_work, planners
from tests.support.api import token
from tests.support.cluster import Cluster, Template

ENTRY = f"""id historyLogId changeType changeTypeLabel month year createdAt user userNotes recordsModified reverts
    createsReport description downloadUrl report {{ value }} changes {{ {RECORD} }}
    totals {{ label totalForecast {{ old new }} totalFteRequired {{ old new }}
    totalFteAvailable {{ old new }} totalCapacity {{ old new }} }}"""
LOG = f"""query Log($month: String, $year: Int, $types: [ChangeType!], $page: Int! = 1, $limit: Int! = 25) {{
    historyLog(month: $month, year: $year, changeTypes: $types, page: $page, limit: $limit) {{
        total page limit hasMore data {{ {ENTRY} }} }} }}"""


async def log(office: Editor, **asked: Any) -> dict[str, Any]:
    return dict((await office.ask(LOG, **asked))["historyLog"])


async def test_an_entry_has_the_change_records_and_totals_of_its_preview(worked: Editor) -> None:
    preview = await worked.edit("MO", kind="previewForecastReallocation", cph=105, Apr=125, Jun=135)
    answer = await worked.commit(preview, notes="Two more teams.")
    entry = (await log(worked))["data"][0]
    assert entry["historyLogId"] == answer["historyLogId"]
    assert entry["changes"] == preview["modifiedRecords"]
    assert (entry["changeType"], entry["changeTypeLabel"]) == ("FORECAST_REALLOCATION", "Forecast Reallocation")
    assert (entry["month"], entry["year"], entry["user"]) == ("April", 2025, "tester")
    assert (entry["userNotes"], entry["recordsModified"], entry["reverts"]) == ("Two more teams.", 1, None)
    assert entry["downloadUrl"] == f"/api/history-log/{answer['historyLogId']}/download"
    assert entry["totals"][0] == {
        "label": "Apr-25",
        "totalForecast": {"old": 12500, "new": 12500},
        "totalFteRequired": {"old": 125, "new": 119},
        "totalFteAvailable": {"old": 120, "new": 125},
        "totalCapacity": {"old": 12000, "new": 13125},
    }
    again = await worked.ask(f"query N($id: ID!) {{ node(id: $id) {{ ... on HistoryLogEntry {{ {ENTRY} }} }} }}",
                             id=entry["id"])  # fmt: skip
    assert again["node"] == entry


async def _busy(addresses: Addresses) -> None:
    async for office in at_work(Editor, addresses):
        for count in range(1, 5):
            await office.commit(await office.edit("KS", Apr=count))
        await office.commit(await office.preview("previewCphUpdate", **APRIL, rows=await grid(office, Claims=40)))


BUSY = Template("busy", _busy, like=OFFICE)


@pytest.fixture
def busy_database(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[Addresses]:
    """A copy of an office in which something happened."""
    yield from copies_of(BUSY, cluster, request)


@pytest.fixture
async def busy(busy_database: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Editor]:
    """A log of five entries of two kinds, after the one that created the report."""
    async for editor in planners(Editor, busy_database, request):
        yield editor


@pytest.mark.shares
async def test_pages_are_newest_first_and_say_whether_there_are_more(busy: Editor) -> None:
    first, last = await log(busy, limit=3), await log(busy, limit=3, page=2)
    assert [one["changeTypeLabel"] for one in first["data"]] == ["CPH Update", "Manual Update", "Manual Update"]
    pages = [(page["total"], page["hasMore"], len(page["data"])) for page in (first, last)]
    assert pages == [(6, True, 3), (6, False, 3)]
    moments = [one["createdAt"] for page in (first, last) for one in page["data"]]
    assert moments == sorted(moments, reverse=True)
    assert (await log(busy, page=99))["data"] == []


@pytest.mark.shares
@pytest.mark.parametrize(
    ("asked", "total"),
    [
        ({}, 6), ({"month": "April"}, 6), ({"month": "March"}, 0), ({"year": 2025}, 6), ({"year": 2026}, 0),
        ({"types": ["CPH_UPDATE"]}, 1), ({"types": ["CPH_UPDATE", "MANUAL_UPDATE"]}, 5), ({"types": []}, 6),
        ({"types": ["FORECAST_UPDATE"]}, 1),
        ({"types": ["CPH_UPDATE"], "month": "April", "year": 2025}, 1), ({"types": ["BENCH_ALLOCATION"]}, 0),
    ],
)  # fmt: skip
async def test_filters_are_or_within_and_and_between(busy: Editor, asked: dict[str, Any], total: int) -> None:
    found = await log(busy, **asked)
    assert (found["total"], len(found["data"])) == (total, total)


@pytest.mark.shares
@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"page": 0}, "page is 0; accepted: 1 to 1,000,000"),
        ({"limit": 0}, "limit is 0; accepted: 1 to 100"),
        ({"limit": 101}, "limit is 101; accepted: 1 to 100"),
        (
            {"month": "Juen"},
            "Invalid month name: Juen. Must be full month name (e.g., 'April'); did you mean June?; accepted: January, "
            "February, March, April, May, June, July, August, September, October, November, December",
        ),
        ({"year": 2019}, "year is 2019; accepted: 2020 to 2050"),
    ],
)
async def test_bad_pages_and_filters_are_refused(office: Editor, asked: dict[str, Any], message: str) -> None:
    (error,) = (await office.post(LOG, asked)).json()["errors"]
    assert (error["message"], error["extensions"]["code"]) == (message, "BAD_REQUEST")


@pytest.mark.shares
async def test_a_page_takes_a_fixed_number_of_statements(busy: Editor, count_statements: Any) -> None:
    assert await count_statements(busy, log(busy, limit=1)) == await count_statements(busy, log(busy, limit=5)) <= 5


@pytest.mark.shares
@pytest.mark.parametrize("table", ["history_log", "history_log_change"])
@pytest.mark.parametrize("rewrite", ["UPDATE {} SET tenant_id = tenant_id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
async def test_the_database_refuses_to_rewrite_history_even_for_its_owner(
    busy: Editor, table: str, rewrite: str
) -> None:
    async with owner_connection(busy.addresses.owner) as owner:
        with pytest.raises(DBAPIError, match="is append-only"):
            await owner.execute(text(rewrite.format(table)))
    with pytest.raises(Exception, match="permission denied"):
        async with busy.database.write(tenant_id("demo"), subject="tester") as session:
            await session.run(text(rewrite.format(table)))
    assert (await log(busy))["total"] == 6


@pytest.mark.shares
async def test_another_tenants_entries_are_unknown(busy: Editor) -> None:
    entry = (await log(busy))["data"][0]
    theirs = {"Authorization": f"Bearer {token('ADMIN', tenant='other')}"}
    for asked, own, unknown in (
        ("query N($id: ID!) { node(id: $id) { id } }", entry["id"], "SGlzdG9yeUxvZ0VudHJ5Ojk5OTk5OTk"),
        ("mutation R($id: UUID!) { previewRevert(historyLogId: $id) { problems { code message path } } }",
         entry["historyLogId"], str(uuid4())),
    ):  # fmt: skip
        answers = [
            await busy.http.post("/graphql", json={"query": asked, "variables": {"id": id_}}, headers=theirs)
            for id_ in (own, unknown)
        ]
        assert answers[0].content == answers[1].content
    other = await busy.http.post("/graphql", json={"query": "{ historyLog { total } }"}, headers=theirs)
    assert other.json()["data"]["historyLog"]["total"] == 0


@pytest.mark.parametrize("seed", range(3))
async def test_replaying_all_entries_from_nothing_gives_the_stored_cells(office: Editor, seed: int) -> None:
    await at_random(office, random.Random(seed), 12)
    replayed: dict[str, Any] = {
        name: {"targetCph": 0, "months": [{**month, **dict.fromkeys(VALUES.split(), 0)} for month in one["months"]]}
        for name, one in (await office.records()).items()
    }
    for entry in reversed((await log(office, limit=100))["data"]):
        for change in entry["changes"]:
            line = replayed[f"{change['state']} {change['caseType']}"]
            assert line["targetCph"] == round(change["targetCph"] - change["targetCphChange"], 2)
            line["targetCph"] = change["targetCph"]
            for month, new in zip(line["months"], change["months"], strict=True):
                for name in VALUES.split():
                    assert month[name] == new[name] - new[f"{name}Change"]
                    month[name] = new[name]
    stored = await office.records()
    assert replayed == {name: {key: one[key] for key in ("targetCph", "months")} for name, one in stored.items()}


async def at_random(office: Editor, dice: random.Random, count: int) -> None:
    """Edits of any kind, reverts included, whatever comes of them."""
    names = [("MO", "Appeals"), ("KS", "Appeals"), ("MO", "Claims"), ("N/A", "Claims")]
    for _ in range(count):
        kind = dice.choice(["manual", "reallocation", "cph", "revert"])
        if kind == "cph":
            rows = await grid(office, Claims=dice.randint(10, 60), Appeals=dice.randint(50, 150))
            answer = await office.do("previewCphUpdate", PREVIEW, **APRIL, rows=rows)
        elif kind == "revert":
            entries = (await log(office))["data"]
            chosen = dice.choice(entries)["historyLogId"] if entries else str(uuid4())
            answer = await office.do("previewRevert", PREVIEW, historyLogId=chosen)
        else:
            edits = [office.edit_of(*name, cph=dice.choice([None, dice.randint(1, 20000) / 100])) for name in
                     dice.sample(names, dice.randint(1, 4))]  # fmt: skip
            for edit in edits:
                chosen_labels = dice.sample(LABELS, dice.randint(1, 6))
                edit["months"] = [{"label": label, "fteAvail": dice.randint(0, 999)} for label in chosen_labels]
                if kind == "manual":
                    for month in edit["months"]:
                        month["forecast"] = dice.randint(0, 50_000)
            mutation = "previewManualUpdate" if kind == "manual" else "previewForecastReallocation"
            answer = await office.do(mutation, PREVIEW, **APRIL, edits=edits)
        if answer["preview"]:
            await office.commit(answer["preview"])


async def test_a_revert_gives_back_what_was_and_a_revert_of_it_the_original(worked: Editor) -> None:
    before = await worked.records()
    answer = await worked.commit(await worked.edit("MO", kind="previewForecastReallocation", cph=105, Apr=125))
    changed = await worked.records()
    inverse = await worked.preview("previewRevert", historyLogId=answer["historyLogId"])
    assert inverse["summary"]["totalFteChange"] == -5
    reverted = await worked.commit(inverse, notes=None)
    assert await worked.records() == before
    entry = (await log(worked))["data"][0]
    assert (entry["reverts"], entry["changeTypeLabel"]) == (answer["historyLogId"], "Forecast Reallocation")
    await worked.commit(await worked.preview("previewRevert", historyLogId=reverted["historyLogId"]), notes=None)
    assert await worked.records() == changed


async def test_a_revert_of_what_was_changed_again_names_the_records(office: Editor) -> None:
    first = await office.commit(await office.edit("KS", Apr=5, May=5))
    await office.commit(await office.edit("KS", May=6))
    asked = """mutation R($id: UUID!) { previewRevert(historyLogId: $id) { preview { id }
        problems { code path message ... on Conflict { expected actual } } } }"""
    answer = (await office.ask(asked, id=first["historyLogId"]))["previewRevert"]
    (problem,) = answer["problems"]
    assert (answer["preview"], problem["code"], problem["path"]) == (None, "CONFLICT", ["historyLogId"])
    assert (problem["expected"]["May-25.fte_avail"], problem["actual"]["May-25.fte_avail"]) == (5, 6)
    assert "Apr-25.fte_avail" not in problem["actual"]


async def test_a_change_of_other_months_does_not_hinder_a_revert(office: Editor) -> None:
    first = await office.commit(await office.edit("KS", Apr=5))
    await office.commit(await office.edit("KS", May=6))
    await office.commit(await office.preview("previewRevert", historyLogId=first["historyLogId"]), notes=None)
    assert await office.figures("KS Appeals", "fteAvail") == [0, 6, 0, 0, 0, 0]


async def test_a_stale_revert_conflicts_like_any_other_change(office: Editor) -> None:
    first = await office.commit(await office.edit("KS", Apr=5))
    inverse = await office.preview("previewRevert", historyLogId=first["historyLogId"])
    await office.commit(await office.edit("KS", Apr=7))
    answer = await commit(office, inverse["id"], again=True)
    assert ([one["code"] for one in answer["problems"]], answer["freshPreview"]) == (["CONFLICT"], None)


async def test_executed_allocations_are_in_the_log_too(office: Editor) -> None:
    preview = (await office.done("previewAllocation", "preview { id }", report="2025-04"))["preview"]
    asked = """mutation E($id: UUID!) { executeAllocation(previewId: $id, userNotes: "Spring plan.") {
        historyLogId recordsUpdated problems { message } } }"""
    answer = (await office.ask(asked, id=preview["id"]))["executeAllocation"]
    entry = (await log(office))["data"][0]
    assert entry["historyLogId"] == answer["historyLogId"]
    assert (entry["changeTypeLabel"], entry["userNotes"]) == ("Forecast Reallocation", "Spring plan.")
    assert entry["recordsModified"] == answer["recordsUpdated"] == len(entry["changes"])
    assert entry["description"].startswith("Primary allocation: ")


@pytest.mark.shares
async def test_who_may_look_may_not_be_who_works_on_the_shop_floor(busy: Editor) -> None:
    for role, sees in (("VIEWER", True), ("REPORTING", True), ("PPIC_MANAGER", False)):
        headers = {"Authorization": f"Bearer {token(role)}"}
        found = await busy.http.post("/graphql", json={"query": "{ historyLog { total } }"}, headers=headers)
        assert ("errors" not in found.json()) is sees
