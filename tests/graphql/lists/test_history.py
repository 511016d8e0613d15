"""The history log by record, by who committed, by day, and from either end."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.graphql.planning.conftest import APPEALS, CLAIMS, Planner, world, world_database

__all__ = ["world", "world_database"]

REPORT = {"month": "April", "year": 2025}
LOG = """query H($filter: HistoryFilter, $order: HistoryOrder! = COMMITTED, $direction: OrderDirection! = DESC,
    $page: Int! = 1, $limit: Int! = 25) {
    historyLog(changeTypes: [MANUAL_UPDATE], filter: $filter, orderBy: $order, direction: $direction,
        page: $page, limit: $limit) {
        total hasMore data { userNotes recordsModified } } }"""


async def edited(planner: Planner, note: str, *records: dict[str, Any], amount: int) -> None:
    """A change of some records that is committed."""
    edits = [{**record, "months": [{"label": "Jun-25", "forecast": amount}]} for record in records]
    made = await planner.done("previewManualUpdate", "preview { id }", **REPORT, edits=edits)
    await planner.done("commitPreview", "historyLogId", previewId=made["preview"]["id"], userNotes=note)


async def listed(planner: Planner, **asked: Any) -> list[str | None]:
    page = (await planner.ask(LOG, **asked))["historyLog"]
    if "limit" not in asked:
        assert page["total"] == len(page["data"])
    return [entry["userNotes"] for entry in page["data"]]


async def test_entries_are_found_by_record_person_and_day(world: Planner) -> None:
    claims, appeals = {**CLAIMS, "caseId": "C1"}, {**APPEALS, "caseId": "C2"}
    await edited(world, "claims", claims, amount=1)
    await edited(world, "both", claims, appeals, amount=2)
    await edited(world, "appeals", appeals, amount=3)
    today = datetime.now(UTC).date()  # of a moment that the database has kept
    yesterday, tomorrow = (str(today + timedelta(days=days)) for days in (-1, 1))
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({}, ["appeals", "both", "claims"]),
        ({"caseType": ["claims"]}, ["both", "claims"]),
        ({"state": ["tx"]}, ["appeals", "both"]),
        ({"mainLob": ["AMISYS MEDICAID DOMESTIC"]}, ["appeals", "both", "claims"]),
        ({"state": ["TX"], "caseType": ["Claims"]}, []),  # of one record
        ({"and": [{"state": ["TX"]}, {"caseType": ["Claims"]}]}, ["both"]),  # of any
        ({"not": {"state": ["TX"]}}, ["claims"]),
        ({"or": [{"caseId": ["c1"]}, {"caseId": ["nothing"]}]}, ["both", "claims"]),
        ({"caseId": ["C2"], "state": ["FL"]}, []),
        ({"mainLob": ["nothing"]}, []),
        ({"user": ["nobody"]}, []),
        ({"from": str(yesterday)}, ["appeals", "both", "claims"]),
        ({"from": tomorrow}, []),
        ({"to": yesterday}, []),
        ({"from": yesterday, "to": tomorrow}, ["appeals", "both", "claims"]),
        ({"to": "9999-12-31"}, ["appeals", "both", "claims"]),
        ({"from": "0001-01-01"}, ["appeals", "both", "claims"]),
        ({"from": "9999-12-31"}, []),
        ({"to": "0001-01-01"}, []),
    ]
    for chosen, notes in cases:
        assert await listed(world, filter=chosen) == notes, chosen
    subject = (await world.ask("{ viewer { subject } }"))["viewer"]["subject"]
    assert await listed(world, filter={"user": [subject, "nobody"]}) == ["appeals", "both", "claims"]
    assert await listed(world, direction="ASC") == ["claims", "both", "appeals"]
    assert await listed(world, order="RECORDS_MODIFIED") == ["both", "appeals", "claims"]
    assert await listed(world, order="RECORDS_MODIFIED", direction="ASC") == ["claims", "appeals", "both"]
    assert await listed(world, direction="ASC", page=2, limit=1) == ["both"]
