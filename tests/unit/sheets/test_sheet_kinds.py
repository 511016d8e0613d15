"""Files of other kinds under the name of a workbook or a CSV: the refusal says what they are."""

import pytest

from sheets import Unreadable
from sheets.read import read_sheet
from tests.unit.sheets.files import parts, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
TEXTS = [
    (b"%PDF-1.7\n", "a PDF document"),
    (b"<html><table><tr><td>CN</td></tr></table></html>", "an HTML page"),
    (b"\xef\xbb\xbf\n<!DOCTYPE html>\n<html>", "an HTML page"),
    (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "an XML spreadsheet"),
    (b'<?xml version="1.0"?><rows/>', "an XML document"),
    (b'{"CN": "CN1"}', "a JSON document"),
    (b'[{"CN": "CN1"}]', "a JSON document"),
    (b"\x1f\x8b\x08\x00", "a gzip archive"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"PAR1", "a Parquet file"),
    (OLE + "Workbook".encode("utf-16-le"), "an old .xls workbook"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    (OLE + "WordDocument".encode("utf-16-le"), "an old .doc document"),
]
ZIPS = [
    ({**parts(), "xl/workbook.bin": b"x"}, "a binary workbook (.xlsb)"),
    ({**parts(), "xl/vbaProject.bin": b"x"}, "a workbook with macros (.xlsm)"),
    ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}, "an OpenDocument file"),
    ({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}, "a Word document"),
    ({"[Content_Types].xml": "<x/>", "ppt/presentation.xml": "<x/>"}, "a PowerPoint presentation"),
    ({"Index/Document.iwa": b"x"}, "a Numbers"),
    ({"roster.csv": "CN,State\n"}, "a zip archive with roster.csv in it"),
]


@pytest.mark.parametrize("name", ["roster.xlsx", "roster.csv"])
@pytest.mark.parametrize(("content", "kind"), TEXTS)
async def test_a_file_by_its_first_bytes(content, kind, name):
    with pytest.raises(Unreadable) as refused:
        await read_sheet(content, filename=name)
    assert kind in refused.value.message
    assert "an .xlsx workbook or a .csv file" in refused.value.accepted


@pytest.mark.parametrize(("contents", "kind"), ZIPS)
async def test_a_zip_by_what_it_holds(contents, kind):
    with pytest.raises(Unreadable) as refused:
        await read_sheet(zipped(contents), filename="roster.xlsx")
    assert kind in refused.value.message


@pytest.mark.parametrize("header", ["[CN],State", "{CN},State", "<CN>;State", "%PD,State", "PK,State"])
async def test_a_csv_with_odd_headings_is_a_csv(header):
    assert len((await read_sheet(f"{header}\n1,2\n".encode(), filename="roster.csv")).headers) in (1, 2)
