"""The parts of a workbook found by their relations, as the format asks."""

import posixpath
from enum import Enum, auto
from typing import NamedTuple
from xml.etree import ElementTree

from sheets._archive import Archive
from sheets._errors import Unreadable
from sheets._kinds import kind_of_zip
from sheets.limits import ACCEPTED, MIB

SMALL = MIB


class Worksheet(NamedTuple):
    """A worksheet: its title, its part, and whether its tab is not shown."""

    title: str
    part: str
    is_hidden: bool


class Pending(Enum):
    """Which formulas a workbook says are yet to be calculated: it was saved before the program had come to them."""

    NONE = auto()
    SOME = auto()
    ALL = auto()


class Outline(NamedTuple):
    """Worksheets in reading order, and the names of the parts that cells refer to.

    `date1904`: days count from 1904. `pending`: whether the values of formulas are yet to be calculated.
    """

    worksheets: list[Worksheet]
    styles: str | None
    strings: str | None
    date1904: bool
    pending: Pending


def outline_of(archive: Archive) -> Outline:
    """Find the parts by their relations, as the format asks; raises Unreadable when this is no .xlsx workbook."""
    workbook = workbook_part(archive)
    root = tree(archive, workbook)
    related = relations(archive, workbook)
    of_kind = dict(related.values())
    return Outline(
        worksheets=worksheets(root, related),
        styles=of_kind.get("styles"),
        strings=of_kind.get("sharedStrings"),
        date1904=has_flag(root, "workbookPr", "date1904"),
        pending=pending_in(root),
    )


def workbook_part(archive: Archive) -> str:
    """The part that lists the worksheets; raises Unreadable, saying what the file is instead."""
    other = kind_of_zip(archive.parts)
    if other is not None:
        raise Unreadable(f"the file is {other}, not an .xlsx workbook", accepted=ACCEPTED)
    workbook = next((target for kind, target in relations(archive, "").values() if kind == "officeDocument"), None)
    if workbook is None:
        raise Unreadable("the file is not an .xlsx workbook", accepted=ACCEPTED)
    return workbook


def pending_in(root: ElementTree.Element) -> Pending:
    """What a workbook says of its formulas."""
    if has_flag(root, "calcPr", "fullCalcOnLoad"):
        return Pending.ALL
    return Pending.SOME if has_flag(root, "calcPr", "calcCompleted", ("0", "false")) else Pending.NONE


def has_flag(root: ElementTree.Element, element: str, attribute: str, values: tuple[str, ...] = ("1", "true")) -> bool:
    """Whether an element of the workbook says yes to something, or another of some values."""
    return any(node.get(attribute) in values for node in root.iter() if local(node) == element)


def worksheets(root: ElementTree.Element, related: dict[str, tuple[str, str]]) -> list[Worksheet]:
    """The worksheets in tab order, visible ones first."""
    found = []
    for node in root.iter():
        if local(node) == "sheet":
            targets = [related.get(value) for key, value in node.items() if key.endswith("}id")]
            is_hidden = node.get("state", "visible") != "visible"
            parts = [target for kind, target in filter(None, targets) if kind == "worksheet"]
            found += [Worksheet(node.get("name", ""), part, is_hidden) for part in parts]
    return sorted(found, key=lambda sheet: sheet.is_hidden)


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
