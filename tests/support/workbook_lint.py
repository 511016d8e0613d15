"""What makes a spreadsheet program want to repair a workbook, looked for in its XML."""

import io
import re
import zipfile
from itertools import combinations
from xml.etree import ElementTree

from openpyxl.worksheet.cell_range import CellRange

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FONT = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)  # fmt: skip
SHEET = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter", "mergeCells",
    "dataValidations", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks",
)  # fmt: skip


def faults(content: bytes) -> list[str]:
    """Every fault of a workbook; none means that nothing known would need repair."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels"))}
    trees = {name: ElementTree.fromstring(part) for name, part in parts.items()}
    found = _fonts(trees["xl/styles.xml"]) + _titles(trees["xl/workbook.xml"])
    for name, tree in trees.items():
        if name.startswith("xl/worksheets/"):
            found += [f"{name}: {fault}" for fault in _sheet(tree)]
    return found


def _named(element: ElementTree.Element) -> str:
    return element.tag.removeprefix(MAIN)


def _in_order(elements: list[str], order: tuple[str, ...]) -> bool:
    places = [order.index(one) for one in elements if one in order]
    return places == sorted(places)


def _fonts(styles: ElementTree.Element) -> list[str]:
    fonts = styles.iter(f"{MAIN}font")
    return [
        "a font's children are out of order" for font in fonts if not _in_order([_named(one) for one in font], FONT)
    ]


def _titles(book: ElementTree.Element) -> list[str]:
    titles = [sheet.get("name", "") for sheet in book.iter(f"{MAIN}sheet")]
    bad = [title for title in titles if not 0 < len(title) <= 31 or re.search(r"[\[\]:*?/\\]", title)]
    return [f"{title!r} is no title" for title in bad] + (
        ["two sheets have one title"] * (len(set(titles)) < len(titles))
    )


def _sheet(sheet: ElementTree.Element) -> list[str]:
    found = [] if _in_order([_named(one) for one in sheet], SHEET) else ["its parts are out of order"]
    merges = [CellRange(one.get("ref")) for one in sheet.iter(f"{MAIN}mergeCell")]
    found += ["a merge of one cell" for one in merges if one.size == {"rows": 1, "columns": 1}]
    found += ["merges overlap" for one, other in combinations(merges, 2) if not one.isdisjoint(other)]
    for cell in sheet.iter(f"{MAIN}c"):
        place, kind = CellRange(cell.get("r")), cell.get("t", "n")
        value = cell.find(f"{MAIN}v")
        if cell.find(f"{MAIN}f") is not None:
            found.append(f"{cell.get('r')} is a formula")
        if kind == "n" and value is not None and not re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", value.text or ""):
            found.append(f"{cell.get('r')} is no number: {value.text}")
        if kind not in ("n", "inlineStr", "s", "b", "d"):
            found.append(f"{cell.get('r')} is of type {kind}")
        inside = [
            one
            for one in merges
            if one.issuperset(place) and (one.min_row, one.min_col) != (place.min_row, place.min_col)
        ]
        if inside and len(cell):
            found.append(f"{cell.get('r')} has a value and is covered")
    return found
