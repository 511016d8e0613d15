"""The styles of a workbook, as far as they change what is seen of a number."""

import re
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from xml.parsers import expat

from sheets._errors import Unreadable
from sheets._extent import column_number
from sheets._formats import NumberFormat, number_format
from sheets.limits import ACCEPTED

BUILT_IN = (
    {2: "0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 48: "##0.0E+0"}
    | dict.fromkeys((3, 37, 38, 41), "#,##0")
    | dict.fromkeys((4, 39, 40, 43), "#,##0.00")
    | dict.fromkeys((5, 6, 7, 8, 42, 44), "$#,##0")
)
CELL = rb"<(?:[\w.-]+:)?c\s(?=[^<>]*?(?<![\w:.-])s\s*=\s*[\"'](%b)[\"'])([^<>]*)>"
NAME = re.compile(rb"(?<![\w:.-])r\s*=\s*[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']")
TEXTUAL = re.compile(rb"(?<![\w:.-])t\s*=\s*[\"'](?!n[\"'])")
COLUMN_BITS = 15
MOST_NOTED = 100_000


def telling_styles(chunks: Iterable[bytes]) -> dict[int, NumberFormat]:
    """By its number in the part `xl/styles.xml`, each style of cells with a telling number format."""
    codes: dict[int, str] = dict(BUILT_IN)
    used: list[int] = []
    path: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        path.append(name.rpartition(":")[2])
        if path[-1] == "numFmt" and "numFmts" in path:
            codes[whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif path[-2:] == ["cellXfs", "xf"]:
            used.append(whole(attributes.get("numFmtId")))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: path.pop()
    try:
        for chunk in chunks:
            parser.Parse(chunk)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Unreadable("the workbook holds malformed XML", accepted=ACCEPTED) from error
    formats = {id_: number_format(codes[id_]) for id_ in set(used) if id_ in codes}
    return {style: found for style, id_ in enumerate(used) if (found := formats.get(id_)) is not None}


def whole(value: str | None) -> int:
    """A number of a style, 0 (General) for anything else."""
    return int(value) if value is not None and value.isdigit() and len(value) < 7 else 0


def cells_of(styles: Collection[int]) -> re.Pattern[bytes] | None:
    """Finds the cells with one of some styles; None for no style."""
    return re.compile(CELL % b"|".join(str(style).encode() for style in styles)) if styles else None


class StyledNumbers:
    """The numeric cells of a worksheet that have one of some styles: kept small, for there may be millions."""

    def __init__(self, styles: Mapping[int, NumberFormat]) -> None:
        self.styles = styles
        self.places, self.used = array("Q"), array("I")
        self.cell = cells_of(styles)
        self.is_bounded = False

    def follow(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The same pieces (no tag spread over two)."""
        for piece in pieces:
            if len(self.places) > MOST_NOTED and not self.is_bounded:
                # So many are figures, whose separators mean nothing; identifiers are fewer.
                self.cell = cells_of([style for style, found in self.styles.items() if not found.only_separates])
                self.is_bounded = True
            for style, attributes in self.cell.findall(piece) if self.cell else ():
                named = NAME.search(attributes)
                if named and not attributes.endswith(b"/") and not TEXTUAL.search(attributes):
                    self.places.append(int(named[2]) << COLUMN_BITS | column_number(named[1]))
                    self.used.append(int(style))
            yield piece

    def where(self, shows: Callable[[NumberFormat], bool], *, width: int) -> set[tuple[int, int]]:
        """The places (row number, column from 0) in the first columns of numbers whose format is of some kind."""
        styles = {style for style, found in self.styles.items() if shows(found)}
        if not styles:
            return set()
        mask = (1 << COLUMN_BITS) - 1
        return {
            (place >> COLUMN_BITS, (place & mask) - 1)
            for place, style in zip(self.places, self.used, strict=True)
            if style in styles and place & mask <= width
        }

    def of_columns(self, columns: Collection[int]) -> dict[tuple[int, int], NumberFormat]:
        """The format by row number and column (from 0), of some columns alone."""
        mask = (1 << COLUMN_BITS) - 1
        return {
            (place >> COLUMN_BITS, (place & mask) - 1): self.styles[style]
            for place, style in zip(self.places, self.used, strict=True)
            if (place & mask) - 1 in columns
        }
