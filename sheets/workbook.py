"""The first filled worksheet of a workbook, repacked so that the reader sees only what was checked."""

import datetime
import io
import math
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.etree import ElementTree

from python_calamine import CalamineWorkbook

from sheets.archive import Archive
from sheets.errors import Unreadable
from sheets.extent import Extent
from sheets.limits import ACCEPTED, MIB, SheetLimits
from sheets.markup import whole_tags
from sheets.sheet import CellValue
from sheets.skeleton import STRINGS, STYLES, WORKSHEET, write_skeleton
from sheets.texts import References, lengths, referred
from sheets.wire import too_much_text

SMALL = MIB
LARGEST_WHOLE = 2**53


class Outline(NamedTuple):
    """Part names: worksheets in reading order and what cells refer to; `date1904`: days count from 1904."""

    worksheets: list[str]
    styles: str | None
    strings: str | None
    date1904: bool


def workbook_records(content: bytes, *, limits: SheetLimits) -> Iterator[tuple[int, list[CellValue]]]:
    """Each row of the first worksheet with a filled cell: its number from 1 and its cells from column A on.

    Visible worksheets come before hidden ones. Raises Unreadable for whatever cannot be read within the limits.
    """
    archive = Archive(content, limits=limits)
    outline = outline_of(archive)
    packed = io.BytesIO()
    chosen = pack_worksheet(archive, outline, packed, limits=limits)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        write_skeleton(out, date1904=outline.date1904)
        copy_shared(archive, outline, out)
    check_rest(archive, seen={chosen, outline.styles, outline.strings})
    packed.seek(0)
    sheet = CalamineWorkbook.from_filelike(packed).get_sheet_by_index(0)
    return ((number, [cell_of(value) for value in row]) for number, row in enumerate(sheet.iter_rows(), start=1))


def pack_worksheet(archive: Archive, outline: Outline, packed: io.BytesIO, *, limits: SheetLimits) -> str:
    """Write the first worksheet with a filled cell into a new zip and return its part name."""
    for name in outline.worksheets:
        packed.seek(0)
        packed.truncate()
        extent, references = Extent(limits=limits), References()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
            copy(extent.follow(references.follow(whole_tags(archive.xml(name)))), out, name=WORKSHEET)
        if not extent.is_empty:
            check_texts(archive, name, outline.strings, references=references.count, limits=limits)
            return name
    raise Unreadable("the workbook has no data", accepted="a header row and rows below it")


def check_texts(archive: Archive, sheet: str, strings: str | None, *, references: int, limits: SheetLimits) -> None:
    """Refuse a worksheet whose cells hold more text than may come back; what may, the reader copies for every cell."""
    if strings is None or references * archive.parts[strings].file_size <= limits.output:
        return
    texts = lengths(whole_tags(archive.xml(strings)))
    if references * max(texts, default=0) <= limits.output:
        return
    if referred(whole_tags(archive.xml(sheet)), references=references, texts=texts) > limits.output:
        raise too_much_text()


def copy_shared(archive: Archive, outline: Outline, out: zipfile.ZipFile) -> None:
    """Copy the number formats and the texts that cells refer to."""
    for name, target in ((outline.styles, STYLES), (outline.strings, STRINGS)):
        if name is not None:
            copy(archive.xml(name), out, name=target)


def copy(chunks: Iterator[bytes], out: zipfile.ZipFile, *, name: str) -> None:
    """Write one part, a chunk at a time."""
    with out.open(name, "w") as part:
        for chunk in chunks:
            part.write(chunk)


def check_rest(archive: Archive, *, seen: set[str | None]) -> None:
    """Unpack every other part once, for its checks alone."""
    for name in archive.parts.keys() - seen:
        archive.verify(name)


def outline_of(archive: Archive) -> Outline:
    """Find the parts by their relations, as the format asks; raises Unreadable when this is no .xlsx workbook."""
    workbook = next((target for kind, target in relations(archive, "").values() if kind == "officeDocument"), None)
    if workbook is None or any(name.endswith("vbaproject.bin") for name in archive.parts):
        raise Unreadable("the file is not an .xlsx workbook, or it holds macros", accepted=ACCEPTED)
    root = tree(archive, workbook)
    related = relations(archive, workbook)
    of_kind = dict(related.values())
    return Outline(
        worksheets=worksheets(root, related),
        styles=of_kind.get("styles"),
        strings=of_kind.get("sharedStrings"),
        date1904=any(node.get("date1904") in ("1", "true") for node in root.iter() if local(node) == "workbookPr"),
    )


def worksheets(root: ElementTree.Element, related: dict[str, tuple[str, str]]) -> list[str]:
    """Part names of the worksheets in tab order, visible ones first."""
    sheets = [node for node in root.iter() if local(node) == "sheet"]
    sheets.sort(key=lambda node: node.get("state", "visible") != "visible")
    targets = (related.get(value) for node in sheets for key, value in node.items() if key.endswith("}id"))
    return [target for kind, target in filter(None, targets) if kind == "worksheet"]


def relations(archive: Archive, source: str) -> dict[str, tuple[str, str]]:
    """By id, the (last word of the type, part name) of what a part refers to inside the workbook."""
    folder, name = posixpath.split(source)
    root = tree(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    found = {}
    for node in root:
        # An absolute target begins with a slash, and join then forgets the folder.
        target = posixpath.normpath(posixpath.join("/", folder, node.get("Target", ""))).lstrip("/").lower()
        if target in archive.parts:
            found[node.get("Id", "")] = (posixpath.basename(node.get("Type", "")), target)
    return found


def tree(archive: Archive, name: str) -> ElementTree.Element:
    """A small part parsed; its document type and entities were refused while it was unpacked."""
    try:
        return ElementTree.fromstring(archive.whole_xml(name.lower(), at_most=SMALL))  # noqa: S314
    except ElementTree.ParseError as error:
        raise Unreadable("the workbook holds malformed XML", accepted=ACCEPTED) from error


def local(node: ElementTree.Element) -> str:
    """The name of an element without its namespace."""
    return node.tag.rpartition("}")[2]


def cell_of(value: Any) -> CellValue:
    """A value of the reader as a cell: whole numbers as int, times and infinities as text, blanks as None."""
    if type(value) is float:
        if not math.isfinite(value):
            return str(value)
        return int(value) if value.is_integer() and abs(value) < LARGEST_WHOLE else value
    if isinstance(value, datetime.time | datetime.timedelta):
        return str(value)
    cell: CellValue = None if value == "" else value
    return cell
