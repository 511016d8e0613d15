"""Templates: each is there by itself, is read by the importer as it stands, and imports once it is filled in."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from db.engine import Database
from db.shared.tenants import tenant_id
from server.commands.imports import FileToImport, import_files
from server.commands.postgres import Addresses
from server.rooms import HOUSE
from services.shared.calendar import Month, report_months
from services.shared.files import read_file
from services.shared.imports import ImportOutcome
from services.shared.progress import silent
from services.shared.templates import MOST_WORDS
from tests.conftest import Client, clients
from tests.rest.conftest import OpenElsewhere
from tests.support.templates import example_of, filled_in, lists_of
from tests.support.workbook_lint import faults

PATH, SUMMARY = "/api/v2/templates", "/api/v2/reports/powerbi/monthly-summary"
KINDS = [file.kind.label for file in HOUSE.templates]
# In the order of what refers to what; months of all localities and months are there before.
IN_ORDER = ("roster", "forecast", "products", "bom", "demand", "stock", "supply-forecast", "work-orders", "production")


async def template(client: Any, kind: str) -> bytes:
    response = await client.get(f"{PATH}/{kind}.xlsx")
    assert response.status_code == 200, response.text
    assert response.headers["content-disposition"] == f'attachment; filename="headroom-template-{kind}.xlsx"'
    return bytes(response.content)


async def imported(database: Database, kind: str, content: bytes, *, tenant: str, dry_run: bool) -> ImportOutcome:
    """What becomes of a file of some kind."""
    found = HOUSE.imports[kind]
    sheet = await read_file(content, filename=f"{kind}.xlsx", headings=found.headings)
    subject = Month(datetime.now(UTC).year + 1, 1).value if found.subject_option is not None else ""
    async with database.write(tenant_id(tenant), subject="tester", dry_run=dry_run) as session:
        file = FileToImport(kind, found, sheet, subject)
        return (await import_files(session, [file], user_notes="a template", progress=silent))[kind]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_template_is_read_as_it_stands_and_needs_no_repair(sample_client: Client, kind: str) -> None:
    content = await template(sample_client("ADMIN"), kind)
    assert faults(content) == []
    found = HOUSE.imports[kind]
    sheet = await read_file(content, filename="template.xlsx", headings=found.headings)
    book = openpyxl.load_workbook(io.BytesIO(content))
    headings = [spellings[0] for spellings in found.headings.wanted.values()]
    assert [cell.value for cell in book.worksheets[0][1]] == sheet.headers
    assert (sheet.headers[: len(headings)], sheet.rows) == (headings, [])
    assert found.template is not None
    assert sheet.reading.sheet == book.sheetnames[0] == found.template.title
    assert (sheet.reading.heading_row, sheet.reading.other_tables) == (1, [])
    assert [one.sheet_state for one in book.worksheets[1:]] == ["visible", "hidden"][: len(book.worksheets) - 1]
    assert [*example_of(content)] == sheet.headers


async def test_templates_open_elsewhere(sample_client: Client, tmp_path: Path, open_elsewhere: OpenElsewhere) -> None:
    paths = [tmp_path / f"{kind}.xlsx" for kind in KINDS]
    for path in paths:
        path.write_bytes(await template(sample_client("ADMIN"), path.stem))
    assert len(open_elsewhere(*paths)) == len(KINDS)


async def test_each_template_imports_once_its_example_is_filled_in(changeable_floor: Addresses) -> None:
    database = Database(changeable_floor.service, pool_size=2)
    async for client in clients(changeable_floor):
        admin = client("ADMIN")
        for kind in KINDS:
            content = filled_in(await template(admin, kind))
            done = await imported(database, kind, content, tenant="demo", dry_run=True)
            if kind == "allocations":  # its example names nobody who is there
                assert "unknown resource" in done.rejected[0].reason
                continue
            assert (kind, done.rejected) == (kind, [])
            assert done.created + done.updated + done.unchanged == 1, kind
            assert done.reading is not None
            assert done.ignored_columns == []
    await database.close()


async def test_the_templates_of_a_tenant_without_anything_fit_one_another(
    empty: Addresses, empty_client: Client
) -> None:
    database, admin = Database(empty.service, pool_size=2), empty_client("ADMIN")
    now = datetime.now(UTC)
    months = report_months(Month(now.year, now.month).plus(1))
    rows = [{"Year": month.year, "Month": month.name} for month in months]
    content = filled_in(await template(admin, "months"), *rows)
    assert (await imported(database, "months", content, tenant="demo", dry_run=False)).created == len(months)
    for kind in IN_ORDER:
        content, changes = await template(admin, kind), [{}]
        if kind == "products":
            changes.append({"SKU": "FABRIC", "Kind": "MATERIAL"})
        done = await imported(database, kind, filled_in(content, *changes), tenant="demo", dry_run=False)
        assert (kind, done.rejected, done.created) == (kind, [], len(changes))
    await database.close()


async def test_cells_offer_the_words_of_the_tenant_and_of_nobody_else(sample_client: Client) -> None:
    admin = sample_client("ADMIN")
    words = lists_of(await template(admin, "forecast"))
    rows = [(await admin.get(SUMMARY, report=month)).json()["rows"] for month in ("2025-03", "2025-04")]
    for place, name in ((0, "list_main_lobs"), (1, "list_case_types")):
        assert {row[place] for report in rows for row in report} <= {*words[name]}
        assert sorted(words[name], key=str.casefold) == words[name]
    assert "N/A" in words["list_states"]
    others = lists_of(await template(sample_client("ADMIN", tenant="other"), "forecast"))
    assert [*others] == ["list_states"]
    skus = lists_of(await template(admin, "bom"))
    assert skus["list_skus"][0] != skus["list_components"][0]
    assert {*skus["list_skus"]} == {*skus["list_components"]}
    assert len(skus["list_skus"]) == 40 <= MOST_WORDS


async def test_cells_say_what_they_take_and_check_it(sample_client: Client) -> None:
    book = openpyxl.load_workbook(io.BytesIO(await template(sample_client("ADMIN"), "demand")))
    sheet = book.worksheets[0]
    checks = {str(check.sqref).partition("2")[0]: check for check in sheet.data_validations.dataValidation}
    assert [*checks] == ["A", "B", "C", "D", "E", "F"]
    assert (checks["A"].type, checks["A"].formula1, checks["A"].errorStyle) == ("list", "list_skus", "stop")
    assert (checks["B"].type, checks["B"].errorStyle) == ("list", "warning")
    assert (checks["C"].type, checks["D"].type, checks["D"].formula1) == ("date", "decimal", "0")
    assert all(check.showInputMessage and len(check.prompt) <= 255 for check in checks.values())
    assert checks["F"].prompt.startswith("May be empty. ")
    assert sheet.column_dimensions["A"].number_format == "@"


async def test_the_list_of_templates_names_each_with_its_columns(sample_client: Client) -> None:
    listed = (await sample_client("VIEWER").get(PATH)).json()["templates"]
    assert [one["kind"] for one in listed] == KINDS
    roster = next(one for one in listed if one["kind"] == "roster")
    assert roster["url"] == f"{PATH}/roster.xlsx"
    assert roster["permission"] == "WORKFORCE.EDIT"
    assert roster["columns"][0] == {"heading": "CN", "needed": True}
    assert roster["columns"][-1] == {"heading": "Last Day", "needed": False}


async def test_a_filled_in_roster_goes_all_the_way_over_http(changeable_sample: Addresses) -> None:
    async for client in clients(changeable_sample):
        planner = client("PLANNER")
        content = filled_in(await template(planner, "roster"), {}, {"CN": "00042", "First Name": "=1+1"})
        query = (
            "mutation ($file: Upload!) { previewRosterImport(file: $file) { preview { id created rejected { reason }"
        )
        form = {
            "operations": json.dumps(
                {"query": f"{query} }} problems {{ message }} }} }}", "variables": {"file": None}}
            ),
            "map": '{"0": ["variables.file"]}',
        }
        headers = {**planner.headers, "GraphQL-Preflight": "1"}
        sent = {"0": ("roster.xlsx", content)}
        answer = await planner.http.post("/graphql", data=form, files=sent, headers=headers)
        preview = answer.json()["data"]["previewRosterImport"]["preview"]
        # openpyxl makes a formula of what begins with "="; nothing was calculated there.
        assert (preview["created"], len(preview["rejected"])) == (1, 1)
        commit = "mutation ($id: UUID!) { commitImport(previewId: $id) { created problems { message } } }"
        done = await planner.ask(commit, id=preview["id"])
        assert done["commitImport"] == {"created": 1, "problems": []}
