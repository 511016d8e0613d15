"""Allocations and what is done by hand: a revert tells of the weeks it leaves, a preview of the cells it replaces."""

import re
from typing import Any

import pytest

from db.admin.migrate import downgrade, upgrade
from tests.graphql.editing.conftest import APRIL, LABELS, OTHER, Editor
from tests.graphql.editing.test_bench import made_free, made_short

WARNED = (
    "preview { id warnings manualCellsReplaced modifiedRecords { state caseType months { label fteAvailChange } } }"
)
EXECUTED = "executionId historyLogId"
STANDING = "query S($filter: AssignmentFilter) { assignments(filter: $filter, first: 0) { totalCount } }"
CALL = re.compile(r'deallocateAssignments\(filter: \{executionId: "([0-9a-f-]{36})"\}\)')


async def previewed(office: Editor, kind: str) -> dict[str, Any]:
    given = APRIL if kind == "previewBenchAllocation" else {"report": "2025-04"}
    return dict((await office.done(kind, WARNED, **given))["preview"])


async def executed(office: Editor, kind: str) -> dict[str, Any]:
    """An allocation, a rebalance or a bench allocation, previewed and carried out."""
    by = "commitPreview" if kind == "previewBenchAllocation" else "executeAllocation"
    return dict(await office.done(by, EXECUTED, previewId=(await previewed(office, kind))["id"]))


async def of_execution(office: Editor, id: str) -> int:
    return int((await office.ask(STANDING, filter={"executionId": id}))["assignments"]["totalCount"])


@pytest.mark.parametrize("kind", ["previewAllocation", "previewRebalance", "previewBenchAllocation"])
async def test_the_preview_of_a_revert_names_the_call_that_ends_the_weeks_and_the_call_ends_them(
    office: Editor, kind: str
) -> None:
    if kind == "previewBenchAllocation":
        await made_free(office)
        await executed(office, "previewAllocation")
        await made_short(office)
    done = await executed(office, kind)
    others = await office.ask(STANDING)
    standing = await of_execution(office, done["executionId"])
    inverse = (await office.done("previewRevert", WARNED, historyLogId=done["historyLogId"]))["preview"]
    (warning,) = inverse["warnings"]
    assert f"{standing} assignments" in warning
    assert re.search(r"2025-W\d\d to 2025-W\d\d", warning)
    (named,) = CALL.findall(warning)
    assert named == done["executionId"]
    await office.commit(inverse, notes=None)
    assert await of_execution(office, named) == standing
    tried = await office.done(
        "deallocateAssignments", "deallocatedAssignments", filter={"executionId": named}, dryRun=True
    )
    assert (tried["deallocatedAssignments"], await of_execution(office, named)) == (standing, standing)
    ended = await office.done("deallocateAssignments", "deallocatedAssignments", filter={"executionId": named})
    assert ended == tried
    left = (await office.ask(STANDING))["assignments"]["totalCount"]
    assert left == others["assignments"]["totalCount"] - standing
    (none,) = await office.refused("deallocateAssignments", filter={"executionId": named})
    assert none["code"] == "NO_CHANGES"


async def test_a_revert_of_what_left_no_weeks_warns_of_nothing(office: Editor) -> None:
    edited = await office.commit(await office.edit("MO", Apr=3))
    done = await executed(office, "previewAllocation")
    await office.done("deallocateAssignments", "deallocatedAssignments", filter={"executionId": done["executionId"]})
    inverse = (await office.done("previewRevert", WARNED, historyLogId=done["historyLogId"]))["preview"]
    assert inverse["warnings"] == []
    await office.commit(inverse, notes=None)
    again = (await office.done("previewRevert", WARNED, historyLogId=edited["historyLogId"]))["preview"]
    assert again["warnings"] == []


@pytest.mark.parametrize(
    ("filter", "path"),
    [
        ({}, ["filter"]),
        ({"includeInactive": True, "state": ["MO"]}, ["filter", "includeInactive"]),
        ({"report": "April"}, ["filter"]),
        ({"weeks": {"from": {"year": 2025, "week": 30}, "to": {"year": 2025, "week": 20}}}, ["filter"]),
    ],
)
@pytest.mark.shares
async def test_a_filter_must_name_something_there_is(office: Editor, filter: dict[str, Any], path: list[str]) -> None:
    (problem,) = await office.refused("deallocateAssignments", filter=filter)
    assert (problem["code"], problem["path"], bool(problem["accepted"])) == ("INVALID_INPUT", path, True)


async def test_weeks_narrow_what_ends_and_figures_follow(office: Editor) -> None:
    done = await executed(office, "previewAllocation")
    standing = await of_execution(office, done["executionId"])
    may = {"from": {"year": 2025, "week": 18}, "to": {"year": 2025, "week": 22}}
    chosen = {"executionId": done["executionId"], "weeks": may}
    in_may = (await office.ask(STANDING, filter=chosen))["assignments"]["totalCount"]
    ended = await office.done("deallocateAssignments", "deallocatedAssignments inactivePlaceholders", filter=chosen)
    assert ended == {"deallocatedAssignments": in_may, "inactivePlaceholders": 0}
    assert 0 < await of_execution(office, done["executionId"]) == standing - in_may


BY_HAND = [("previewManualUpdate", {"Apr": 2}), ("previewForecastReallocation", {"May": 7, "Jun": 1, "Sep": 4})]


@pytest.mark.parametrize("kind", ["previewAllocation", "previewRebalance"])
@pytest.mark.parametrize(("edit", "people"), BY_HAND)
async def test_a_preview_counts_the_cells_entered_by_hand_that_it_replaces(
    office: Editor, kind: str, edit: str, people: dict[str, int]
) -> None:
    await office.commit(await office.edit("MO", kind=edit, **people))
    preview = await previewed(office, kind)
    changed = {
        month["label"]
        for one in preview["modifiedRecords"]
        for month in one["months"]
        if one["state"] == "MO" and one["caseType"] == "Appeals" and month["fteAvailChange"]
    }
    replaced = {f"{month}-25" for month in people} & changed
    assert preview["manualCellsReplaced"] == len(replaced) > 0
    (warning,) = preview["warnings"]
    assert warning.startswith("1 cell entered" if len(replaced) == 1 else f"{len(replaced)} cells entered")
    assert all(f"Appeals {label} (" in warning for label in replaced)


async def test_another_target_cph_is_no_hand_in_the_cells(office: Editor) -> None:
    await office.commit(await office.edit("MO", cph=90))
    preview = await previewed(office, "previewAllocation")
    assert (bool(preview["modifiedRecords"]), preview["manualCellsReplaced"]) == (True, 0)


async def test_allocations_of_before_the_column_learn_their_entry(office: Editor) -> None:
    done = await executed(office, "previewAllocation")
    await downgrade(office.addresses.owner, "0006")
    await upgrade(office.addresses.owner)
    inverse = (await office.done("previewRevert", WARNED, historyLogId=done["historyLogId"]))["preview"]
    assert CALL.findall(inverse["warnings"][0]) == [done["executionId"]]


async def test_the_last_change_of_a_cell_says_whose_it_is(office: Editor) -> None:
    await office.commit(await office.edit("MO", **{label[:3]: 1 for label in LABELS}))
    done = await executed(office, "previewAllocation")
    assert (await previewed(office, "previewAllocation"))["warnings"] == []
    await office.commit(
        (await office.done("previewRevert", WARNED, historyLogId=done["historyLogId"]))["preview"], notes=None
    )
    preview = await previewed(office, "previewAllocation")
    assert preview["modifiedRecords"]
    assert preview["manualCellsReplaced"] == 0, "a revert of an allocation enters nothing by hand"


async def test_a_bench_allocation_warns_too(office: Editor) -> None:
    await made_free(office)
    await executed(office, "previewAllocation")
    await made_short(office)
    await office.commit(await office.edit("KS", Jun=1))
    preview = await previewed(office, "previewBenchAllocation")
    assert preview["manualCellsReplaced"] == 1
    assert "KS / Appeals Jun-25 (1 → " in preview["warnings"][0]
    assert OTHER not in preview["warnings"][0]
