"""The grid of week assignments, edited and sent back: who is put on a demand, moved, taken off, and what is refused."""

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.graphql.planning.conftest import APPEALS, CLAIMS, LOB, Planner
from tests.integration.commands.conftest import environment
from tests.rest.conftest import OpenElsewhere, office_home, open_elsewhere, validator
from tests.support import prepared
from tests.support.clocks import PATIENCE
from tests.support.returned import Edit, column_of, edited, put, workbook
from tests.support.workbook_lint import faults

__all__ = ["office_home", "open_elsewhere", "validator"]
PATH = "/api/v2/reports/week-assignments.xlsx"
PREVIEW = """mutation ($file: Upload!) { previewWeekAssignmentsImport(file: $file) {
    preview { id updated unchanged warnings deallocatedAssignments ignoredColumns
              rejected { row column value reason } changedCells { row column cell before after } }
    problems { code message path } } }"""
TOP = 3  # the note, the months and the headings stand above the people
CN1, CN2, CN3, CN99 = 4, 5, 6, 29  # their rows: people stand by cn, numbers in it as numbers
FL, TX = f"{LOB} / FL / Claims", f"{LOB} / TX / Appeals"


async def grid(world: Planner, **asked: str) -> bytes:
    return await workbook(world, PATH, **asked)


async def previewed(world: Planner, content: bytes, name: str = "grid.xlsx") -> dict[str, Any]:
    """What the server says of a grid that is sent back."""
    asked = json.dumps({"query": PREVIEW, "variables": {"file": None}})
    form = {"operations": asked, "map": '{"0": ["variables.file"]}'}
    headers = {**world.headers, "GraphQL-Preflight": "1"}
    sent = await world.http.post("/graphql", data=form, files={"0": (name, content)}, headers=headers)
    return dict(sent.json()["data"]["previewWeekAssignmentsImport"])


async def accepted(world: Planner, content: bytes) -> dict[str, Any]:
    answer = await previewed(world, content)
    assert answer["problems"] == []
    return dict(answer["preview"])


async def committed(world: Planner, preview: dict[str, Any]) -> dict[str, Any]:
    return dict(await world.done("commitImport", "updated deallocatedAssignments", previewId=preview["id"]))


async def standing(world: Planner, cn: str) -> dict[int, str]:
    """What somebody is assigned to: by week the state, the tier's and the own percentage, and the type."""
    data = await world.ask(
        "query Q($cn: [String!]) { assignments(filter: {resourceCn: $cn}, first: 100) { edges { node {"
        " week demand { state } tier { percentage } productionPercentage assignmentType } } } }",
        cn=[cn],
    )
    nodes = [edge["node"] for edge in data["assignments"]["edges"]]
    return {
        node["week"]: f"{node['demand']['state']} {node['tier']['percentage']:g} {node['productionPercentage']:g}"
        f" {node['assignmentType']}"
        for node in nodes
    }


def rows_of(content: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


async def busy(world: Planner) -> bytes:
    """The grid once CN1 is on claims for four weeks, CN2 on appeals at half a ramp and for a while at 40 %."""
    items = [
        world.weeks("CN1", CLAIMS, 23, 26),
        world.weeks("CN2", APPEALS, 23, 24, 50),
        world.weeks("CN2", APPEALS, 25, 25, 50, productionPercentage=0.4),
    ]
    await world.done("bulkAssign", "assignments { id }", items=items)
    return await grid(world)


async def test_the_grid_holds_everybodys_weeks_and_needs_no_repair(
    world: Planner, tmp_path: Path, open_elsewhere: OpenElsewhere
) -> None:
    content = await busy(world)
    assert faults(content) == []
    (tmp_path / "grid.xlsx").write_bytes(content)
    open_elsewhere(tmp_path / "grid.xlsx")
    rows = rows_of(content)
    assert rows[1][7] == "Jun-25"
    assert rows[2][:9] == ["CN", "Name", "Type", "Platform", "Location", "States", "Skills", "2025-W23", "2025-W24"]
    assert (rows[2][-2], rows[2][-1], len(rows[2])) == ("2025-W48", "Row Key", 7 + 26 + 1)
    assert [row[0] for row in rows[3:]] == [*(f"CN{number}" for number in range(1, 26)), "CN99"]
    assert rows[CN1 - 1][7:12] == [FL, FL, FL, FL, None]
    assert rows[CN2 - 1][7:11] == [*[f"{TX} @ 50% Ramp"] * 2, f"{TX} @ 50% Ramp at 40%", None]
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("C4", "$2:$3")
    assert sheet.column_dimensions["AH"].hidden
    assert [one.sheet_state for one in book.worksheets] == ["visible", "hidden"]
    offered = [cell.value for cell in book.worksheets[1]["A"]][1:]
    assert offered[:5] == [FL, f"{FL} @ 75% Ramp", f"{FL} @ 50% Ramp", f"{FL} @ 25% Ramp", TX]


async def test_one_that_nobody_edited_is_an_empty_preview_that_says_so(world: Planner) -> None:
    preview = await accepted(world, edited(await busy(world)))
    assert (preview["updated"], preview["unchanged"], preview["rejected"]) == (0, 26, [])
    assert (preview["changedCells"], preview["ignoredColumns"]) == ([], [])
    assert preview["warnings"] == ["nothing was changed: every week is as it was when the workbook was made"]
    assert await committed(world, preview) == {"updated": 0, "deallocatedAssignments": 0}


async def test_edits_put_people_on_demands_move_them_and_take_them_off(world: Planner) -> None:
    content = await busy(world)
    edits = [
        put("2025-W23", None, CN1),
        put("2025-W24", TX, CN1),
        put("2025-W25", f"{FL} @ 75% Ramp", CN1),
        put("2025-W25", f"{TX.lower()}@50% ramp", CN2),
        put("2025-W26", f" {FL} @ 25% Ramp at 20% ", CN2),
        put("2025-W23", FL, CN3),
    ]
    preview = await accepted(world, edited(content, *edits))
    assert (preview["updated"], preview["unchanged"], preview["rejected"]) == (3, 23, [])
    assert preview["deallocatedAssignments"] == 2
    assert preview["changedCells"][:2] == [
        {"row": 4, "column": "2025-W23", "cell": "H4", "before": FL, "after": None},
        {"row": 4, "column": "2025-W24", "cell": "I4", "before": FL, "after": TX},
    ]
    assert [change["after"] for change in preview["changedCells"][3:]] == [
        f"{TX} @ 50% Ramp", f"{FL} @ 25% Ramp at 20%", FL,
    ]  # fmt: skip
    assert await standing(world, "CN3") == {}, "nothing is applied yet"
    assert await committed(world, preview) == {"updated": 3, "deallocatedAssignments": 2}
    assert await committed(world, preview) == {"updated": 3, "deallocatedAssignments": 2}
    assert await standing(world, "CN1") == {24: "TX 1 1 MANUAL", 25: "FL 0.75 0.75 MANUAL", 26: "FL 1 1 MANUAL"}
    ramp = await standing(world, "CN2")
    assert (ramp[25], ramp[26]) == ("TX 0.5 0.5 MANUAL", "FL 0.25 0.2 MANUAL")
    again = await accepted(world, edited(content, *edits))
    assert (again["updated"], again["unchanged"]) == (0, 26), "what was asked for is there"


async def test_rows_may_be_sorted_and_a_part_may_be_asked_for(world: Planner) -> None:
    def turned(sheet: Worksheet) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=TOP + 1)]
        for place, row in enumerate(reversed(rows), start=TOP + 1):
            for column, value in enumerate(row, start=1):
                sheet.cell(place, column).value = value

    await busy(world)
    content = await grid(world, month_from="2025-07", month_to="2025-07", platform="Amisys")
    rows = rows_of(content)
    assert rows[2][7:-1] == [f"2025-W{week}" for week in range(27, 32)]
    assert len(rows) == TOP + 25
    preview = await accepted(world, edited(content, put("2025-W28", FL, CN1), turned))
    (change,) = preview["changedCells"]
    assert (preview["unchanged"], change["row"], change["cell"]) == (24, TOP + 25, "I28")
    assert len(rows_of(await grid(world, locality="Global"))) == TOP + 1
    refused = await world.get(PATH, month_from="2027-01")
    assert refused.json()["message"] == "no month of the report is asked for; accepted: 2025-06 to 2025-11"


FAR = "Facets Medicare OFFSHORE / N/A / Claims"
WRONG: dict[str, tuple[Edit, str | None, str]] = {
    "a formula": (put("2025-W30", "=A1", CN3), "2025-W30", "is a formula; a typed value is accepted in O6"),
    "a number": (put("2025-W30", 12.5, CN3), "2025-W30", "may have lost digits; text is accepted in O6"),
    "no demand": (put("2025-W30", f"{LOB} / FL / Clams", CN3), "2025-W30", f"did you mean {FL}? in O6"),
    "no tier": (put("2025-W30", f"{FL} @ 90%", CN3), "2025-W30", "'90%' is no tier; @ Full Production, @ 75% Ramp"),
    "too much": (put("2025-W30", f"{FL} @ 50% Ramp at 150%", CN3), "2025-W30", "is not a fraction"),
    "nothing at all": (put("2025-W30", f"{FL} @ 50% Ramp at 0%", CN3), "2025-W30", "in O6"),
    "no skill": (put("2025-W30", FAR, CN3), "2025-W30", "in O6: CN3 cannot do Facets Medicare OFFSHORE / N/A / Claims"),
    "another cn": (put("CN", "CN4", CN3), "CN", "is not what the row is of; CN3 is accepted in A6"),
    "another state": (put("States", "CA", CN3), "States", "is not what the row is of; FL|TX is accepted in F6"),
    "no key": (put("Row Key", None, CN3), "Row Key", "is missing"),
    "a key of its own": (put("Row Key", "x", CN3), "Row Key", "is no key of a row as a workbook has it"),
}  # fmt: skip


@pytest.mark.shares
@pytest.mark.parametrize("name", WRONG)
async def test_a_cell_that_cannot_be_is_named_and_its_row_is_left(world: Planner, name: str) -> None:
    edit, column, reason = WRONG[name]
    content = edited(await grid(world), edit, put("2025-W31", FL, CN1), put("2025-W31", FL, CN3))
    preview = await accepted(world, content)
    (bad,) = preview["rejected"]
    assert (bad["row"], bad["column"]) == (CN3, column)
    assert reason in bad["reason"]
    assert [change["row"] for change in preview["changedCells"]] == [CN1]


@pytest.mark.shares
async def test_all_that_is_wrong_with_a_row_is_told_at_once(world: Planner) -> None:
    edits = [put("2025-W30", "Tea", CN1), put("2025-W31", FAR, CN1), put("2025-W32", "=1", CN1)]
    (bad,) = (await accepted(world, edited(await grid(world), *edits)))["rejected"]
    assert [bad["reason"].count(f"in {cell}") for cell in ("O4", "P4", "Q4")] == [1, 1, 1]


async def test_who_is_not_there_or_away_and_weeks_without_hours_are_refused(world: Planner) -> None:
    content = await grid(world)
    await world.done("deactivateResource", "resource { cn }", cn="CN3")
    await world.done("updateResource", "resource { cn }", cn="CN2", patch={"lastDay": "2025-07-04"})
    edits = [put("2025-W30", FL, row) for row in (CN2, CN3)]
    rejected = (await accepted(world, edited(content, *edits)))["rejected"]
    assert "CN2 is not there: the last day is 2025-07-04" in rejected[0]["reason"]
    assert "CN3 is inactive" in rejected[1]["reason"]


@pytest.mark.shares
async def test_a_doubled_row_and_a_deleted_one_are_named(world: Planner) -> None:
    def doubled(sheet: Worksheet) -> None:
        sheet.append([cell.value for cell in sheet[CN3]])

    content = await grid(world)
    rejected = (await accepted(world, edited(content, doubled)))["rejected"]
    assert [bad["row"] for bad in rejected] == [CN3, 30]
    assert rejected[0]["reason"] == "CN3 stands in row 30 too; only one row may have it in AH6"
    preview = await accepted(world, edited(content, lambda sheet: sheet.delete_rows(CN3)))
    assert (preview["updated"], preview["unchanged"]) == (0, 25)
    assert preview["warnings"][0] == "1 row of the workbook is not there any more, and what stood there stays as it is"


async def test_a_week_that_changed_meanwhile_is_a_conflict_where_it_was_edited(world: Planner) -> None:
    content = await busy(world)
    ids = {}
    for cn, week in (("CN1", 23), ("CN2", 23)):
        data = await world.ask(
            f'{{ assignments(filter: {{resourceCn: "{cn}"}}, first: 50) {{ edges {{ node {{ id week }} }} }} }}'
        )
        nodes = [edge["node"] for edge in data["assignments"]["edges"]]
        ids[cn] = next(node["id"] for node in nodes if node["week"] == week)
        await world.done("updateAssignment", "assignment { id }", id=ids[cn], tierId=world.tiers[75])
    preview = await accepted(world, edited(content, put("2025-W23", None, CN1), put("2025-W26", FL, CN2)))
    (bad,) = preview["rejected"]
    assert (bad["row"], bad["column"]) == (CN1, "2025-W23")
    assert bad["reason"] == (
        f"has changed since the workbook was made in H4: was {FL} and is {FL} @ 75% Ramp; one made anew is accepted"
    )
    assert [change["cell"] for change in preview["changedCells"]] == ["K5"], "nobody edited that week of CN2's"


async def test_a_preview_is_superseded_by_what_is_committed_meanwhile(world: Planner) -> None:
    preview = await accepted(world, edited(await busy(world), put("2025-W23", None, CN1)))
    await world.done("deallocateAssignments", "deallocatedAssignments", filter={"resourceCn": "CN1"})
    refused = await world.refused("commitImport", previewId=preview["id"])
    assert refused[0]["code"] == "PREVIEW_SUPERSEDED"


async def test_other_words_for_what_stands_change_nothing(world: Planner) -> None:
    content = await busy(world)
    await world.done(
        "updateCapacityTier", "tier { id }", id=world.tiers[50], patch={"name": "Half", "percentage": 0.55}
    )
    await world.done("updateResource", "resource { cn }", cn="CN2", patch={"displayName": "Somebody Else"})
    assert (await accepted(world, edited(content)))["unchanged"] == 26
    retyped = put("2025-W23", f"{FL.upper()} @ full  production at 100 %", CN1)
    assert (await accepted(world, edited(content, retyped)))["unchanged"] == 26


async def test_a_placeholder_that_is_moved_stays_and_one_taken_off_goes(world: Planner) -> None:
    demand = {"demand": CLAIMS, "weeks": {"from": {"year": 2025, "week": 23}, "to": {"year": 2025, "week": 23}}}
    asked = {**demand, "tierId": world.tiers[100], "count": 2}
    await world.done("bulkAssignPlaceholders", "placeholdersCreated", input=asked)
    rows = {row[0]: number for number, row in enumerate(rows_of(await grid(world)), start=1)}
    moved = put("2025-W23", f"{FL} @ 50% Ramp", rows["TBH-001"])
    content = edited(await grid(world), moved, put("2025-W23", None, rows["TBH-002"]))
    await committed(world, await accepted(world, content))
    active = await world.ask("{ resources(filter: {type: PLACEHOLDER, isActive: true}) { edges { node { cn } } } }")
    assert [edge["node"]["cn"] for edge in active["resources"]["edges"]] == ["TBH-001"]


@pytest.mark.shares
async def test_a_grid_without_keys_or_columns_or_of_two_workbooks_is_refused(world: Planner) -> None:
    content = await grid(world)
    answer = await previewed(world, edited(content, *(put("Row Key", "x", row) for row in range(4, 30))))
    assert answer["problems"][0]["message"].startswith("no row has the key of a person's row")
    lacking = edited(content, lambda sheet: sheet.delete_cols(column_of(sheet, "2025-W30")))
    assert (await previewed(world, lacking))["problems"][0]["message"] == "2025-W30 is missing"
    other = rows_of(await grid(world, month_to="2025-06"))[CN3 - 1][-1]
    (bad,) = (await accepted(world, edited(content, put("Row Key", other, CN3))))["rejected"]
    assert "is of other weeks than the rows before; those of 2025-W23 to 2025-W48 are accepted" in bad["reason"]


async def test_the_command_line_takes_it_back(world: Planner, tmp_path: Path) -> None:
    (tmp_path / "back.xlsx").write_bytes(edited(await busy(world), put("2025-W30", TX, CN1)))
    command = ["import", "week-assignments", "back.xlsx", "--tenant", "demo"]

    def run(*more: str) -> Any:
        settings = environment(tmp_path, world.addresses)
        return prepared.run([*command, *more], env=settings, cwd=tmp_path, timeout=5 * PATIENCE)

    dry = run("--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert "week-assignments (dry run): 0 created, 1 updated, 25 unchanged, 0 rejected" in dry.stdout
    assert f"O4 2025-W30: nothing → {TX}" in dry.stdout
    assert 30 not in await standing(world, "CN1")
    assert run().returncode == 0
    assert (await standing(world, "CN1"))[30] == "TX 1 1 MANUAL"
