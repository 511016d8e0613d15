"""The styles of a workbook, as far as they change what is seen of a number."""

import re
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from xml.parsers import expat

from sheets._errors import Unreadable
from sheets._formats import NumberFormat, number_format
from sheets.columns import letters
from sheets.limits import ACCEPTED

BUILT_IN = (
    {2: "0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 48: "##0.0E+0"}
    | dict.fromkeys((3, 37, 38, 41), "#,##0")
    | dict.fromkeys((4, 39, 40, 43), "#,##0.00")
    | dict.fromkeys((5, 6, 7, 8, 42, 44), "$#,##0")
)
# A cell as the usual programs write it, found in a tenth of the time; what is not, and a cell however it is written.
USUAL = rb'<c r="(%b)([0-9]{1,7})" s="0*(%b)"(?: t="n")?>'
UNUSUAL = re.compile(rb'<c(?=[\s/>])(?! r="[A-Z]{1,3}+[0-9]{1,7}+"(?: s="[0-9]++")?+(?: t="[a-zA-Z]++")?+ ?+/?+>)')
CELL = rb"<(?:[\w.-]+:)?c\s(?=[^<>]*?(?<![\w:.-])s\s*=\s*[\"']0*(%b)[\"'])([^<>]*)>"
NAME = re.compile(rb"(?<![\w:.-])r\s*=\s*[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']")
TEXTUAL = re.compile(rb"(?<![\w:.-])t\s*=\s*[\"'](?!n[\"'])")
NO_STYLE = -1


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


class StyledNumbers:
    """The numeric cells of a worksheet that have one of some styles: looked for where somebody asks, in a second pass.

    Most formatted cells are figures of which nobody asks; there may be millions.
    """

    def __init__(self, styles: Mapping[int, NumberFormat]) -> None:
        self.styles = styles
        self.pieces: Callable[[], Iterable[bytes]] = tuple

    def of_columns(self, columns: Collection[int]) -> dict[int, "ColumnFormats"]:
        """The formats by column (from 0), of those columns that have any."""
        found = {column: ColumnFormats(self.styles) for column in columns}
        names = {letters(column).encode(): column for column in columns}
        for name, number, style in self._cells(self.styles, names=b"|".join(names)):
            if name in names:
                found[names[name]].note(int(number), int(style))
        return {column: formats for column, formats in found.items() if formats.used}

    def where(self, shows: Callable[[NumberFormat], bool], *, width: int) -> dict[int, tuple[int, int]]:
        """By row number, how many numbers in the first columns have a format of some kind, and the first's column."""
        found: dict[int, tuple[int, int]] = {}
        columns = {letters(column).encode(): column for column in range(width)}
        styles = [style for style, one in self.styles.items() if shows(one)]
        for name, number, _ in self._cells(styles, names=b"[A-Z]{1,3}"):
            if name in columns:
                count, first = found.get(int(number), (0, width))
                found[int(number)] = count + 1, min(first, columns[name])
        return found

    def _cells(self, styles: Collection[int], *, names: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
        """Column, row number and style of each numeric cell with one of some styles, maybe of other columns too."""
        if not styles or not names:
            return
        numbers = b"|".join(str(style).encode() for style in styles)
        usual, any_ = re.compile(USUAL % (names, numbers)), re.compile(CELL % numbers)
        for piece in self.pieces():
            if UNUSUAL.search(piece) or (b":" in piece and b":c" in piece):
                yield from (cell for style, tag in any_.findall(piece) if (cell := numeric(tag, style=style)))
            else:
                yield from usual.findall(piece)


class ColumnFormats:
    """The formats of one column by row number: four bytes for each row."""

    def __init__(self, styles: Mapping[int, NumberFormat]) -> None:
        self.styles = styles
        self.used = array("i")

    def note(self, number: int, style: int) -> None:
        """Keep the style of a cell."""
        missing = number - len(self.used)
        if missing < 0:
            self.used[number] = style
            return
        if missing:
            self.used.extend([NO_STYLE] * missing)
        self.used.append(style)

    def get(self, number: int) -> NumberFormat | None:
        """The format of the cell in a row, None where it tells nothing."""
        return self.styles.get(self.used[number]) if number < len(self.used) else None


def numeric(tag: bytes, *, style: bytes) -> tuple[bytes, bytes, bytes] | None:
    """Column, row number and style of a cell's tag; None unless it is a filled cell with a number."""
    named = NAME.search(tag)
    return (named[1].upper(), named[2], style) if named and not tag.endswith(b"/") and not TEXTUAL.search(tag) else None
