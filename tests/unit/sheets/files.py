"""Workbooks made for the tests: sound ones by openpyxl, crooked ones part by part."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from sheets import _skeleton as skeleton
from sheets.limits import SheetLimits

LIMITS = SheetLimits()
HEAD = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{skeleton.MAIN}"><sheetData>'
FOOT = "</sheetData></worksheet>"
HEADER_ROW = '<row r="1"><c r="A1" t="str"><v>CN</v></c><c r="B1" t="str"><v>State</v></c></row>'


def workbook(*rows: Sequence[Any], **sheets: Iterable[Sequence[Any]]) -> bytes:
    """A workbook with these rows on its first sheet, and further sheets by title."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for title, others in sheets.items():
        sheet = book.create_sheet(title)
        for row in others:
            sheet.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def parts(rows: str = HEADER_ROW, *, whole: str | None = None) -> dict[str, str | bytes]:
    """The parts of a workbook with these rows, in XML, on its one sheet."""
    found: dict[str, str | bytes] = {
        "_rels/.rels": skeleton.ROOT_RELATIONS_XML,
        "xl/workbook.xml": skeleton.WORKBOOK_XML.format(date1904=0),
        "xl/_rels/workbook.xml.rels": skeleton.RELATIONS_XML,
    }
    return {**found, skeleton.WORKSHEET: whole if whole is not None else HEAD + rows + FOOT}


def zipped(contents: Mapping[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with these parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as out:
        for name, content in contents.items():
            out.writestr(name, content)
    return packed.getvalue()


def crooked(rows: str) -> bytes:
    """A workbook with these rows in XML below its header."""
    return zipped(parts(HEADER_ROW + rows))
