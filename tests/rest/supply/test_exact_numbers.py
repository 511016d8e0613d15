"""Quantities come out with every digit that they have, in each form; none is rounded, and none a text."""

import csv
import io
import json
import re
from decimal import Decimal
from zipfile import ZipFile

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from server.render.flat import Format
from tests.graphql.stock.conftest import Keeper
from tests.rest.supply.tables import PREFIX
from tests.support.workbook_lint import faults

NAME = f"{PREFIX}/inventory-movements"
# The doubles that are nearest to some of them have other sixteen digits; the last two have more than a double keeps.
QUANTITIES = [
    "8.2", "0.1", "52.915", "0.0001", "300", "1000000", "33.3333", "4.35", "1234567890.1235", "99999999999.9999",
    "99999999999999.9999",
]  # fmt: skip
CREATE = "mutation C($input: ProductInput!) { createProduct(input: $input) { problems { message } } }"


async def receive(keeper: Keeper) -> None:
    given = {"sku": "FINE", "name": "Fine", "unit": "g", "kind": "MATERIAL", "decimals": 4}
    assert (await keeper.ask(CREATE, input=given))["createProduct"]["problems"] == []
    for quantity in QUANTITIES:
        await keeper.moves("RECEIPT", quantity, sku="FINE")


async def sent(keeper: Keeper, form: Format) -> bytes:
    response = await keeper.get(NAME, format=form, sku="FINE")
    assert response.status_code == 200
    return bytes(response.content)


def quantities(content: bytes, form: Format) -> list[Decimal]:
    """The quantities of an answer, as whoever reads every digit finds them."""
    text = content.decode()
    if form is Format.CSV:
        return [Decimal(row["quantity"]) for row in csv.DictReader(io.StringIO(text))]
    lines = text.splitlines() if form is Format.NDJSON else [text]
    said = [json.loads(line, parse_float=Decimal, parse_int=Decimal) for line in lines]
    if form is Format.JSON:
        place = said[0]["columns"].index("quantity")
        return [row[place] for row in said[0]["rows"]]
    return [row["quantity"] for row in (said[0] if form is Format.RECORDS else said)]


@pytest.mark.parametrize("form", [Format.JSON, Format.RECORDS, Format.NDJSON, Format.CSV])
async def test_texts_have_every_digit(keeper: Keeper, form: Format) -> None:
    await receive(keeper)
    content = await sent(keeper, form)
    found = quantities(content, form)
    assert [f"{one:f}" for one in found] == QUANTITIES
    assert all(isinstance(one, Decimal) for one in found)  # a number, and no text, in JSON


async def test_cells_of_workbooks_are_numbers_with_every_digit(keeper: Keeper) -> None:
    await receive(keeper)
    content = await sent(keeper, Format.XLSX)
    assert faults(content) == []
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Data"]
    place = [cell.value for cell in sheet[1]].index("quantity")
    cells = [row[place] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"n"}
    assert {cell.number_format for cell in cells} == {"#,##0.0000"}
    # As near as a double can be, which is what programs that open it compute with.
    assert [cell.value for cell in cells] == [float(one) for one in QUANTITIES]
    other = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Data").to_python()
    assert [row[place] for row in other[1:]] == [float(one) for one in QUANTITIES]
    with ZipFile(io.BytesIO(content)) as book:
        written = book.read("xl/worksheets/sheet1.xml").decode()
    column = cells[0].column_letter
    assert re.findall(rf'<c r="{column}\d+"[^>]*t="n"[^>]*><v>([^<]*)</v>', written) == QUANTITIES


async def test_a_table_is_the_same_workbook_at_its_own_path(keeper: Keeper) -> None:
    await receive(keeper)
    response = await keeper.get(f"{NAME}.xlsx", sku="fine")
    assert response.headers["content-disposition"].startswith('attachment; filename="headroom-inventory-movements-20')
    assert faults(response.content) == []
    books = [
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Data").to_python()
        for content in (response.content, await sent(keeper, Format.XLSX))
    ]
    assert books[0] == books[1]
    assert len(books[0]) == 1 + len(QUANTITIES)


async def test_pages_of_a_table_and_of_its_workbook_are_the_same(keeper: Keeper) -> None:
    await receive(keeper)
    first = await keeper.get(f"{NAME}.xlsx", sku="fine", limit=4)
    again = await keeper.http.get(first.links["next"]["url"], headers=keeper.headers)
    sheets = [
        CalamineWorkbook.from_filelike(io.BytesIO(one.content)).get_sheet_by_name("Data").to_python()
        for one in (first, again)
    ]
    assert [len(sheet) for sheet in sheets] == [5, 5]
    every = quantities(await sent(keeper, Format.JSON), Format.JSON)
    place = sheets[0][0].index("quantity")
    assert [row[place] for sheet in sheets for row in sheet[1:]] == [float(one) for one in every[:8]]
